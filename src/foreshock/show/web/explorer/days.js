// When the events of a document were: each as a bar from its first possible day to its last.
import { html, useMemo } from "ui";
import { axisBottom, scaleUtc, select } from "geo";
import { useWidth } from "app/frame";
import { light } from "app/state";
import { when } from "app/words";

const ROW = 17, MOST = 14;
const time = (iso) => Date.parse(`${iso}T00:00:00Z`);


/** Marks and those lit → the strip. */
export function Days({ marks, on }) {
  const [box, width] = useWidth(1000);
  const dated = marks.filter((m) => (m.date?.earliest || m.date?.latest) && m.status !== "historical");
  const lit = new Set(on.map((m) => m.id));
  const { scale, bars, height } = useMemo(() => laid(dated, width), [marks, width]);
  if (!dated.length) return html`<figure class="drawing days" ref=${box}><figcaption><h2>When</h2></figcaption><p class="none">Nothing here is dated.</p></figure>`;
  const axis = (g) => g && select(g).call(axisBottom(scale).ticks(Math.max(3, Math.floor(width / 130))).tickSizeOuter(0));
  return html`<figure class="drawing days" ref=${box}>
    <figcaption><h2>When</h2><span class="note">${dated.length} of ${marks.length} dated; a bar is as long as the text leaves open</span></figcaption>
    <svg width=${width} height=${height} role="group" aria-label="When">
      ${bars.map((b) => html`<g key=${b.mark.id} class=${`bar ink-${b.mark.ink}${lit.has(b.mark.id) ? " on" : lit.size ? " quiet" : ""}`}
        onClick=${() => light([b.mark.id])}><title>${`${b.mark.words}, ${when(b.mark.date)}`}</title>
        <rect x=${b.x} y=${6 + b.row * ROW} width=${b.w} height="10" rx="2" />
        <text x=${b.flip ? b.x - 5 : b.x + b.w + 5} text-anchor=${b.flip ? "end" : "start"} y=${15 + b.row * ROW}>${b.text}</text></g>`)}
      <g class="axis" ref=${axis} transform=${`translate(0 ${height - 22})`} /></svg></figure>`;
}

function laid(dated, width) {
  const days = dated.flatMap((m) => [m.date.earliest, m.date.latest]).filter(Boolean).map(time);
  const spare = 3 * 864e5, first = Math.min(...days) - spare, last = Math.max(...days) + spare;
  const scale = scaleUtc([first, last], [26, width - 16]);
  const bars = dated.map((mark) => {
    const from = scale(time(mark.date.earliest ?? mark.date.latest)), to = scale(time(mark.date.latest ?? mark.date.earliest) + 864e5);
    const text = mark.words.length > 46 ? `${mark.words.slice(0, 44)}…` : mark.words, letters = text.length * 6.2 + 6;
    const w = Math.max(6, to - from), flip = from + w + letters > width && from > letters;
    return { mark, x: from, w, text, flip, label: flip ? w : w + letters, from: flip ? from - letters : from };
  }).sort((a, b) => a.from - b.from || a.x - b.x).slice(0, 80);
  const ends = [];
  for (const bar of bars) {
    let row = ends.findIndex((end) => end + 8 < bar.from);
    if (row < 0) row = ends.length;
    ends[row] = bar.x + (bar.flip ? bar.w : bar.label);
    bar.row = row;
  }
  return { scale, bars: bars.filter((b) => b.row < MOST), height: Math.min(MOST, ends.length) * ROW + 36 };
}
