// Where we are and through which lens: all of it is in the address, so that a link restores the view.
import { computed, signal } from "ui";

export const LENS = ["since", "until", "as_of", "voice", "status", "publisher", "genre", "part", "confidence", "actor", "pair", "type", "place", "document"];
const REPEATED = new Set(["publisher", "pair"]);

/** "#/pair/IRN/USA?voice=asserted&e=e-1" → {view, args, lens, more}: the lens, and what else the view keeps in the address. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", ...args] = path.split("/").map(decode);
  const lens = {}, more = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (!value) continue;
    const into = LENS.includes(key) ? lens : more;
    into[key] = REPEATED.has(key) ? [...(into[key] ?? []), value] : value;
  }
  return { view, args, lens, more };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A lens (and more) → URLSearchParams, in a fixed order, what is empty left out. */
export function params(lens, more = {}) {
  const found = new URLSearchParams();
  for (const [key, value] of [...LENS.map((k) => [k, lens[k]]), ...Object.entries(more)]) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null && one !== "") found.append(key, one);
  }
  return found;
}

/** View, its arguments, what else → an address that keeps the lens of now. */
export function link(view, args = [], more = {}, lens = place.value.lens) {
  const query = params(lens, more).toString();
  return `#/${[view, ...args].map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

export const place = signal(parse(location.hash));
export const lens = computed(() => place.value.lens);
/** The ids of what is lit: mentions of events, happenings, stated ties. */
export const lit = computed(() => (place.value.more.e ?? "").split(",").filter(Boolean));

addEventListener("hashchange", () => (place.value = parse(location.hash)));

/** Goes to an address; `replace` leaves no step to go back to. */
export function go(address, replace = false) {
  if (replace) {
    history.replaceState(null, "", address);
    place.value = parse(address);
  } else location.hash = address;
}

/** A change of the lens ({voice: "asserted"}; empty takes a filter away) → the same view through it. */
export function look(change) {
  const { view, args, lens: now, more } = place.value;
  const { cursor, ...kept } = more;
  go(link(view, args, kept, { ...now, ...change }));
}

/** Something else that this view keeps in its address (a sort order, a rule switched off). */
export function keep(change) {
  const { view, args, more } = place.value;
  go(link(view, args, { ...more, ...change }), true);
}

/** Ids → they are lit, here and wherever they show. */
export function light(ids) {
  keep({ e: ids.join(",") });
}
