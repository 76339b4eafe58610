// What every drawing needs: its width in pixels of the page (so that letters stay letters at any zoom), and a look nearer.
import { html, useEffect, useLayoutEffect, useRef, useState } from "ui";
import { select, zoom, zoomIdentity } from "geo";

/** → [ref, width]: the width of the element (at least `least`), measured again when it changes. */
export function useWidth(first = 640, least = 240) {
  const box = useRef(null), [width, set] = useState(first);
  useLayoutEffect(() => {
    const measure = () => box.current && set(Math.max(least, Math.floor(box.current.clientWidth)));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box.current);
    addEventListener("beforeprint", measure);
    return () => (watch.disconnect(), removeEventListener("beforeprint", measure));
  }, []);
  return [box, width];
}

/** A ref to an SVG → [transform, buttons]: dragging moves, Ctrl and the wheel (or two fingers, or the buttons) look nearer. */
export function useZoom(svg, most = 12) {
  const [at, set] = useState(zoomIdentity), behaviour = useRef(null);
  useEffect(() => {
    behaviour.current = zoom().scaleExtent([0.25, most]).on("zoom", (event) => set(event.transform))
      .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.type === "touchstart" ? event.touches.length > 1 : !event.button));
    const drawn = select(svg.current).call(behaviour.current).on("dblclick.zoom", null);
    return () => drawn.on(".zoom", null);
  }, []);
  const by = (factor) => behaviour.current.scaleBy(select(svg.current), factor);
  const whole = () => behaviour.current.transform(select(svg.current), zoomIdentity);
  const buttons = html`<span class="zoom"><button type="button" aria-label="Nearer" onClick=${() => by(1.6)}>+</button>
    ${" "}<button type="button" aria-label="Farther" onClick=${() => by(1 / 1.6)}>−</button>
    ${at.k !== 1 ? html`<button type="button" onClick=${whole}>whole</button>` : null}</span>`;
  return [at, buttons];
}

/** Boxes {x, y, w, h} around their middle, pushed apart a little where they lie on each other; they stay inside the frame. */
export function apart(boxes, width, height, rounds = 60) {
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const [a, b] = [boxes[i], boxes[j]];
        const x = (a.w + b.w) / 2 - Math.abs(a.x - b.x), y = (a.h + b.h) / 2 - Math.abs(a.y - b.y);
        if (x <= 0 || y <= 0) continue;
        moved = true;
        const push = (y / 2 + 0.5) * (a.y < b.y || (a.y === b.y && i < j) ? -1 : 1);
        a.y += push;
        b.y -= push;
      }
    }
    for (const box of boxes) {
      box.x = Math.min(width - box.w / 2 - 2, Math.max(box.w / 2 + 2, box.x));
      box.y = Math.min(height - box.h / 2 - 2, Math.max(box.h / 2 + 2, box.y));
    }
    if (!moved) break;
  }
  return boxes;
}
