// A document's text, never rewritten: spans found in its text nodes and inked by the browser (CSS Custom Highlight API); overlaps are fine.
const known = () => typeof Highlight !== "undefined" && CSS.highlights;

/** Code-point positions of characters beyond U+FFFF → a function from code point to UTF-16 unit, and one back. */
export function counting(astral) {
  const before = (n) => {
    let low = 0, high = astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (astral[middle] < n) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const unit = (point) => point + before(point);
  const point = (at) => {
    let found = at - Math.min(astral.length, at);
    while (unit(found) < at) found += 1;
    return found;
  };
  return { unit, point: astral.length ? point : (at) => at };
}

/** A text → its paragraphs at even places, the blank lines between at odd ones; joined, they are the text. */
export const paragraphs = (text) => text.split(/(\s*\n\s*\n\s*)/);

/** An element that holds the units [start, …) of the text → where each of its text nodes begins. */
export class Laid {
  constructor() {
    this.nodes = [];
    this.starts = [];
    this.of = new Map();
  }

  /** Adds a part: its element, and the unit at which its text begins. */
  add(element, start) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let at = start, node = walker.nextNode(); node; at += node.data.length, node = walker.nextNode()) {
      this.nodes.push(node);
      this.starts.push(at);
      this.of.set(node, at);
    }
  }

  /** A unit of the text → the text node and offset that show it; null for what belongs to no part. */
  spot(unit, ends = false) {
    for (let i = this.nodes.length - 1; i >= 0; i -= 1) {
      if (this.starts[i] < unit || (!ends && this.starts[i] === unit)) {
        const offset = unit - this.starts[i];
        return offset <= this.nodes[i].data.length ? [this.nodes[i], offset] : null;
      }
    }
    return null;
  }

  /** First and last unit → a Range over the text as shown; null where it is not shown. */
  range(start, end) {
    const [from, to] = [this.spot(start), this.spot(end, true)];
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  /** A point of the window → the unit of the text under it; null beside the text. */
  under(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y);
    const range = caret ? null : document.caretRangeFromPoint?.(x, y);
    const [node, offset] = caret ? [caret.offsetNode, caret.offset] : range ? [range.startContainer, range.startOffset] : [];
    return this.of.has(node) ? this.of.get(node) + offset : null;
  }
}

/** A name, ranges → they are inked as ::highlight(name) says, over those of lower priority. */
export function ink(name, ranges, priority = 0) {
  if (!known()) return;
  const highlight = new Highlight(...ranges.filter(Boolean));
  highlight.priority = priority;
  CSS.highlights.set(name, highlight);
}

export function bare(names) {
  if (known()) names.forEach((name) => CSS.highlights.delete(name));
}
