// Where events were: points of the gazetteer on the outlines of Natural Earth; shape and ink tell how they lean, size how many they are.
import { html, useEffect, useMemo, useRef, useState } from "ui";
import { feature, geoMercator, geoNaturalEarth1, geoPath, mesh, scaleSqrt } from "geo";
import { atlas } from "app/ask";
import { useWidth, useZoom } from "app/frame";
import { count } from "app/words";

let world = null;

function useWorld() {
  const [drawn, set] = useState(world);
  useEffect(() => {
    if (!world) atlas().then((told) => set(world = { land: feature(told, told.objects.land), borders: mesh(told, told.objects.countries, (a, b) => a !== b) }));
  }, []);
  return drawn;
}

/** Points → those that hold nine tenths of the events and lie nearest to their middle: a single far one must not shrink the rest. */
function core(points) {
  const all = points.reduce((n, p) => n + p.events, 0), middle = ["lon", "lat"].map((k) => points.reduce((n, p) => n + p.place[k] * p.events, 0) / all);
  const near = [...points].sort((a, b) => Math.hypot(a.place.lon - middle[0], a.place.lat - middle[1]) - Math.hypot(b.place.lon - middle[0], b.place.lat - middle[1]));
  let held = 0;
  return near.filter((p) => (held += p.events) - p.events < 0.9 * all);
}

function projected(everywhere, width, height) {
  const points = core(everywhere), places = { type: "MultiPoint", coordinates: points.map((p) => [p.place.lon, p.place.lat]) };
  const lons = places.coordinates.map((c) => c[0]), wide = Math.max(...lons) - Math.min(...lons) > 130;
  const found = (wide ? geoNaturalEarth1() : geoMercator()).fitExtent([[48, 30], [width - 90, height - 30]], wide ? { type: "Sphere" } : places);
  const nearest = width / 0.35; // twenty degrees of longitude: nearer than that, nobody sees where he is
  if (!wide && (points.length < 2 || found.scale() > nearest)) {
    const middle = [0, 1].map((k) => places.coordinates.reduce((sum, c) => sum + c[k], 0) / points.length);
    found.scale(nearest).center(middle).translate([width / 2, height / 2]);
  }
  return found;
}

/** How a place leans: {ink, shape}: more cooperation than conflict, or the other way round; held where nothing is asserted. */
function leaning(point) {
  if (point.cooperation + point.conflict + point.neutral === 0) return "held";
  return point.conflict > point.cooperation ? "conflict" : point.cooperation ? "cooperation" : "neutral";
}

/** Points {place, events, cooperation, conflict, held, neutral}, what is lit, what a click does → the map. */
export function WorldMap({ points, on = [], title, pick, unplaced = 0, height = 250 }) {
  const drawn = useWorld(), [box, width] = useWidth(), svg = useRef(null), [at, buttons] = useZoom(svg, 24);
  const projection = useMemo(() => (points.length ? projected(points, width, height) : null), [points, width]);
  const size = scaleSqrt([0, Math.max(4, ...points.map((p) => p.events))], [2.5, 13]);
  const lit = new Set(on.map((m) => m.place?.name).filter(Boolean));
  const draw = projection && geoPath(projection);
  const paths = useMemo(() => draw && drawn && [draw(drawn.land), draw(drawn.borders)], [projection, drawn]);
  const placed = projection ? points.map((p) => ({ ...p, xy: at.apply(projection([p.place.lon, p.place.lat])), r: size(p.events), ink: leaning(p) })) : [];
  placed.sort((a, b) => b.events - a.events || (a.place.name < b.place.name ? -1 : 1));
  const named = labelled(placed, width, height);
  return html`<figure class="drawing map" ref=${box}>
    <figcaption><h2>${title}</h2>${buttons}</figcaption>
    ${points.length ? html`<svg ref=${svg} width=${width} height=${height} role="group" aria-label=${title}>
      ${paths ? html`<g transform=${String(at)}><path class="land" d=${paths[0]} /><path class="borders" d=${paths[1]} /></g>` : null}
      ${placed.map((p) => html`<${Pin} key=${`${p.place.name} ${p.xy}`} pin=${p} on=${lit.has(p.place.name)} quiet=${lit.size > 0} pick=${pick} />`)}
      ${named.map((p) => html`<text key=${p.place.name} class=${lit.has(p.place.name) ? "on" : ""} x=${p.xy[0] + p.r + 4} y=${p.xy[1] + 4}>${p.place.name}</text>`)}
    </svg>` : html`<p class="none">No event has a place that could be found.</p>`}
    ${unplaced ? html`<p class="note">${count(unplaced, "event")} without a place on the map.</p>` : null}
  </figure>`;
}

/** Pins → those whose name finds room, the weightiest first. */
function labelled(pins, width, height) {
  const kept = [];
  for (const pin of pins) {
    const [x, y] = pin.xy, w = 8 + pin.place.name.length * 6.4;
    if (x < 0 || y < 8 || x + w > width || y > height || kept.length > 40) continue;
    if (kept.some((o) => Math.abs(o.xy[1] - y) < 14 && x < o.xy[0] + o.w + o.r && o.xy[0] < x + w + pin.r)) continue;
    kept.push({ ...pin, w });
  }
  return kept;
}

function Pin({ pin, on, quiet, pick }) {
  const [x, y] = pin.xy, r = pin.r;
  const words = `${pin.place.name}: ${count(pin.events, "event")}, ${pin.cooperation} of cooperation, ${pin.conflict} of conflict, ${pin.held} hedged or denied`;
  const shape = pin.ink === "conflict"
    ? html`<path d=${`M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}Z`} />`
    : html`<circle cx=${x} cy=${y} r=${r} />`;
  const press = (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), pick(pin));
  return html`<g class=${`pin ink-${pin.ink}${on ? " on" : quiet ? " quiet" : ""}`} role="button" tabindex="0" aria-label=${words}
    onClick=${() => pick(pin)} onKeyDown=${press}><title>${words}</title>${shape}</g>`;
}
