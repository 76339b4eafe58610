// A lens → which events it lets through: for a document's marks, and for a report, which has no server to ask.
import { dayOf } from "app/words";

const listed = (value) => (value ? value.split(",") : null);

/** Ids and countries of an event's parties (ids of a happening, or the mentions of a report). */
function sides(event, actors) {
  const told = (party) => (typeof party === "string" ? { id: party, country: actors?.[party]?.country } : party);
  return [event.actors.map(told), event.recipients.map(told)];
}

const is = (asked) => (party) => party.id === asked || (party.country && party.country === asked);

function between(a, b, [by, to]) {
  const one = (side, who) => side.some(is(who));
  return (one(by, a) && one(to, b)) || (one(by, b) && one(to, a)) || (!to.length && one(by, a) && one(by, b));
}

function inDays(lens, told) {
  if (!lens.since && !lens.until) return true;
  const last = dayOf(told), first = told?.earliest ?? told?.latest;
  return Boolean(last) && (!lens.since || last >= lens.since) && (!lens.until || first <= lens.until);
}

/**
 * Lens, an event (or a report of one), the actors by id, its pages and the kinds of its parts → whether it is let through.
 * `but` leaves one filter out: a facet is counted under all others.
 */
export function lets(lens, event, { actors, pages = [], parts = [] }, but = null) {
  const on = (key) => lens[key] && key !== but;
  if (on("voice") && !listed(lens.voice).includes(event.voice)) return false;
  if (on("status") && !listed(lens.status).includes(event.status)) return false;
  if (on("type") && !listed(lens.type).includes(event.type)) return false;
  if (on("confidence") && event.confidence < Number(lens.confidence)) return false;
  if (!inDays(lens, event.date)) return false;
  const kinds = but === "part" || lens.part === "all" ? null : listed(lens.part) ?? ["headline", "body", "caption"];
  if (kinds && parts.length && !parts.some((p) => kinds.includes(p))) return false;
  if (on("publisher") && !pages.some((p) => lens.publisher.includes(p.publisher))) return false;
  if (on("genre") && !pages.some((p) => listed(lens.genre).includes(p.genre))) return false;
  if (on("document") && !pages.some((p) => p.id === lens.document)) return false;
  if (on("as_of") && pages.length && !pages.some((p) => dayOf(p.published) && dayOf(p.published) <= lens.as_of)) return false;
  if (on("place") && event.place?.name !== lens.place && String(event.place?.geonames_id) !== lens.place) return false;
  const who = sides(event, actors);
  if (on("actor") && !who.flat().some(is(lens.actor))) return false;
  return !(on("pair") && lens.pair.length === 2) || between(...lens.pair, who);
}
