// Keys: a view says which keys do what; none of them works while somebody types.
import { html, signal, useEffect, useLayoutEffect, useRef } from "ui";

const held = [];
export const help = signal(false);
export const KEYS = [
  ["j, k", "next, previous event of the text"],
  ["m", "all mentions of this event’s actor; again for the next one"],
  ["Esc", "nothing lit"],
  ["c", "correct what is lit, then a letter for what is wrong"],
  ["u", "undo the last correction"],
  ["l", "copy a link that restores this view"],
  ["q", "copy the quote with its citation"],
  ["p", "copy the question as Python"],
  ["f", "to the filters of the lens"],
  ["g then o, d, c, a, s, e", "go to overview, documents, courses, actors, since last time, corrections"],
  ["?", "these keys"],
];

let before = ""; // "g" waits for the letter of a page

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select") && event.key !== "Escape") return;
  if (help.value) return void (["?", "Escape"].includes(event.key) && (help.value = false));
  const key = before + event.key;
  before = "";
  if (key === "g") return void (before = "g");
  for (const keys of held.toReversed()) {
    const does = keys.current[key];
    if (does) {
      event.preventDefault();
      does(event);
      return;
    }
  }
});

/** {key: what it does} → they work while the component is there; the innermost goes first. */
export function useKeys(keys) {
  const now = useRef(keys);
  now.current = keys;
  useLayoutEffect(() => {
    held.push(now);
    return () => held.splice(held.indexOf(now), 1);
  }, []);
}

/** The keys, told. */
export function Help() {
  const dialog = useRef(null);
  useEffect(() => {
    if (help.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [help.value]);
  return html`<dialog ref=${dialog} class="help" onClose=${() => (help.value = false)} aria-labelledby="help-title">
    <h2 id="help-title">Keys</h2>
    <dl>${KEYS.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
    ${" "}<button onClick=${() => (help.value = false)}>Close</button></dialog>`;
}
