// The reading room: a document as it was printed, its evidence inked; what is lit here is lit in the network, on the map and over time.
import { html, useMemo } from "ui";
import { useAnswer } from "app/ask";
import { Card, TieCard } from "app/card";
import { Days } from "app/days";
import { useKeys } from "app/keys";
import { WorldMap } from "app/map";
import { Network } from "app/network";
import { Sheet } from "app/sheet";
import { lets } from "app/sieve";
import { light, link, lit, lens, params, place, keep } from "app/state";
import { Waiting } from "app/waiting";
import { count, deed, flat, listed, parties, when } from "app/words";

const tieInk = (tie) => (tie.status !== "actual" ? "held" : tie.sign === "+" ? "cooperation" : "conflict");

/** A document's answer and the lens → what can be lit in it, in the order of the text: events and stated ties. */
function marksOf(answer, looking) {
  const kinds = Object.fromEntries(answer.document.parts.map((p) => [p.index, p.kind]));
  const pages = [answer.document];
  const shown = { ...looking, part: looking.part ?? "all", document: null, publisher: null, genre: null, as_of: null };
  const events = answer.events
    .filter((e) => lets(shown, e, { actors: answer.actors, pages, parts: [kinds[e.part]] }))
    .map((e) => ({ ...e, is: "event", key: e.happening ?? e.id, words: `${parties(e, answer.actors)}: ${deed(e)}` }));
  const has = (side, party) => side.some((p) => p.id === party.id && p.name === party.name);
  const toldBy = (tie) => events.some((e) => e.evidence.start < tie.evidence.end && tie.evidence.start < e.evidence.end && has(e.actors, tie.subject) && has(e.recipients, tie.target));
  const narrow = looking.type || looking.voice || looking.status || looking.confidence || looking.actor || looking.pair || looking.place;
  const ties = narrow ? [] : answer.ties
    .filter((t) => !toldBy(t)) // an event of the same sentence says it already
    .map((t) => ({ ...t, is: "tie", key: t.id, ink: tieInk(t), actors: [t.subject], recipients: [t.target],
      words: `${t.subject.name} ${t.kind} ${t.target.name}` }));
  return [...events, ...ties].sort((a, b) => a.evidence.start - b.evidence.start || a.evidence.end - b.evidence.end);
}

/** A document's id → the room. */
export function Room({ id }) {
  const { answer, error } = useAnswer(`/documents/${encodeURIComponent(id)}`);
  const looking = lens.value;
  const marks = useMemo(() => (answer ? marksOf(answer, looking) : []), [answer, looking]);
  if (!answer) return html`<${Waiting} error=${error} what="the document" />`;
  return html`<${Open} key=${answer.document.id} answer=${answer} marks=${marks} />`;
}

function Open({ answer, marks }) {
  const ids = lit.value, on = marks.filter((m) => ids.includes(m.id) || ids.includes(m.key));
  const seen = answer.mentions.filter((m) => m.as === "actor" && m.id && m.id === place.value.more.who);
  useKeys(keysOf(marks, on, answer));
  return html`
    <div class="room">
      <article class="page" aria-label="The document">
        <${Head} document=${answer.document} marks=${marks} />
        <${Sheet} answer=${answer} marks=${marks} on=${on} named=${seen} />
      </article>
      <aside class="beside" aria-label="What was read in it">
        ${seen.length ? html`<p class="note" role="status">${seen[0].name} is named ${count(seen.length, "time")} here (dotted boxes).
          ${" "}<button class="plain" onClick=${() => keep({ who: "" })}>Enough</button></p>` : null}
        ${on.length ? html`<${Lit} on=${on} answer=${answer} />` : html`<${Contents} marks=${marks} />`}
        <div class="drawn"><${Network} marks=${marks} on=${on} actors=${answer.actors} title="Who backs, who opposes" height=${260} />
          <${WorldMap} points=${pins(marks)} on=${on} title="Where" pick=${(point) => light(point.ids)} height=${260} /></div>
      </aside>
      <${Days} marks=${marks} on=${on} />
    </div>`;
}

function Head({ document, marks }) {
  const at = params(lens.value, { limit: 500 });
  const { answer } = useAnswer("/documents", at);
  const row = answer?.documents ?? [], here = row.findIndex((d) => d.id === document.id);
  const [before, after] = here < 0 ? [] : [row[here - 1], row[here + 1]];
  const plain = place.value.lens;
  const step = (other, words) => other && html`<a href=${link("doc", [other.id], {}, plain)} title=${other.title ?? ""}>${words}</a>`;
  return html`<header class="pagehead">
    <nav class="steps" aria-label="Documents">${step(before, "← newer")} <a href=${link("docs")}>contents</a> ${step(after, "older →")}</nav>
    <p class="byline">${[document.publisher, when(document.published), document.genre !== "unknown" && document.genre].filter(Boolean).join(" · ")}
      ${document.authors.length ? html`<br />By ${listed(document.authors)}` : null}</p>
    <p class="tally">${count(marks.length, "finding")} · <a href=${link("events", [], {}, { ...plain, document: document.id })}>as a table</a></p>
  </header>`;
}

/** The marks of the document as a list: for the keyboard and for those who hear the page. */
function Contents({ marks }) {
  if (!marks.length) return html`<p class="none">The lens lets nothing through here.</p>`;
  return html`<section class="findings"><h2>In this text</h2>
    <ol>${marks.map((m) => html`<li key=${m.id}><button class="plain ink-${m.ink}" onClick=${() => light([m.id])}>
      ${" "}<b>${m.words}</b> <span class="quote">${flat(m.evidence.text)}</span></button></li>`)}</ol>
    <p class="note">Click a marked sentence, or step with <kbd>j</kbd> and <kbd>k</kbd>; <kbd>?</kbd> for all keys.</p></section>`;
}

function Lit({ on, answer }) {
  const [first, ...others] = on;
  return html`<section class="lit" aria-label="What is lit">
    ${first.is === "event" ? html`<${Card} id=${first.id} here />` : html`<${TieCard} tie=${first} document=${answer.document} />`}
    ${others.length ? html`<p class="note">Also lit:</p><ul class="also">${others.map((m) => html`<li key=${m.id}>
      ${" "}<button class="plain ink-${m.ink}" onClick=${() => light([m.id])}>${m.words}</button></li>`)}</ul>` : null}
  </section>`;
}

/** Marks → the places of their events, each with the ids that it lights. */
function pins(marks) {
  const found = new Map();
  for (const mark of marks) {
    if (mark.place?.lat === null || mark.place?.lat === undefined) continue;
    const at = `${mark.place.lat} ${mark.place.lon}`;
    const point = found.get(at) ?? { place: mark.place, events: 0, cooperation: 0, conflict: 0, held: 0, neutral: 0, ids: [] };
    point.events += 1;
    point[mark.ink] += 1;
    point.ids.push(mark.id);
    found.set(at, point);
  }
  return [...found.values()];
}

function keysOf(marks, on, answer) {
  const step = (by) => {
    if (!marks.length) return;
    const at = on.length ? marks.indexOf(on[0]) : by > 0 ? -1 : 0;
    light([marks[(at + by + marks.length) % marks.length].id]);
  };
  const mentions = () => {
    const mark = on[0] ?? marks[0];
    const ids = [...new Set([...(mark?.actors ?? []), ...(mark?.recipients ?? [])].map((p) => p.id).filter(Boolean))];
    const now = ids.indexOf(place.value.more.who);
    keep({ who: ids[now + 1] ?? "" });
  };
  return { j: () => step(1), k: () => step(-1), m: mentions, Escape: () => keep({ e: "", who: "" }),
    t: () => on[0]?.is === "event" && (location.hash = link("events", [], {}, { ...lens.value, document: answer.document.id })) };
}
