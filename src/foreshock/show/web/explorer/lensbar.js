// The lens: through what all pages look. Every facet shows how many events it would let through; the address holds it all.
import { html, useState } from "ui";
import { about, useAnswer } from "app/ask";
import { lens, look, params, place } from "app/state";
import { VOICES, count, day, nameOf } from "app/words";

/** Which of the comma list are chosen, with one switched → the list; all or none is no filter at all. */
function switched(list, all, one) {
  const now = new Set(list ? list.split(",") : all);
  if (!now.delete(one)) now.add(one);
  return now.size === all.length || !now.size ? "" : all.filter((a) => now.has(a)).join(",");
}

const several = (lists) => (Array.isArray(lists) ? lists : lists ? lists.split(",") : []);

export function LensBar() {
  const { answer, busy } = useAnswer("/counts", params(lens.value));
  const [open, set] = useState(false);
  const now = lens.value, known = about.value;
  const voices = known.voices;
  const on = (voice) => !now.voice || now.voice.split(",").includes(voice);
  const others = ["publisher", "genre", "part", "type", "status", "confidence"].filter((k) => now[k]).length;
  return html`<section class="lens" aria-label="Lens">
    <fieldset class="voices"><legend class="hidden">How it is said</legend>${voices.map((voice) => html`<label title=${VOICES.find(([v]) => v === voice)?.[1]}>
      <input type="checkbox" checked=${on(voice)} onChange=${() => look({ voice: switched(now.voice, voices, voice) })} />
      ${voice} <span class="n">${answer?.voices?.[voice] ?? "·"}</span></label>`)}</fieldset>
    ${" "}<span class="dates"><label>from <input type="date" value=${now.since ?? ""} min="0001-01-01" onChange=${(e) => look({ since: e.target.value })} /></label>
      ${" "}<label>to <input type="date" value=${now.until ?? ""} onChange=${(e) => look({ until: e.target.value })} /></label></span>
    ${" "}<button class="plain more" aria-expanded=${open} onClick=${() => set(!open)}>more filters${others ? ` (${others})` : ""}</button>
    ${" "}<span class=${`total${busy ? " busy" : ""}`} role="status">${answer ? html`<b>${answer.events.toLocaleString("en")}</b> of ${count(answer.total, "event")}, ${count(answer.documents, "document")}, ${count(answer.actors_met, "actor")}` : "counting …"}</span>
    ${" "}<span class="ends"><${Chips} /></span>
    ${open ? html`<div class="facets">
      <${Facet} name="publisher" title="Publisher" counts=${answer?.publishers} all=${known.publishers.map((p) => p.name)} list />
      <${Facet} name="genre" title="Genre" counts=${answer?.genres} all=${known.genres.map((g) => g.name)} />
      <${Facet} name="part" title="Part of the page" counts=${answer?.parts} all=${known.parts} usual=${["headline", "body", "caption"]} />
      <fieldset><legend>Confidence</legend><label class="range">at least <input type="range" min="0" max="1" step="0.05" value=${now.confidence ?? 0}
        onChange=${(e) => look({ confidence: Number(e.target.value) ? e.target.value : "" })} /> <output>${Number(now.confidence ?? 0).toFixed(2)}</output></label>
        ${" "}<label>known by <input type="date" value=${now.as_of ?? ""} onChange=${(e) => look({ as_of: e.target.value })} /></label></fieldset>
      <${Facet} name="type" many title="What was done" counts=${answer?.types} all=${known.types.map((t) => t.type)} words=${Object.fromEntries(known.types.map((t) => [t.type, t.label]))} />
    </div>` : null}
  </section>`;
}

/** One facet: its values, each with its count; `list` for values that may hold a comma, `usual` what is on when nothing is said. */
function Facet({ name, title, counts, all, words = {}, list = false, usual = all, many = false }) {
  const now = several(lens.value[name]), on = now[0] === "all" ? all : now.length ? now : usual;
  const values = all.filter((v) => counts?.[v] || now.includes(v) || all.length < 8);
  const change = (value) => {
    const next = all.filter((v) => (v === value ? !on.includes(v) : on.includes(v)));
    const plain = !next.length || (next.length === usual.length && usual.every((v) => next.includes(v)));
    look({ [name]: plain ? "" : list ? next : next.length === all.length && name === "part" ? "all" : next.join(",") });
  };
  const only = (value) => look({ [name]: list ? [value] : value });
  return html`<fieldset class=${many ? "many" : ""}><legend>${title}</legend>${values.map((v) => html`<div class="choice"><label><input type="checkbox" checked=${on.includes(v)}
    onChange=${() => change(v)} /> ${words[v] ?? v} <span class="n">${counts?.[v] ?? 0}</span></label>
    ${" "}<button class="plain only" onClick=${() => only(v)} aria-label=${`only ${words[v] ?? v}`}>only</button></div>`)}</fieldset>`;
}

/** Filters that came from a click (an actor, a pair, a place, a document), each with a way out; and one for all. */
function Chips() {
  const now = lens.value, chips = [];
  if (now.actor) chips.push(["actor", nameOf(now.actor)]);
  if (now.pair) chips.push(["pair", now.pair.map((id) => nameOf(id)).join(" and ")]);
  if (now.place) chips.push(["place", `in ${now.place}`]);
  if (now.document) chips.push(["document", "one document"]);
  if (now.as_of) chips.push(["as_of", `known by ${day(now.as_of)}`]);
  const { view, args } = place.value;
  return html`${chips.map(([key, words]) => html`<button class="chip" onClick=${() => look({ [key]: "" })} aria-label=${`${words}: take away`}>${words} ×</button>`)}
    ${Object.keys(now).length ? html`<a class="plain" href=${`#/${[view, ...args].map(encodeURIComponent).join("/")}`}>clear</a>` : null}`;
}
