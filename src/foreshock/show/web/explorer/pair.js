// The pair, the unit of thought: what each did to the other over time, who pulls, what they say, where it leads, how likely a clash is.
import { html } from "ui";
import { axisBottom, scaleUtc, select } from "geo";
import { useAnswer } from "app/ask";
import { Card } from "app/card";
import { copyPython } from "app/copy";
import { Forecast } from "app/forecast";
import { useWidth } from "app/frame";
import { useKeys } from "app/keys";
import { Reasons, TieLine } from "app/reasons";
import { keep, lens, link, lit, params } from "app/state";
import { Table, useEvents } from "app/table";
import { Bars, Hatch, Strip, endOf, startOf } from "app/timeline";
import { NotHeld, Waiting } from "app/waiting";
import { count, flat, nameOf, signed, when } from "app/words";

export function Pair({ a, b }) {
  const { actor, pair, ...looking } = lens.value, asked = params(looking, { a, b });
  const { answer, error } = useAnswer("/pair", asked), ids = lit.value;
  useKeys({ Escape: () => keep({ e: "" }), p: () => answer?.python && copyPython(answer.python) });
  if (!answer) return html`<${Waiting} error=${error} what="the pair" />`;
  const [one, other] = answer.pair, name = (id) => nameOf(id, answer.actors);
  return html`<div class="pairpage">
    <header class="prose"><h1><a href=${link("actor", [one])}>${name(one)}</a> and <a href=${link("actor", [other])}>${name(other)}</a></h1></header>
    <div class="columns"><div class="main">
      <${Flows} answer=${answer} name=${name} />
      <${Course} a=${one} b=${other} asked=${asked} />
      <${Thirds} asked=${asked} name=${name} a=${one} b=${other} />
      <${Statements} asked=${asked} name=${name} />
    </div><div class="aside">
      ${ids.length ? html`<aside class="lit"><button class="plain close" onClick=${() => keep({ e: "" })}>close ×</button><${Card} id=${ids[0]} /></aside>` : null}
      <${Forecast} a=${one} b=${other} />
      <${Ties} ties=${answer.ties} actors=${answer.actors} held=${answer.held} />
    </div></div>
    <${Events} a=${one} b=${other} />
  </div>`;
}

function Flows({ answer, name }) {
  const [box, width] = useWidth(700), by = answer.by;
  const there = answer.flows.filter((f) => f.from !== null || f.bins.length), bins = there.flatMap((f) => f.bins).concat(answer.documents);
  const head = html`<figcaption><h2>What each did to the other</h2><span class="note">above the line cooperation, below conflict, hatched what is hedged or denied</span></figcaption>`;
  if (!there.some((f) => f.bins.length)) return html`<figure class="drawing" ref=${box}>${head}<p class="none">No dated event between them passes the lens.</p></figure>`;
  const days = bins.map((b) => b.from).sort(), scale = scaleUtc([startOf(days[0]), endOf(days.at(-1), by)], [26, width - 20]);
  const top = Math.max(1, ...there.flatMap((f) => f.bins.flatMap((b) => [b.cooperation + b.neutral, b.conflict + b.held])));
  const tall = 84, bottom = there.length * tall + 30;
  const axis = (g) => g && select(g).call(axisBottom(scale).ticks(Math.max(3, Math.floor(width / 110))).tickSizeOuter(0));
  return html`<figure class="drawing timeline flows" ref=${box}>${head}
    <svg width=${width} height=${bottom + 24} role="group" aria-label="Events both ways over time"><${Hatch} />
      ${there.map((f, i) => html`<g key=${i} transform=${`translate(0 ${i * tall})`}>
        <text class="lane" x="26" y="12">${f.from === null ? "both together" : `${name(f.from)} → ${name(f.to)}`} <tspan class="basis">${sum(f.bins)}</tspan></text>
        <${Bars} bins=${f.bins} by=${by} scale=${scale} top=${top} y=${48} up=${30} down=${30} width=${width} /></g>`)}
      <${Strip} bins=${answer.documents} by=${by} scale=${scale} y=${bottom} tall=${22} />
      <text class="lane basis" x="26" y=${bottom - 18}>published</text>
      <g class="axis" ref=${axis} transform=${`translate(0 ${bottom})`} /></svg></figure>`;
}

function sum(bins) {
  const all = bins.reduce((n, b) => n + b.events, 0), score = bins.reduce((n, b) => n + b.score, 0);
  return all ? `${count(all, "event")}, sum of scores ${signed(score, 1)}` : "nothing";
}

function Course({ a, b, asked }) {
  const { answer, error } = useAnswer("/course", asked);
  if (!answer) return html`<section><h2>Where it leads</h2><${Waiting} error=${error} what="the course" /></section>`;
  const course = answer.course;
  if (answer.held === false) return html`<section class="course"><h2>Where it leads</h2><${NotHeld} what="the courses" ask=${`foreshock why ${a} ${b}`} /></section>`;
  return html`<section class="course"><h2>Where it leads</h2>
    ${course ? html`<p><b class="num">${course.score.toFixed(2)}</b> on course to confront each other, ${course.basis.join(" and ")}${course.place ? `, in ${course.place}` : ""}; ${Math.abs(course.trend) < 0.005 ? "steady" : html`${course.trend > 0 ? "▲ up" : "▼ down"} ${Math.abs(course.trend).toFixed(2)}`} against four weeks before.</p>
      <${Reasons} reasons=${course.reasons} actors=${answer.actors} />
      ${course.would_change.length ? html`<p class="note">Would change it: ${course.would_change.join("; ")}.</p>` : null}`
      : html`<p class="none">They are not on course to confront each other.</p>`}</section>`;
}

function Thirds({ asked, name, a, b }) {
  const { answer, error } = useAnswer("/pair/thirds", asked);
  if (!answer) return html`<section><h2>Third parties</h2><${Waiting} error=${error} what="third parties" /></section>`;
  if (answer.held === false) return html`<section class="thirds"><h2>Third parties</h2><${NotHeld} what="the third parties" ask=${`foreshock why ${a} ${b}`} /></section>`;
  const side = (toward, words) => {
    const told = answer.thirds.filter((t) => t.toward === toward).slice(0, 12);
    return html`<div><h3>${words}</h3>${told.length ? html`<ul class="plainlist">${told.map((t) => html`<li key=${t.id}>
      ${" "}<a href=${link("actor", [t.id])}>${answer.actors[t.id]?.name ?? name(t.id)}</a> <span class="num">${signed(t.pull)}</span> <span class="basis">${t.text}</span></li>`)}</ul>`
      : html`<p class="none">nobody</p>`}</div>`;
  };
  return html`<section class="thirds"><h2>Third parties, by how they pull</h2><div class="two">${side("apart", "pull them apart")}${side("together", "hold them together")}</div></section>`;
}

function Statements({ asked, name }) {
  const { answer, error } = useAnswer("/pair/statements", asked);
  if (!answer) return html`<section><h2>What they say of each other</h2><${Waiting} error=${error} what="statements" /></section>`;
  return html`<section class="statements"><h2>What they say of each other</h2>
    ${answer.statements.length ? html`<ul class="plainlist">${answer.statements.map((s) => html`<li key=${s.id}>
      <p><b>${s.speaker?.name ?? name(s.by)}</b> ${s.negated ? "does not say" : s.manner}, of ${name(s.about)}:</p>
      <figure class="cited"><blockquote>${s.content.map((c) => flat(c.text)).join(" … ")}</blockquote>
        <figcaption><a href=${link("doc", [s.document], {})}>${[s.title, s.publisher].filter(Boolean).join(", ")}</a>, ${when(s.published)}</figcaption></figure></li>`)}</ul>
      ${answer.total > answer.statements.length ? html`<p class="note">${answer.statements.length} of ${answer.total}</p>` : null}`
      : html`<p class="none">Nothing that the lens lets through.</p>`}</section>`;
}

function Ties({ ties, actors, held }) {
  return html`<section><h2>Ties between them</h2>${ties.length ? html`<ul class="plainlist">${ties.map((t) => html`<li key=${t.id}><${TieLine} tie=${t} actors=${actors} />
    ${" "}<span class="basis"> ${t.strength.toFixed(2)}, ${t.basis}${t.last_seen ? `, last ${when(t.last_seen)}` : ""}</span></li>`)}</ul>` : html`<p class="none">${held === false ? "None between the actors whose ties this report holds." : "none"}</p>`}</section>`;
}

function Events({ a, b }) {
  const events = useEvents({ pair: [a, b] });
  return html`<section><h2>Events between them</h2><${Table} events=${events} /></section>`;
}
