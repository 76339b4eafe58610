// Nouns of the store → the words that people read.
import { about, met } from "app/ask";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
export const VOICES = [
  ["asserted", "an author says so, in his own voice"],
  ["reported", "it happened, on a speaker’s word"],
  ["hedged", "held back, feared, planned or still to come"],
  ["denied", "said not to have happened"],
];
/** Ink → its word and the sign that tells it without colour. */
export const INKS = { cooperation: ["cooperation", "+"], conflict: ["conflict", "−"], held: ["hedged or denied", "?"], neutral: ["neither", "·"] };

/** "2017-03-09" → "9 March 2017". */
export function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return date ? `${date} ${MONTHS[month - 1]} ${year}` : month ? `${MONTHS[month - 1]} ${year}` : String(year);
}

/** A When ({earliest, latest}) or a day → in words. */
export function when(told) {
  if (!told) return "undated";
  if (typeof told === "string") return told.split("/").map((d) => (d === ".." ? "…" : day(d))).join(" to ");
  const { earliest, latest } = told;
  if (earliest && earliest === latest) return day(earliest) + (told.time ? `, ${told.time.slice(0, 5)}` : "");
  if (!earliest) return latest ? `by ${day(latest)}` : "undated";
  if (!latest) return `from ${day(earliest)}`;
  const [a, b] = [earliest.split("-"), latest.split("-")];
  if (a[0] === b[0] && a[1] === b[1]) return `${Number(a[2])}–${day(latest)}`;
  if (a[0] === b[0]) return `${day(earliest).replace(/ \d+$/, "")} to ${day(latest)}`;
  return `${day(earliest)} to ${day(latest)}`;
}

/** The day that stands for a When in a drawing: its last. */
export const dayOf = (told) => told?.latest ?? told?.earliest ?? null;

export const nameOf = (id, actors) => actors?.[id]?.name ?? met.get(id)?.name ?? id;

/** Names → "Iran, Iraq and Syria". */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** An event's or mention's parties → "Iran → Iraq". */
export function parties(event, actors) {
  const [by, to] = [event.actors, event.recipients].map((side) => side.map((p) => (typeof p === "string" ? nameOf(p, actors) : p.name)));
  return `${listed(by) || "somebody"}${to.length ? ` → ${listed(to)}` : ""}`;
}

/** PLOVER type and modes → "Assault (aerial)". */
export function deed(event) {
  const known = about.value?.types?.find((t) => t.type === event.type);
  const label = known?.label ?? event.type.charAt(0) + event.type.slice(1).toLowerCase();
  return event.mode?.length ? `${label} (${event.mode.join(", ")})` : label;
}

/** Status, certainty → in words. */
export function standing(told) {
  const certainty = told.certainty && told.certainty !== "certain" ? `, ${told.certainty}` : "";
  return { actual: "happened", negated: "said not to have happened", future: "still to come", hypothetical: "supposed, not said to have happened",
    historical: "long past" }[told.status] + (certainty || (told.hedged && told.status === "actual" ? ", hedged" : ""));
}

export const percent = (share) => `${share >= 0.1 || share === 0 ? Math.round(100 * share) : (100 * share).toFixed(1)}\u202f%`;
export const signed = (value, digits = 2) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
export const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
export const flat = (text) => text.replace(/\s+/g, " ").trim();
/** An address of the web or nothing: a page may claim any address, and only these may become a link. */
export const webAddress = (url) => (/^https?:\/\//i.test(url ?? "") ? url : null);
