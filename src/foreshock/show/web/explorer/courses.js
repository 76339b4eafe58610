// Pairs on course to confront each other, ranked, each with its trend and its reasons in a line.
import { html } from "ui";
import { useAnswer } from "app/ask";
import { Reasons } from "app/reasons";
import { lens, link, params } from "app/state";
import { Waiting } from "app/waiting";
import { count, day, nameOf } from "app/words";

export function Courses() {
  const { answer, error } = useAnswer("/courses", params(lens.value, { limit: 100 }));
  if (!answer) return html`<${Waiting} error=${error} what="courses (a large store takes its time)" />`;
  return html`<section class="prose wide"><h1>On course to confront each other</h1>
    <p class="note" role="status">${count(answer.total, "pair")} as of ${day(answer.as_of)}${answer.total > answer.courses.length ? `, the first ${answer.courses.length} shown` : ""}. A watch-list, not an alarm.</p>
    ${answer.courses.length ? html`<ol class="courses">${answer.courses.map((c) => html`<${Line} key=${c.pair.join()} course=${c} actors=${answer.actors} />`)}</ol>`
      : html`<p class="none">No pair is on course.</p>`}</section>`;
}

function Line({ course, actors }) {
  const names = course.pair.map((id) => nameOf(id, actors)), still = Math.abs(course.trend) < 0.005;
  return html`<li><p class="head"><a href=${link("pair", course.pair)}><b>${names.join(" – ")}</b></a>${course.place ? ` in ${course.place}` : ""}
      <${Score} score=${course.score} /> <span class="num">${course.score.toFixed(2)}</span>
      ${" "}<span class="trend">${still ? "steady" : course.trend > 0 ? `▲ ${course.trend.toFixed(2)}` : `▼ ${(-course.trend).toFixed(2)}`}</span></p>
    <details><summary>${course.line}</summary><${Reasons} reasons=${course.reasons} actors=${actors} />
      ${course.would_change.length ? html`<p class="note">Would change it: ${course.would_change.join("; ")}.</p>` : null}</details></li>`;
}

export const Score = ({ score }) => html`<svg class="score" width="84" height="8" aria-hidden="true"><rect class="track" width="84" height="8" /><rect class="ink-conflict" width=${84 * score} height="8" /></svg>`;
