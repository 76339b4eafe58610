// The signed network: allies near, opponents far (positions come from the graph room); dashed where hedged, denied or foretold.
import { html, useMemo, useRef, useState } from "ui";
import { useAnswer } from "app/ask";
import { apart, useWidth, useZoom } from "app/frame";
import { lens, light, link, params } from "app/state";
import { nameOf } from "app/words";

const LETTER = 6.7;

/** Marks of a document (events, stated ties) → edges, one for each direction and ink. */
function edgesOfMarks(marks) {
  const found = new Map();
  const add = (a, b, mark, both) => {
    const [from, to] = [a.id ?? a.name, b.id ?? b.name];
    if (from === to) return;
    const key = `${from}|${to}|${mark.ink}`;
    const edge = found.get(key) ?? { from, to, ink: mark.ink, both, weight: 0, ids: [], words: mark.words, names: { [from]: a.name, [to]: b.name } };
    edge.weight += 1;
    edge.ids.push(mark.id);
    found.set(key, edge);
  };
  for (const mark of marks) {
    if (mark.recipients.length) mark.actors.forEach((a) => mark.recipients.forEach((b) => add(a, b, mark, false)));
    else mark.actors.forEach((a, i) => mark.actors.slice(i + 1).forEach((b) => add(a, b, mark, true)));
  }
  return [...found.values()];
}

/** Ties of the picture → edges, the strongest of each pair and sign. */
export function edgesOfTies(ties) {
  const found = new Map();
  for (const tie of ties) {
    const [a, b] = [tie.subject, tie.target].sort(), key = `${a}|${b}|${tie.sign}`;
    const held = tie.hedged || tie.status !== "actual";
    const ink = held ? "held" : tie.sign > 0 ? "cooperation" : "conflict";
    if (a === b || (found.get(key)?.weight ?? 0) >= tie.strength * 3) continue;
    found.set(key, { from: tie.subject, to: tie.target, ink, sign: tie.sign, weight: tie.strength * 3, ids: [tie.id], names: {}, kind: tie.kind,
      words: `${tie.kind}, ${tie.basis}${held ? ", hedged or foretold" : ""}` });
  }
  return [...found.values()];
}

/** Edges, how many actors at most, whom to leave out → edges among the weightiest. */
function among(edges, most, out) {
  edges = edges.filter((e) => !out(e.from) && !out(e.to));
  const weight = new Map();
  for (const e of edges) for (const id of [e.from, e.to]) weight.set(id, (weight.get(id) ?? 0) + e.weight);
  const kept = new Set([...weight].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most).map(([id]) => id));
  return { kept: edges.filter((e) => kept.has(e.from) && kept.has(e.to)) };
}

function placed(ids, spots, edges, named, width, height) {
  const xs = ids.filter((i) => spots[i]).map((i) => spots[i]);
  const low = [0, 1].map((k) => Math.min(...xs.map((p) => p[k]))), high = [0, 1].map((k) => Math.max(...xs.map((p) => p[k])));
  const boxes = ids.map((id, i) => {
    let spot = spots[id];
    if (!spot) { // beside those it has to do with; else on a ring
      const near = edges.flatMap((e) => (e.from === id ? [e.to] : e.to === id ? [e.from] : [])).find((o) => spots[o]);
      const turn = i * 2.4, [x, y] = near ? spots[near] : xs.length ? [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2] : [0.5, 0.5];
      const reach = 0.22 * (xs.length > 1 ? Math.max(high[0] - low[0], high[1] - low[1], 0.05) : 1);
      spot = [x + reach * Math.cos(turn), y + reach * Math.sin(turn)];
    }
    return { id, spot, w: 22 + named(id).length * LETTER, h: 19 };
  });
  const all = boxes.map((b) => b.spot);
  const least = [0, 1].map((k) => Math.min(...all.map((p) => p[k]))), span = [0, 1].map((k) => Math.max(...all.map((p) => p[k])) - least[k] || 1);
  for (const box of boxes) {
    box.x = 60 + ((box.spot[0] - least[0]) / span[0]) * (width - 150) + box.w / 4;
    box.y = 24 + ((box.spot[1] - least[1]) / span[1]) * (height - 48);
  }
  return Object.fromEntries(apart(boxes, width, height).map((b) => [b.id, b]));
}

/** Marks (of a document) or ties (of the picture), what is lit → the drawing. */
export function Network({ marks, ties, on = [], actors, title, most = 20, height = 330 }) {
  const [all, showAll] = useState(false), [box, width] = useWidth(), svg = useRef(null), [at, buttons] = useZoom(svg);
  const { answer } = useAnswer("/picture", params({ ...lens.value, document: null }));
  const edges = useMemo(() => (marks ? edgesOfMarks(marks) : edgesOfTies(ties ?? [])), [marks, ties]);
  // Of a whole store only those are drawn at first who are somebody in particular, and ties that are not all but forgotten.
  const faint = (e) => ties && !all && e.weight < 0.3, nobody = (id) => ties && !all && actors?.[id]?.kind === "generic";
  const { kept } = useMemo(() => among(edges.filter((e) => !faint(e)), all ? 400 : most, nobody), [edges, all]);
  const total = new Set(edges.flatMap((e) => [e.from, e.to])).size, [near, hover] = useState(null);
  const names = Object.assign({}, ...kept.map((e) => e.names));
  const named = (id) => shortened(actors?.[id]?.name ?? answer?.actors?.[id]?.name ?? names[id] ?? id);
  const ids = [...new Set(kept.flatMap((e) => [e.from, e.to]))].sort();
  const spots = answer?.spots ?? {};
  const spot = useMemo(() => placed(ids, spots, kept, named, width, height), [kept, answer, width]);
  const lit = new Set(on.flatMap((m) => [m.id, m.key]));
  return html`<figure class="drawing network" ref=${box}>
    <figcaption><h2>${title}</h2>${buttons}</figcaption>
    ${ids.length ? html`<svg ref=${svg} width=${width} height=${height} role="group" aria-label=${title}>
      <defs>${["cooperation", "conflict", "held", "neutral"].map((ink) => html`<marker id=${`tip-${ink}`} viewBox="0 0 8 8" refX="7" refY="4"
        markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class=${`tip ink-${ink}`} d="M0 0L8 4L0 8z" /></marker>`)}</defs>
      ${kept.map((e, i) => html`<${Edge} key=${`${e.from}|${e.to}|${e.ink}`} edge=${e} bend=${14 + 9 * (i % 3)} from=${at.apply(point(spot[e.from]))}
        to=${at.apply(point(spot[e.to]))} on=${e.ids.some((id) => lit.has(id))} quiet=${near ? e.from !== near && e.to !== near : lit.size > 0} pick=${marks && (() => light(e.ids))}
        words=${`${named(e.from)} ${e.both ? "and" : "→"} ${named(e.to)}: ${e.words}`} />`)}
      ${ids.map((id) => html`<${Node} key=${id} id=${id} box=${spot[id]} at=${at} name=${named(id)} known=${Boolean(actors?.[id] ?? answer?.actors?.[id])}
        hover=${hover} quiet=${near ? near !== id && !kept.some((e) => (e.from === id && e.to === near) || (e.to === id && e.from === near)) : lit.size > 0 && !kept.some((e) => (e.from === id || e.to === id) && e.ids.some((x) => lit.has(x)))} />`)}
    </svg>` : html`<p class="none">No two actors have to do with each other here.</p>`}
    ${ids.length < total || all ? html`<p class="note">${ids.length < total ? `${ids.length} of ${total} actors are drawn, with their stronger ties.` : ""}
      ${" "}<button class="plain" onClick=${() => showAll(!all)}>${all ? "Fewer" : "Draw all"}</button></p>` : null}
  </figure>`;
}

const shortened = (name) => (name.length > 30 ? `${name.slice(0, 28)}…` : name);
const point = (box) => [box.x - box.w / 2 + 7, box.y];

function Edge({ edge, from: [x1, y1], to: [x2, y2], bend, on, quiet, pick, words }) {
  const length = Math.max(1, Math.hypot(x2 - x1, y2 - y1)), cut = 8 / length;
  const [mx, my] = [(x1 + x2) / 2 - ((y2 - y1) / length) * bend, (y1 + y2) / 2 + ((x2 - x1) / length) * bend];
  const [ex, ey] = [x2 - (x2 - mx) * cut * 1.4, y2 - (y2 - my) * cut * 1.4];
  const d = `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${ex.toFixed(1)} ${ey.toFixed(1)}`;
  const held = edge.ink === "held" ? " dashed" : "";
  return html`<g class=${`edge ink-${edge.ink}${held}${on ? " on" : quiet ? " quiet" : ""}`} onClick=${pick}>
    <title>${words}</title>
    <path class="reach" d=${d} /><path class="line" d=${d} stroke-width=${(0.9 + Math.min(2.6, 0.6 * edge.weight)).toFixed(1)}
      marker-end=${edge.both ? null : `url(#tip-${edge.ink})`} /></g>`;
}

function Node({ id, box, at, name, quiet, known, hover }) {
  const [x, y] = at.apply(point(box));
  const inside = html`<circle cx=${x} cy=${y} r="4" /><text x=${x + 8} y=${y + 4}>${name}</text>`;
  return known
    ? html`<a class=${`node${quiet ? " quiet" : ""}`} href=${link("actor", [id])} onMouseEnter=${() => hover(id)}
      onMouseLeave=${() => hover(null)} onFocus=${() => hover(id)} onBlur=${() => hover(null)}>${inside}</a>`
    : html`<g class=${`node${quiet ? " quiet" : ""}`}>${inside}</g>`;
}
