// Events → counts: by facet, by place, by month, by pair. What the explorer's server counts in columns, a report counts here.
import { lets } from "app/sieve";
import { dayOf } from "app/words";

const INKS = ["cooperation", "conflict", "held", "neutral"];
const none = () => Object.fromEntries(INKS.map((ink) => [ink, 0]));
const add = (into, key) => (into[key] = (into[key] ?? 0) + 1);

/** Events, the lens, what is known of each → the facets, each under all other filters but its own. */
export function facets(events, lens, known) {
  const by = (facet, keys) => {
    const found = {};
    for (const e of events) if (lets(lens, e, known(e), facet)) new Set(keys(e)).forEach((k) => k && add(found, k));
    return found;
  };
  const shown = events.filter((e) => lets(lens, e, known(e)));
  return {
    total: events.length, events: shown.length, documents: new Set(shown.flatMap((e) => e.documents)).size,
    actors_met: new Set(shown.flatMap((e) => [...e.actors, ...e.recipients])).size,
    voices: by("voice", (e) => [e.voice]), statuses: by("status", (e) => [e.status]), types: by("type", (e) => [e.type]),
    publishers: by("publisher", (e) => known(e).pages.map((p) => p.publisher)), genres: by("genre", (e) => known(e).pages.map((p) => p.genre)),
    parts: by("part", (e) => e.parts), inks: by(null, (e) => [e.ink]),
  };
}

/** Events → their places, each with how many of each ink. */
export function places(events) {
  const found = new Map();
  for (const e of events) {
    if (e.place?.lat === null || e.place?.lat === undefined) continue;
    const key = JSON.stringify(e.place), point = found.get(key) ?? { place: e.place, events: 0, ...none() };
    point.events += 1;
    point[e.ink] += 1;
    found.set(key, point);
  }
  const points = [...found.values()].sort((a, b) => b.events - a.events);
  return { points, unplaced: events.length - points.reduce((n, p) => n + p.events, 0) };
}

const startOf = (day, by) => (by === "month" ? `${day.slice(0, 7)}-01` : day);
const first = (told) => told?.earliest ?? told?.latest ?? null;

/** Events, pages → bins by month or day, each with how many pages were published in it. */
export function bins(events, pages, by) {
  const found = new Map(), bin = (from) => found.get(from) ?? found.set(from, { from, ...none(), events: 0, score: 0, documents: 0 }).get(from);
  for (const e of events) {
    const day = first(e.date);
    if (!day) continue;
    const into = bin(startOf(day, by));
    into[e.ink] += 1;
    into.events += 1;
    into.score += e.score;
  }
  for (const page of pages) if (dayOf(page.published)) bin(startOf(first(page.published), by)).documents += 1;
  return [...found.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Events → "day" where they lie within 400 days, else "month". */
export function fitting(events) {
  const days = events.map((e) => first(e.date)).filter(Boolean).sort();
  return days.length && Date.parse(days.at(-1)) - Date.parse(days[0]) > 400 * 864e5 ? "month" : "day";
}

/** Events of a pair, who stands for whom → what each did to the other, and what they did together. */
export function flows(events, [a, b], stands, by) {
  const side = (ids, who) => ids.some((id) => stands(id) === who);
  const there = events.filter((e) => side(e.actors, a) && side(e.recipients, b)), back = events.filter((e) => side(e.actors, b) && side(e.recipients, a));
  const both = events.filter((e) => !e.recipients.length && side(e.actors, a) && side(e.actors, b));
  return [[a, b, there], [b, a, back], [null, null, both]].map(([from, to, told]) => ({ from, to, bins: bins(told, [], by) }));
}

const SORTS = { date: (e) => first(e.date) ?? "9999", score: (e) => e.score, confidence: (e) => e.confidence, reports: (e) => e.reports, type: (e) => e.type,
  title: (d) => (d.title ?? "").toLowerCase(), events: (d) => d.events };

/** Rows, "-date" … → the rows in that order; the undated stand last. */
export function sorted(rows, sort, of = SORTS) {
  const key = of[sort.replace(/^-/, "")], turn = sort.startsWith("-") ? -1 : 1;
  const value = (row) => (key(row) === "9999" && turn < 0 ? "0" : key(row));
  return [...rows].sort((x, y) => (value(x) < value(y) ? -turn : value(x) > value(y) ? turn : 0));
}
