// A document's parts as printed, and the ink over them. The text nodes hold the text and nothing else, so every offset stays true.
import { html, useEffect, useLayoutEffect, useMemo, useRef } from "ui";
import { light } from "app/state";
import { Laid, bare, counting, ink, paragraphs } from "app/text";
import { when } from "app/words";

const LAYERS = ["neutral", "cooperation", "conflict", "held"];
const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The document's answer, its marks, those lit, the mentions of one actor → the page. */
export function Sheet({ answer, marks, on, named }) {
  const { document: page, astral } = answer;
  const offsets = useMemo(() => counting(astral ?? []), [astral]);
  const box = useRef(null), laid = useRef(null);
  const rangeOf = (span) => laid.current.range(offsets.unit(span.start), offsets.unit(span.end));
  useLayoutEffect(() => {
    laid.current = new Laid();
    for (const element of box.current.querySelectorAll("[data-start]")) laid.current.add(element, Number(element.dataset.start));
  }, [page.id, page.version]);
  useLayoutEffect(() => {
    LAYERS.forEach((layer, i) => ink(layer, marks.filter((m) => m.ink === layer).map((m) => rangeOf(m.evidence)), i));
  }, [page.id, marks]);
  useEffect(() => () => bare([...LAYERS, "lit", "named"]), []);
  useLayoutEffect(() => ink("named", named.map(rangeOf), 5), [page.id, named]);
  useEffect(() => {
    const ranges = on.map((m) => rangeOf(m.evidence));
    ink("lit", ranges, 10);
    if (ranges[0]) reveal(ranges[0]);
  }, [page.id, on.map((m) => m.id).join()]);
  const click = (event) => {
    if (String(getSelection())) return; // somebody marks text to copy it
    const unit = laid.current.under(event.clientX, event.clientY);
    if (unit === null) return;
    const at = offsets.point(unit);
    const under = marks.filter((m) => m.evidence.start <= at && at <= m.evidence.end);
    light(under.map((m) => m.id));
  };
  return html`<div class="sheet" ref=${box} onClick=${click} lang=${page.language ?? "en"}>
    ${!page.parts.some((p) => p.kind === "headline") && page.title ? html`<h1>${page.title}</h1>` : null}
    ${page.parts.map((part) => html`<${Part} key=${part.index} part=${part} start=${offsets.unit(part.start)} />`)}</div>`;
}

function Part({ part, start }) {
  if (part.kind === "headline") return html`<h1 data-start=${start}>${part.text}</h1>`;
  const text = html`<div class="text" data-start=${start}>${paragraphs(part.text).map((p, i) => (i % 2 || !p ? p : html`<p>${p}</p>`))}</div>`;
  if (part.kind !== "comment") return html`<div class=${part.kind}>${text}</div>`;
  return html`<section class="comment" aria-label="Comment"><p class="byline">Comment by ${part.author ?? "a reader"}
    ${part.posted ? `, ${when(part.posted)}` : ""}</p>${text}</section>`;
}

function reveal(range) {
  const box = range.getBoundingClientRect();
  if (box.top > 80 && box.bottom < innerHeight - 40) return;
  const element = range.startContainer.parentElement;
  const around = element.closest(".page");
  const scroller = around && getComputedStyle(around).overflowY === "auto" ? around : document.scrollingElement;
  const top = box.top - (scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top);
  scroller.scrollBy({ top: top - scroller.clientHeight / 3, behavior: reduced() ? "auto" : "smooth" });
}
