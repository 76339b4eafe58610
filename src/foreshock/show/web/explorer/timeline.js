// Events over time: cooperation above the line, conflict below, hatched what is hedged or denied; under it how much was published. A brush sets the days.
import { html, useEffect, useMemo, useRef } from "ui";
import { axisBottom, brushX, scaleLinear, scaleUtc, select } from "geo";
import { useAnswer } from "app/ask";
import { useWidth } from "app/frame";
import { lens, look, params } from "app/state";
import { count, day } from "app/words";

const UP = 46, DOWN = 62, STRIP = 22, AXIS = 22, GAP = 8;
export const startOf = (iso) => Date.parse(`${iso}T00:00:00Z`);
const iso = (date) => new Date(date).toISOString().slice(0, 10);

/** The first day of a bin, "month" or "day" → its end. */
export function endOf(from, by) {
  const date = new Date(startOf(from));
  if (by === "month") date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + 1);
  return Number(date);
}

/** What is lit → the timeline of the lens. It is drawn over all days; the days of the lens are those under the brush. */
export function Timeline({ on = [] }) {
  const { since, until, ...open } = lens.value;
  const { answer } = useAnswer("/timeline", params(open, { by: "month" }));
  const [box, width] = useWidth(1000), brushed = useRef(null), brush = useRef(null);
  const bins = answer?.bins ?? [];
  const scale = useMemo(() => bins.length && scaleUtc([startOf(bins[0].from), endOf(bins.at(-1).from, "month")], [26, width - 20]), [answer, width]);
  useEffect(() => {
    if (!scale) return undefined;
    const height = UP + DOWN + GAP + STRIP;
    brush.current = brushX().extent([[26, 0], [width - 20, height]]).on("end", (event) => {
      if (!event.sourceEvent) return;
      const [from, to] = event.selection ? event.selection.map((x) => iso(scale.invert(x))) : ["", ""];
      look({ since: from, until: to });
    });
    const group = select(brushed.current).call(brush.current);
    const ends = [since ? scale(startOf(since)) : 26, until ? scale(startOf(until)) : width - 20];
    group.call(brush.current.move, since || until ? ends.map((x) => Math.min(width - 20, Math.max(26, x))) : null);
    return () => group.on(".brush", null);
  }, [scale, since, until]);
  if (answer && !bins.length) return html`<figure class="drawing" ref=${box}><figcaption><h2>When</h2></figcaption><p class="none">Nothing is dated.</p></figure>`;
  const top = Math.max(1, ...bins.map((b) => Math.max(b.cooperation + b.neutral, b.conflict + b.held)));
  const axis = (g) => g && scale && select(g).call(axisBottom(scale).ticks(Math.max(3, Math.floor(width / 110))).tickSizeOuter(0));
  const days = new Set(on.map((m) => (m.date?.latest ?? m.date?.earliest)?.slice(0, 7)).filter(Boolean).map((m) => `${m}-01`));
  return html`<figure class="drawing timeline" ref=${box}>
    <figcaption><h2>When</h2><span class="note">above the line cooperation, below conflict, hatched what is hedged or denied; the strip: documents published.
      Drag to choose days. ${answer?.undated ? `${answer.undated} undated.` : ""}</span></figcaption>
    <svg width=${width} height=${UP + DOWN + GAP + STRIP + AXIS} role="group" aria-label="Events a month">
      <${Hatch} />
      ${scale ? html`<${Bars} bins=${bins} by="month" scale=${scale} top=${top} y=${UP} up=${UP - 2} down=${DOWN - 2} width=${width} lit=${days} />
      <${Strip} bins=${bins} by="month" scale=${scale} y=${UP + DOWN + GAP + STRIP} tall=${STRIP} />` : null}
      <g class="axis" ref=${axis} transform=${`translate(0 ${UP + DOWN + GAP + STRIP})`} />
      <g class="brush" ref=${brushed} />
    </svg></figure>`;
}

/** The hatching of what is hedged or denied; once in each drawing that uses it. */
export const Hatch = () => html`<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V4" /></pattern></defs>`;

/** Bins → bars about a line at y: cooperation up, conflict down, then what is held back. `lit` are the starts of bins that light up. */
export function Bars({ bins, by, scale, top, y, up, down, width, lit = new Set() }) {
  const tallUp = scaleLinear([0, top], [0, up]), tallDown = scaleLinear([0, top], [0, down]);
  return html`${bins.map((bin) => {
    const [x, w] = wide(bin.from, by, scale), coop = tallUp(bin.cooperation), neutral = tallUp(bin.neutral), conflict = tallDown(bin.conflict);
    return html`<g key=${bin.from} class=${`bin${lit.has(bin.from) ? " on" : lit.size ? " quiet" : ""}`}><title>${told(bin, by)}</title>
      <rect class="ink-cooperation" x=${x} width=${w} y=${y - coop} height=${coop} />
      <rect class="ink-neutral" x=${x} width=${w} y=${y - coop - neutral} height=${neutral} />
      <rect class="ink-conflict" x=${x} width=${w} y=${y + 1} height=${conflict} />
      <rect class="ink-held" x=${x} width=${w} y=${y + 1 + conflict} height=${tallDown(bin.held)} /></g>`;
  })}<path class="rule" d=${`M26 ${y + 0.5}H${width - 20}`} />`;
}

/** Bins → how much was published, standing on y. */
export function Strip({ bins, by, scale, y, tall }) {
  const top = Math.max(1, ...bins.map((b) => b.documents));
  return html`<g class="strip">${bins.map((bin) => {
    const [x, w] = wide(bin.from, by, scale), h = (tall * bin.documents) / top;
    return html`<rect key=${bin.from} x=${x} width=${w} y=${y - h} height=${h}><title>${`${named(bin, by)}: ${count(bin.documents, "document")}`}</title></rect>`;
  })}</g>`;
}

function wide(from, by, scale) {
  const x = scale(startOf(from)), w = scale(endOf(from, by)) - x;
  return [x, Math.max(1.4, w > 4 ? w - 1 : w)];
}

const named = (bin, by) => day(by === "month" ? bin.from.slice(0, 7) : bin.from);
const told = (bin, by) => `${named(bin, by)}: ${bin.cooperation} of cooperation, ${bin.conflict} of conflict, ${bin.held} hedged or denied, ${bin.neutral} neither`;
