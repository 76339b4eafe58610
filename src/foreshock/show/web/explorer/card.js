// The card of an event: what was read in which sentence, who says it, whether it happened, when, where, and on what ground.
import { html, useState } from "ui";
import { useAnswer, writable } from "app/ask";
import { Copies, copyPython, copyQuote } from "app/copy";
import { Correct } from "app/correct";
import { useKeys } from "app/keys";
import { link } from "app/state";
import { Waiting } from "app/waiting";
import { count, deed, flat, listed, nameOf, parties, signed, standing, webAddress, when } from "app/words";

export const Person = ({ party, actors }) => {
  const id = typeof party === "string" ? party : party.id, name = typeof party === "string" ? nameOf(party, actors) : party.name;
  return id ? html`<a href=${link("actor", [id])}>${name}</a>` : name;
};

export const People = ({ parties: told, actors, none }) =>
  told.length ? told.map((p, i) => [i ? ", " : "", html`<${Person} party=${p} actors=${actors} />`]) : none;

/** The id of a happening or of a report → its card; `here` where its sentence is in sight beside it. */
export function Card({ id, here = false }) {
  const { answer, error } = useAnswer(`/events/${encodeURIComponent(id)}`);
  if (!answer) return html`<${Waiting} error=${error} what="the event" />`;
  return html`<${EventCard} key=${answer.event.id} told=${answer} id=${id} here=${here} />`;
}

function EventCard({ told, id, here }) {
  const { event, reports, actors } = told;
  const first = reports.find((r) => r.mention.id === id) ?? reports[0];
  const [correcting, correct] = useState(false);
  useKeys({ c: () => writable.value && first && correct(true), q: () => first && copyQuote(first.citation), p: () => copyPython(told.python) });
  const two = [event.actors[0], event.recipients[0] ?? event.actors[1]].filter(Boolean);
  return html`<article class=${`card ink-${event.ink}`} aria-live="polite">
    <h2>${parties(event, actors)}</h2>
    <p class="deed"><b>${deed(event)}</b>, ${event.voice} · <span class="num">${signed(event.score, 1)}</span></p>
    ${first ? (here ? null : html`<${Quote} report=${first} />`) : html`<p class="note">No sentence stands behind it; on the word of ${event.word_of}.</p>`}
    <dl>
      <dt>by</dt><dd><${People} parties=${event.actors} actors=${actors} none="not named" /></dd>
      <dt>to</dt><dd><${People} parties=${event.recipients} actors=${actors} none="nobody named" /></dd>
      ${first ? html`<${Facts} mention=${first.mention} statement=${first.statement} />` : null}
      <dt>when</dt><dd>${when(event.date)}${event.date ? html` <span class="basis">by ${event.date.basis}</span>` : null}</dd>
      <dt>where</dt><dd>${event.place ? html`${event.place.name} <span class="basis">${event.place.precision}</span>` : "not said"}</dd>
      ${event.contexts.length ? html`<dt>about</dt><dd>${event.contexts.join(", ")}</dd>` : null}
      ${first?.posts.length ? html`<dt>posts</dt><dd class="wide">${first.posts.map((p) => html`<div>${p}</div>`)}</dd>` : null}
      ${first ? html`<dt>read by</dt><dd>${first.mention.coder} <span class="basis">confidence ${event.confidence.toFixed(2)}</span></dd>` : null}
    </dl>
    ${reports.length > 1 ? html`<details class="reports"><summary>${count(reports.length, "report")}</summary>
      ${reports.filter((r) => r !== first).map((r) => html`<${Quote} key=${r.mention.id} report=${r} />`)}</details>` : null}
    ${told.judgements?.some((j) => j.active) ? html`<p class="note">Corrected: <a href=${link("corrections")}>see how</a>.</p>` : null}
    ${two.length === 2 ? html`<p><a href=${link("pair", two)}>All between ${listed(two.map((i) => nameOf(i, actors)))}</a></p>` : null}
    <${Copies} citation=${first?.citation} python=${told.python} />
    ${writable.value && first ? correcting
      ? html`<${Correct} report=${first} event=${event} actors=${actors} done=${() => correct(false)} />`
      : html`<p><button onClick=${() => correct(true)}>Correct <kbd>c</kbd></button></p>` : null}
  </article>`;
}

function Quote({ report }) {
  const { document: page, mention, part } = report;
  const { start, text } = report.sentence, evidence = mention.evidence;
  const points = Array.from(text), a = Math.max(0, evidence.start - start), b = Math.min(points.length, evidence.end - start);
  const whole = a < b ? [points.slice(0, a), points.slice(a, b), points.slice(b)].map((p) => flatter(p.join(""))) : ["", flatter(evidence.text), ""];
  const source = html`${page.title ?? page.id}, ${page.publisher ? `${page.publisher}, ` : ""}${when(page.published)}`;
  return html`<figure class="cited"><blockquote>${whole[0]}<b>${whole[1]}</b>${whole[2]}</blockquote>
    <figcaption><a href=${link("doc", [page.id], { e: mention.id })}>${source}</a>
      ${part.kind === "comment" ? html` · comment by ${part.author ?? "a reader"}` : part.kind === "headline" ? " · headline" : null}
      ${webAddress(page.url) ? html` · <a href=${webAddress(page.url)} rel="noreferrer noopener" target="_blank">the page</a>` : null}</figcaption></figure>`;
}

const flatter = (text) => text.replace(/\s+/g, " ");

function Facts({ mention, statement }) {
  const says = mention.speaker ? mention.speaker.name : { author: "the author", unnamed: "somebody unnamed", commenter: "a reader, in a comment" }[mention.speaker_kind] ?? "nobody";
  return html`<dt>says</dt><dd>${mention.speaker?.id ? html`<${Person} party=${mention.speaker} />` : says}
      ${statement ? html` <span class="basis">${statement.manner}, “${statement.cue.map((c) => flat(c.text)).join(" … ")}”</span>` : null}</dd>
    <dt>standing</dt><dd>${standing(mention)}${mention.factuality_cue ? html` <span class="basis">because of “${flat(mention.factuality_cue.text)}”</span>` : null}</dd>`;
}

/** A stated tie of a document → its card. */
export function TieCard({ tie, document }) {
  const [correcting, correct] = useState(false);
  useKeys({ c: () => writable.value && correct(true) });
  return html`<article class=${`card ink-${tie.ink}`} aria-live="polite">
    <h2>${tie.subject.name} ${tie.kind} ${tie.target.name}</h2>
    <p class="deed">A stated tie, <b>${tie.sign === "+" ? "backs" : "opposes"}</b></p>
    <figure class="cited"><blockquote><b>${flat(tie.evidence.text)}</b></blockquote></figure>
    <dl><dt>who</dt><dd><${Person} party=${tie.subject} /></dd><dt>whom</dt><dd><${Person} party=${tie.target} /></dd>
      ${tie.how.length ? html`<dt>how</dt><dd>${tie.how.join(", ")}</dd>` : null}
      <${Facts} mention=${tie} statement=${null} /><dt>when</dt><dd>${when(tie.date ?? document.published)}</dd></dl>
    ${tie.subject.id && tie.target.id ? html`<p><a href=${link("pair", [tie.subject.id, tie.target.id])}>All between ${tie.subject.name} and ${tie.target.name}</a></p>` : null}
    ${writable.value ? correcting
      ? html`<${Correct} report=${{ mention: tie }} event=${null} actors=${{}} done=${() => correct(false)} />`
      : html`<p><button onClick=${() => correct(true)}>Correct <kbd>c</kbd></button></p>` : null}
  </article>`;
}
