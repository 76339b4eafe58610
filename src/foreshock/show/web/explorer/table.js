// The events of the lens as a table: sorted by the head of a column, paged, each row lit with a click.
import { html, useEffect, useState } from "ui";
import { ask, useAnswer } from "app/ask";
import { keep, lens, light, link, lit, params, place } from "app/state";
import { Waiting } from "app/waiting";
import { INKS, count, deed, flat, parties, when } from "app/words";

const HEADS = [["date", "when"], [null, "who, whom"], ["type", "what"], [null, "the sentence"], ["reports", "reports"], ["score", "score"]];
const PAGE = 50;

export function useEvents(more = {}) {
  const sort = place.value.more.sort ?? "-date";
  const asked = params(lens.value, { ...more, sort, limit: PAGE }), key = String(asked);
  const first = useAnswer("/events", asked);
  const [rest, set] = useState({ key, rows: [], actors: {}, next: undefined, busy: false });
  useEffect(() => set({ key, rows: [], actors: {}, next: undefined, busy: false }), [key, first.answer]);
  const next = rest.next === undefined ? first.answer?.next : rest.next;
  const further = async () => {
    set({ ...rest, busy: true });
    const told = await ask("/events", params(lens.value, { ...more, sort, limit: PAGE, cursor: next }));
    set({ key, rows: [...rest.rows, ...told.events], actors: { ...rest.actors, ...told.actors }, next: told.next, busy: false });
  };
  const rows = [...(first.answer?.events ?? []), ...(rest.key === key ? rest.rows : [])];
  return { rows, total: first.answer?.total, actors: { ...first.answer?.actors, ...rest.actors }, error: first.error, python: first.answer?.python,
    further: next ? further : null, busy: rest.busy || first.busy };
}

/** What useEvents gave → the table. */
export function Table({ events }) {
  const { rows, total, actors, error, further, busy } = events, on = new Set(lit.value);
  if (!rows.length) return busy || error ? html`<${Waiting} error=${error} what="events" />` : html`<p class="none">The lens lets no event through.</p>`;
  return html`<div class=${`tablebox${busy ? " busy" : ""}`} tabindex="0" role="region" aria-label="Table of events"><table class="events"><caption>${count(rows.length, "event")} of ${total.toLocaleString("en")}</caption>
    <thead><tr>${HEADS.map(([key, words]) => html`<${Head} column=${key} words=${words} />`)}</tr></thead>
    <tbody>${rows.map((e) => html`<${Row} key=${e.id} event=${e} actors=${actors} on=${on.has(e.id)} />`)}</tbody></table></div>
    ${further ? html`<p><button onClick=${further} disabled=${busy}>Further events</button></p>` : null}`;
}

function Head({ column, words }) {
  const now = place.value.more.sort ?? "-date";
  if (!column) return html`<th scope="col">${words}</th>`;
  const order = now === column ? "ascending" : now === `-${column}` ? "descending" : "none";
  return html`<th scope="col" aria-sort=${order}><button class="plain" onClick=${() => keep({ sort: now === `-${column}` ? column : `-${column}` })}>
    ${words}${{ ascending: " ↑", descending: " ↓", none: "" }[order]}</button></th>`;
}

function Row({ event, actors, on }) {
  const source = event.quote;
  return html`<tr class=${on ? "on" : ""} onClick=${(e) => e.target.closest("a, button") || light([event.id])}>
    <td class="num">${when(event.date)}</td>
    <td><button class="plain" aria-pressed=${on} onClick=${() => light([event.id])}>${parties(event, actors)}</button></td>
    <td><span class=${`sign ink-${event.ink}`} title=${INKS[event.ink][0]}>${INKS[event.ink][1]}</span> ${deed(event)}${event.voice === "asserted" ? "" : html` <span class="basis">${event.voice}</span>`}</td>
    <td>${source ? html`<a class="quote" href=${link("doc", [source.document], { e: source.mention })}>${flat(source.text)}</a>
      ${" "}<span class="basis">${[source.publisher, source.part === "comment" && "a comment"].filter(Boolean).join(", ")}</span>` : html`<span class="basis">on the word of ${event.word_of}</span>`}</td>
    <td class="num">${event.reports}</td><td class="num">${event.score.toFixed(1)}</td></tr>`;
}
