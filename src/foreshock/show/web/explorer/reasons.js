// Reasons with the sentences that they rest on: of a course, of a forecast.
import { html } from "ui";
import { link } from "app/state";
import { count, flat, nameOf, signed, when } from "app/words";

/** Evidence → the quote, and where it can be read. */
export function Evidence({ evidence }) {
  const source = [evidence.publisher, when(evidence.date)].filter(Boolean).join(", ");
  const more = evidence.mention_id ? { e: evidence.mention_id } : {};
  return html`<figure class="cited"><blockquote>${flat(evidence.span.text)}</blockquote>
    <figcaption>${evidence.speaker ? `${evidence.speaker}, in ` : ""}<a href=${link("doc", [evidence.document_id], more)}>${source || "the page"}</a></figcaption></figure>`;
}

/** A tie → "Iran supports Hezbollah", with its sign, and dashed words where it is hedged. */
export function TieLine({ tie, actors }) {
  const held = tie.hedged || tie.status !== "actual";
  return html`<span class=${`tieline ink-${held ? "held" : tie.sign > 0 ? "cooperation" : "conflict"}`}>
    ${" "}<a href=${link("actor", [tie.subject])}>${nameOf(tie.subject, actors)}</a> <i>${tie.sign > 0 ? "+" : "−"} ${tie.kind}</i>
    ${" "}<a href=${link("actor", [tie.target])}>${nameOf(tie.target, actors)}</a>${held ? html` <span class="basis">${tie.status === "actual" ? "hedged" : tie.status}</span>` : null}</span>`;
}

/** A reason's path of ties, its quotes (once each, at most `most`), the past events that it rests on; `whole` where its words were cut. */
export function Grounds({ reason, actors, most = 4, events = [], whole = "" }) {
  const quotes = new Map();
  for (const e of [...reason.evidence, ...reason.ties.flatMap((t) => t.evidence ?? [])]) quotes.set(`${e.document_id} ${e.span.start}`, e);
  const all = [...quotes.values()];
  if (!all.length && !reason.ties.length && !events.length) return null;
  return html`<details class="grounds"><summary>${[reason.ties.length && count(reason.ties.length, "tie"), all.length && count(all.length, "sentence"), events.length && count(events.length, "event")].filter(Boolean).join(", ")}</summary>
    ${whole.includes("; ") ? html`<p>${whole}</p>` : null}
    ${reason.ties.length ? html`<p class="path">${reason.ties.map((t, i) => [i ? html`<span class="then"> · </span>` : null, html`<${TieLine} tie=${t} actors=${actors} />`])}</p>` : null}
    ${all.slice(0, most).map((e) => html`<${Evidence} key=${`${e.document_id} ${e.span.start}`} evidence=${e} />`)}
    ${events.map((e) => html`<p key=${e.event} class="note">${when(e.date)}: ${e.text ? html`<a href=${link("events", [], { e: e.event })}>${flat(e.text)}</a>` : e.label ?? e.event}</p>`)}
    ${all.length > most ? html`<p class="note">and ${all.length - most} more</p>` : null}</details>`;
}

/** Reasons with signed weights → a list, bars to the right toward confrontation, to the left away from it. */
export function Reasons({ reasons, actors }) {
  const top = Math.max(...reasons.map((r) => Math.abs(r.weight)), 0.01), middle = reasons.some((r) => r.weight < 0) ? 30 : 1;
  return html`<ol class="reasons">${reasons.map((r, i) => html`<li key=${i}>
    ${" "}<span class=${`weight ${r.weight > 0 ? "toward" : "away"}`}>${signed(r.weight)}</span>
    <${Bar} share=${r.weight / top} middle=${middle} /> <span class="why">${r.text} <span class="basis">${r.rule}${r.since ? `, since ${when(r.since)}` : ""}</span></span>
    <${Grounds} reason=${r} actors=${actors} /></li>`)}</ol>`;
}

function Bar({ share, middle }) {
  const wide = Math.abs(share) * (middle === 1 ? 56 : 28);
  return html`<svg class="bar" width="60" height="10" aria-hidden="true"><path class="rule" d=${`M${middle} 0V10`} />
    <rect class=${share > 0 ? "ink-conflict" : "ink-cooperation"} x=${share > 0 ? middle : middle - wide} y="2" width=${wide} height="6" /></svg>`;
}
