// Since last time: who is new, which ties turned, which courses went up or down, and why.
import { html } from "ui";
import { about, useAnswer, writable } from "app/ask";
import { keep, lens, link, params, place } from "app/state";
import { Waiting } from "app/waiting";
import { count, day, flat, when } from "app/words";

const GROUPS = [
  ["Courses up", ["course up", "new course"]], ["Courses down", ["course down", "course gone"]], ["Ties that flipped", ["flipped"]],
  ["New ties", ["new tie"]], ["Ties stronger or weaker", ["stronger", "weaker", "tie gone"]], ["The picture as a whole", ["tension up", "tension down"]],
];

export function Since() {
  const { from, to } = place.value.more, { as_of } = lens.value;
  const { answer, error } = useAnswer("/since", params({}, { from, to: to ?? as_of }));
  const last = writable.value ? remembered() : null;
  return html`<section class="prose wide"><h1>Since last time</h1>
    <p class="tools"><label>from <input type="date" value=${from ?? answer?.from ?? ""} onChange=${(e) => keep({ from: e.target.value })} /></label>
      ${" "}<label>to <input type="date" value=${to ?? answer?.to ?? ""} onChange=${(e) => keep({ to: e.target.value })} /></label>
      ${last && last !== from ? html`<button class="plain" onClick=${() => keep({ from: last })}>since I last looked, ${day(last)}</button>` : null}</p>
    ${answer ? html`<${Told} answer=${answer} />` : html`<${Waiting} error=${error} what="what changed" />`}</section>`;
}

/** The last day of the store as it was when somebody last looked, if it has moved since. */
function remembered() {
  const key = `foreshock-seen-${about.value.store}`, now = about.value.days.as_of;
  const [before, seen] = (localStorage.getItem(key) ?? "|").split("|");
  if (seen !== now) localStorage.setItem(key, `${seen}|${now}`);
  return (seen !== now ? seen : before) || null;
}

function Told({ answer }) {
  return html`<p class="note" role="status">${count(answer.documents, "document")} and ${count(answer.events, "event")} from ${day(answer.from)} to ${day(answer.to)}</p>
    ${answer.new_actors.length ? html`<section><h2>New actors</h2><ul class="plainlist">${answer.new_actors.slice(0, 30).map((a) => html`<li key=${a.id}>
      ${" "}<a href=${link("actor", [a.id])}>${a.name}</a> <span class="basis">${when(a.first)}, ${count(a.events, "event")}</span> ${a.document ? html`<a class="basis" href=${link("doc", [a.document])}>where</a>` : null}</li>`)}</ul></section>` : null}
    ${GROUPS.map(([title, kinds]) => html`<${Group} title=${title} changes=${answer.changes.filter((c) => kinds.includes(c.what))} />`)}
    ${answer.changes.length || answer.new_actors.length ? null : html`<p class="none">Nothing of note has changed.</p>`}`;
}

function Group({ title, changes }) {
  if (!changes.length) return null;
  return html`<section><h2>${title}</h2><ul class="plainlist changes">${changes.slice(0, 25).map((c) => html`<li key=${c.text}>
    <p>${c.pair.every(Boolean) && c.pair.length === 2 ? html`<a href=${link("pair", c.pair)}>${c.text}</a>` : c.text} <${Move} change=${c} /></p>
    ${c.causes.slice(0, 3).map((cause) => html`<figure class="cited"><blockquote>${flat(cause.text)}</blockquote>
      <figcaption>${cause.document ? html`<a href=${link("doc", [cause.document], cause.event ? { e: cause.event } : {})}>${when(cause.date)}</a>` : when(cause.date)}</figcaption></figure>`)}</li>`)}</ul>
    ${changes.length > 25 ? html`<p class="note">and ${changes.length - 25} more</p>` : null}</section>`;
}

/** Where it stood and where it stands: strength of a tie with its sign (−1 to +1, the line's middle is 0), or the score of a course (0 to 1). */
function Move({ change }) {
  const course = change.what.includes("course") || change.what.includes("tension"), low = course ? 0 : -1;
  const x = (value) => 4 + ((Math.max(low, Math.min(1, value)) - low) / (1 - low)) * 76, [a, b] = [x(change.before), x(change.after)];
  const ink = change.after < change.before === course ? "cooperation" : "conflict";
  return html`<svg class="move" width="84" height="12" aria-hidden="true"><path class="rule" d=${`M${x(0)} 1V11M4 6.5H80`} />
    <path class=${`line ink-${ink}`} d=${`M${a} 6H${b}`} /><circle class=${`ink-${ink}`} cx=${b} cy="6" r="3.4" /></svg>`;
}
