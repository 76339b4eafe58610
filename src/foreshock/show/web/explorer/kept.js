// A report's back end: what the file holds answers, in the shapes of the API. Events are filtered here; what was computed (network, courses, forecasts)
// is kept as it was answered when the report was written.
import { lets } from "app/sieve";
import { parse } from "app/state";
import { bins, facets, fitting, flows, places, sorted } from "app/tally";
import { dayOf } from "app/words";

/** What the report holds → a back end. */
export function kept(data) {
  const held = new Held(data);
  return {
    writable: false,
    get: async (path, params = new URLSearchParams()) => held.answer(path, params),
    post: async () => { throw new Error("A report cannot be corrected. Open the store with foreshock explore."); },
    remove: async () => { throw new Error("A report cannot be corrected. Open the store with foreshock explore."); },
    atlas: async () => JSON.parse(document.getElementById("foreshock-atlas").textContent),
  };
}

class Held {
  constructor(data) {
    this.data = data;
    this.pages = new Map(data.documents.map((d) => [d.document.id, d]));
    this.mentions = new Map(data.documents.flatMap((d) => d.events.map((m) => [m.id, [m, d]])));
    this.happenings = new Map(data.events.map((e) => [e.id, e]));
    this.facts = new Map(data.events.map((e) => [e.id, { actors: data.actors, parts: e.parts, pages: e.documents.flatMap((id) => this.pages.get(id)?.document ?? []) }]));
    this.known = (event) => this.facts.get(event.id);
  }

  answer(path, params) {
    const { lens } = parse(`#/?${params}`), more = Object.fromEntries(params);
    const whole = this.data.answers[decodeURIComponent(path)] ?? this.data.answers[`${path}?${this.two(params).join("&")}`];
    if (path === "/forecast" && whole) return without(whole, params.getAll("without"));
    if (whole) return { ...whole, actors: this.data.actors };
    const [, room, id] = path.match(/^\/([^/]+)\/?(.*)$/) ?? [], of = decodeURIComponent(id ?? "");
    const told = this[of ? `one_${room}` : `all_${room}`]?.(of || lens, of ? lens : more, more) ?? this[path.slice(1).replace("/", "_")]?.(lens, more);
    if (told === undefined || told === null) throw new Error("This report does not hold that. The store does: foreshock explore.");
    return { actors: this.data.actors, ...told };
  }

  shown(lens) {
    return this.data.events.filter((e) => lets(lens, e, this.known(e)));
  }

  inLens(lens) { // pages by their own date, publisher and genre
    const open = { ...lens, part: "all" }, page = (d) => ({ actors: [], recipients: [], date: d.published });
    const plain = { publisher: open.publisher, genre: open.genre, as_of: open.as_of, document: open.document, since: open.since, until: open.until, part: "all" };
    return this.data.documents.map((d) => d.document).filter((d) => lets(plain, page(d), { pages: [d] }));
  }

  all_about() { return this.data.about; }
  all_counts(lens) { return facets(this.data.events, lens, this.known); }
  all_judgements() { return { judgements: this.data.judgements ?? [], file: null }; }
  all_map(lens) { return places(this.shown(lens)); }

  all_events(lens, { sort = "date", limit = 100, cursor = 0 }) {
    const rows = sorted(this.shown(lens), sort), [from, size] = [Number(cursor), Number(limit)];
    return { total: rows.length, events: rows.slice(from, from + size), next: from + size < rows.length ? String(from + size) : null };
  }

  one_events(id) {
    const [found] = this.mentions.get(id) ?? [], event = this.happenings.get(found?.happening ?? id);
    if (!event) return null;
    const reports = event.mentions.flatMap((m) => (this.mentions.has(m) ? [this.report(...this.mentions.get(m))] : []));
    return { event, reports, judgements: [], python: null };
  }

  report(mention, page) {
    const { start, end } = mention.evidence, { document, citation } = page, part = document.parts.find((p) => p.index === mention.part);
    const [from, to] = page.sentences.find(([a, b]) => a <= start && end <= b) ?? [start, end], letters = Array.from(part.text);
    return {
      mention, voice: mention.voice, document, part, posts: [], statement: page.statements.find((s) => s.id === mention.statement) ?? null,
      sentence: { start: from, end: to, text: letters.slice(Math.max(0, from - part.start), to - part.start).join("") },
      citation: { text: `“${mention.evidence.text.replace(/\s+/g, " ")}” ${citation.text}` },
    };
  }

  all_documents(lens, { q = "", sort = "-date", limit = 100, cursor = 0 }) {
    const per = new Map(), words = q.toLowerCase().split(/\s+/).filter(Boolean), narrow = lens.actor || lens.pair || lens.voice || lens.status || lens.confidence || lens.type || lens.place;
    for (const e of this.shown({ ...lens, document: null })) for (const id of e.documents) per.set(id, (per.get(id) ?? 0) + 1);
    const rows = this.inLens(lens).filter((d) => (!narrow || per.has(d.id)) && words.every((w) => (d.title ?? "").toLowerCase().includes(w)))
      .map((d) => ({ ...d, date: d.published, events: per.get(d.id) ?? 0, comments: d.parts.filter((p) => p.kind === "comment").length }));
    const ordered = sorted(rows, sort), [from, size] = [Number(cursor), Number(limit)];
    return { total: rows.length, documents: ordered.slice(from, from + size), next: from + size < rows.length ? String(from + size) : null };
  }

  one_documents(id) { return this.pages.get(id); }

  all_timeline(lens, { by }) {
    const events = this.shown(lens), unit = by ?? fitting(events);
    return { by: unit, bins: bins(events, this.inLens(lens), unit), undated: events.filter((e) => !dayOf(e.date)).length };
  }

  all_pair(lens, { a, b }) {
    const stands = (id) => this.data.stands[id] ?? id, pair = [stands(a), stands(b)];
    const open = this.shown({ ...lens, pair: null }), events = open.filter((e) => pair.every((who) => [...e.actors, ...e.recipients].some((id) => stands(id) === who)));
    const by = fitting(events), days = events.map((e) => dayOf(e.date)).filter(Boolean).sort();
    const { ties: every, shown } = this.data.answers["/picture"], ties = every.filter((t) => pair.includes(t.subject) && pair.includes(t.target));
    const printed = this.inLens(lens).filter((d) => days.length && dayOf(d.published) >= days[0] && dayOf(d.published) <= days.at(-1));
    return { pair, by, flows: flows(events, pair, stands, by), documents: bins([], printed, by), ties, held: shown.actors === shown.of_actors, python: null };
  }

  pair_statements(lens, { a, b }) {
    const pages = new Set(this.inLens(lens).map((d) => d.id)), found = [];
    for (const { document, statements, mentions } of this.data.documents) {
      if (!pages.has(document.id)) continue;
      for (const s of statements) {
        const by = [a, b].find((id) => s.speaker?.id === id || s.speaker?.country === id), about = by === a ? b : a;
        const named = by && mentions.some((m) => (m.id === about || m.country === about) && s.content.some((c) => c.start <= m.start && m.end <= c.end));
        if (named) found.push({ ...s, by, about, title: document.title, publisher: document.publisher, published: document.published });
      }
    }
    return { statements: found.slice(0, 50), total: found.length, next: null };
  }

  /** Parameters → the two of whom they ask, as what is computed knows them, in alphabetical order. */
  two(params) {
    return ["a", "b"].map((k) => params.get(k)).filter(Boolean).map((id) => this.data.stands[id] ?? id).sort();
  }

  // Of all but the hardest pairs the report holds no third parties and no forecast, and a course only where the ranking lists it.
  pair_thirds() { return { held: false, thirds: [] }; }
  all_forecast() { return { held: false }; }
  all_course(lens, more) {
    const { courses, total } = this.data.answers["/courses"], pair = this.two(new URLSearchParams(more)).join();
    const course = courses.find((c) => [...c.pair].sort().join() === pair) ?? null;
    return { course, line: course?.line ?? "", held: Boolean(course) || courses.length === total };
  }

  all_actors(lens, { q = "", limit = 100, cursor = 0 }) {
    const per = new Map(), wanted = q.toLowerCase().trim(), [from, size] = [Number(cursor), Number(limit)];
    for (const e of this.shown(lens)) for (const id of new Set([...e.actors, ...e.recipients])) per.set(id, (per.get(id) ?? 0) + 1);
    const rows = Object.values(this.data.actors).filter((a) => (wanted ? `${a.id} ${a.name}`.toLowerCase().includes(wanted) : per.has(a.id)))
      .map((a) => ({ ...a, events: per.get(a.id) ?? 0, also: null })).sort((x, y) => y.events - x.events || (x.name < y.name ? -1 : 1));
    return { found: rows.slice(from, from + size), total: rows.length, next: from + size < rows.length ? String(from + size) : null };
  }

  one_actors(id) { // one whose dossier the report does not hold: what its events and the network say
    const actor = this.data.actors[id], node = this.data.stands[id] ?? id;
    if (!actor) return null;
    const { events, answers } = this.data, by = events.filter((e) => e.actors.includes(id)), to = events.filter((e) => e.recipients.includes(id));
    const all = events.filter((e) => by.includes(e) || to.includes(e));
    const ties = answers["/picture"].ties.filter((t) => t.status !== "historical" && t.status !== "negated");
    const side = (from, toward, sign) => ties.filter((t) => t[from] === node && t.sign === sign).map((t) => ({ ...t, id: t[toward], tie: t.id }));
    return {
      actor, partial: true, held: answers["/picture"].shown.actors === answers["/picture"].shown.of_actors, roles: [], held_by: [], names: [], first_seen: null, last_seen: null, courses: [], partners: [], python: null,
      backs: side("subject", "target", 1), opposes: side("subject", "target", -1), backed_by: side("target", "subject", 1), opposed_by: side("target", "subject", -1),
      counts: { events: all.length, as_actor: by.length, as_recipient: to.length, statements: null }, bins: bins(all, [], "month"),
    };
  }
}

const odds = (p) => Math.log(p / (1 - p)), share = (o) => 1 / (1 + Math.exp(-o));

/** A forecast, rules switched off → the same without them: the weights are log-odds, so they are taken from the sum. */
export function without(answer, rules) {
  if (!rules.length) return answer;
  const { forecast } = answer, off = (s) => rules.includes(s.rule);
  const taken = answer.waterfall.slice(1).filter(off).reduce((sum, s) => sum + s.weight, 0);
  const moved = (p) => share(odds(p) - taken);
  let at = 0;
  const waterfall = answer.waterfall.map((s, i) => {
    if (off(s) && i) return { ...s, off: true, from: share(at), to: share(at) };
    const from = i ? share(at) : s.from;
    at = i ? at + s.weight : odds(s.to);
    return { ...s, off: false, from, to: share(at) };
  });
  return { ...answer, waterfall, forecast: { ...forecast, probability: moved(forecast.probability), low: moved(forecast.low), high: moved(forecast.high) } };
}
