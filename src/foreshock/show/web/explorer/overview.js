// The overview: network, map, timeline and table of what the lens lets through; a click in one narrows them all.
import { html } from "ui";
import { useAnswer } from "app/ask";
import { Card } from "app/card";
import { copyPython } from "app/copy";
import { useKeys } from "app/keys";
import { WorldMap } from "app/map";
import { Network } from "app/network";
import { keep, lens, light, lit, look, params } from "app/state";
import { Table, useEvents } from "app/table";
import { Timeline } from "app/timeline";
import { Waiting } from "app/waiting";

export function Overview() {
  const asked = params(lens.value);
  const map = useAnswer("/map", asked), picture = useAnswer("/picture", asked), events = useEvents();
  const ids = lit.value, on = events.rows.filter((e) => ids.includes(e.id)).map((e) => ({ ...e, key: e.id }));
  useKeys(keysOf(events, ids));
  const shown = picture.answer?.shown;
  return html`<div class="overview"><h1 class="hidden">Overview</h1>
    <div class="drawings">
      ${picture.answer ? html`<${Network} ties=${picture.answer.ties} actors=${picture.answer.actors} on=${litTies(on, picture.answer.ties)} title="Who backs, who opposes whom" />`
        : html`<${Waiting} error=${picture.error} what="the network" />`}
      ${map.answer ? html`<${WorldMap} points=${map.answer.points} unplaced=${map.answer.unplaced} on=${on} title="Where" height=${330}
        pick=${(point) => look({ place: lens.value.place === point.place.name ? "" : point.place.name })} />` : html`<${Waiting} error=${map.error} what="the map" />`}
    </div>
    ${shown && shown.actors < shown.of_actors ? html`<p class="note">The network knows the ${shown.actors} weightiest of ${shown.of_actors} actors.</p>` : null}
    <${Timeline} on=${on} />
    <div class=${ids.length ? "split" : ""}>
      <section><${Table} events=${events} />
        ${events.python ? html`<p class="copies"><button class="plain" onClick=${() => copyPython(events.python)}>copy as Python</button></p>` : null}</section>
      ${ids.length ? html`<aside class="lit"><button class="plain close" onClick=${() => keep({ e: "" })}>close ×</button><${Card} id=${ids[0]} /></aside>` : null}
    </div>
  </div>`;
}

/** Lit events → the ties between their parties light up with them. */
function litTies(on, ties) {
  const between = new Set(on.flatMap((e) => e.actors.flatMap((a) => (e.recipients.length ? e.recipients : e.actors).map((b) => [a, b].sort().join("|")))));
  return ties.filter((t) => between.has([t.subject, t.target].sort().join("|"))).map((t) => ({ id: t.id, key: t.id }));
}

function keysOf(events, ids) {
  const step = (by) => {
    if (!events.rows.length) return;
    const at = events.rows.findIndex((e) => e.id === ids[0]);
    light([events.rows[at < 0 ? 0 : Math.min(events.rows.length - 1, Math.max(0, at + by))].id]);
    requestAnimationFrame(() => document.querySelector("tr.on")?.scrollIntoView({ block: "nearest" }));
  };
  return { j: () => step(1), k: () => step(-1), Escape: () => keep({ e: "" }), p: () => events.python && copyPython(events.python) };
}
