// A correction: a click and a key; the same for all like it, if asked. One line in the judgements file, and it can be undone.
import { html, useEffect, useRef, useState } from "ui";
import { about, judge, useAnswer } from "app/ask";
import { useKeys } from "app/keys";
import { params } from "app/state";
import { Waiting } from "app/waiting";
import { count, flat, nameOf } from "app/words";

const FOR_EVENTS = [["n", "not an event", "not an event"], ["a", "actor", "wrong actor"], ["y", "type", "wrong type"], ["s", "status", "wrong status"],
  ["d", "date", "wrong date"], ["w", "merge", "two actors are one"]];
const FOR_TIES = [["g", "sign", "wrong sign"]];

export const author = () => localStorage.getItem("foreshock-who") ?? "";

/** The report shown, its event (none for a stated tie) → the form. */
export function Correct({ report, event, actors, done }) {
  const kinds = event ? FOR_EVENTS : FOR_TIES, mention = report.mention, form = useRef(null);
  const [kind, choose] = useState(kinds.length === 1 ? kinds[0][1] : ""), [trouble, say] = useState(null), [value, set] = useState({});
  const [side, old] = kind === "actor" ? (value.who_is ?? partiesOf(event)[0]?.join("|") ?? "").split("|") : [];
  const { answer: alike } = useAnswer(kind && kind !== "merge" && (kind !== "actor" || old) ? "/judgements/like" : null, params({}, { mention: mention.id, kind, side, old }));
  const pick = (chosen) => (choose(chosen), set({}), say(null));
  useKeys({ ...Object.fromEntries(kinds.map(([key, chosen]) => [key, () => pick(chosen)])), Escape: done });
  useEffect(() => {
    form.current?.querySelector(kind ? "[data-value]" : "input")?.focus();
    form.current?.scrollIntoView({ block: "nearest" });
  }, [kind, alike]);
  const send = async (submitted) => {
    submitted.preventDefault();
    const given = new FormData(form.current);
    localStorage.setItem("foreshock-who", given.get("who"));
    try {
      await judge({ ...body(kind, mention, { ...value, ...Object.fromEntries(given) }), who: given.get("who"), why: given.get("why") });
      done();
    } catch (error) {
      say(error);
    }
  };
  return html`<form class="correct" ref=${form} onSubmit=${send} aria-label="Correct this">
    <fieldset><legend>What is wrong?</legend>${kinds.map(([key, id, words]) => html`<label><input type="radio" name="kind" value=${id}
      checked=${kind === id} onChange=${() => pick(id)} /> ${words} <kbd>${key}</kbd></label>`)}</fieldset>
    ${kind ? html`<${Value} kind=${kind} mention=${mention} event=${event} actors=${actors} set=${(change) => set({ ...value, ...change })} value=${value} />
      ${alike && alike.count > 1 ? html`<details class="alike"><summary><label><input type="checkbox" name="like" value="1" /> apply to these ${alike.count} like it</label></summary>
        <ul>${alike.examples.slice(0, 6).map((e) => html`<li>${flat(e.text)}</li>`)}</ul></details>` : null}
      ${" "}<label>your name <input name="who" required maxlength="80" defaultValue=${author()} autocomplete="name" /></label>
      ${" "}<label>why <input name="why" maxlength="400" placeholder="in a few words" /></label>
      ${trouble ? html`<${Waiting} error=${trouble} />` : null}
      <p><button type="submit" class="strong">Correct</button> <button type="button" onClick=${done}>Leave it</button></p>` : null}
  </form>`;
}

/** What the form holds → the body that is sent. */
function body(kind, mention, given) {
  const told = { kind, mention: mention.id, like: given.like === "1" };
  if (kind === "merge") return { kind, old: given.old, new: given.new };
  if (kind === "actor") {
    const [side, old] = given.who_is.split("|");
    return { ...told, side, old, new: given.new || null };
  }
  if (kind === "sign") return { ...told, new: mention.sign === "+" ? "-" : "+" };
  if (kind === "date") return { ...told, new: given.earliest ? { earliest: given.earliest, latest: given.latest || given.earliest } : null };
  return { ...told, new: kind === "not an event" ? null : given.new };
}

const partiesOf = (event) => [...event.actors.map((id) => ["actors", id]), ...event.recipients.map((id) => ["recipients", id])];

function Value({ kind, mention, event, actors, set, value }) {
  if (kind === "not an event") return html`<p class="note" data-value tabindex="-1">“${flat(mention.evidence.text)}” will no longer count as an event.</p>`;
  if (kind === "sign") return html`<p class="note" data-value tabindex="-1">It will read “${mention.sign === "+" ? "opposes" : "backs"}” instead of “${mention.sign === "+" ? "backs" : "opposes"}”.</p>`;
  if (kind === "type") return html`<label>it is <select name="new" data-value>${about.value.types.filter((t) => t.type !== mention.type)
    .map((t) => html`<option value=${t.type}>${t.label}, ${t.quad}</option>`)}</select></label>`;
  if (kind === "status") return html`<label>it is <select name="new" data-value>${about.value.statuses.filter((s) => s !== mention.status)
    .map((s) => html`<option value=${s}>${s}</option>`)}</select></label>`;
  if (kind === "date") return html`<label>from <input type="date" name="earliest" data-value defaultValue=${mention.date?.earliest} /></label>
    ${" "}<label>to <input type="date" name="latest" defaultValue=${mention.date?.latest} /></label>`;
  const ids = partiesOf(event);
  if (kind === "actor") return html`<label>instead of <select name="who_is" data-value onChange=${(e) => set({ who_is: e.target.value })}>${ids.map(([side, id]) =>
    html`<option value=${`${side}|${id}`}>${nameOf(id, actors)} (${side === "actors" ? "by" : "to"})</option>`)}</select></label>
    <${Who} label="it is (leave empty: nobody)" name="new" value=${value.new} set=${(id) => set({ new: id })} />`;
  return html`<label>this name <select name="old" data-value>${ids.map(([, id]) => html`<option value=${id}>${nameOf(id, actors)}</option>`)}</select></label>
    <${Who} label="is the same as" name="new" value=${value.new} set=${(id) => set({ new: id })} />`;
}

/** A field that finds an actor by name. */
function Who({ label, name, value, set }) {
  const [typed, type] = useState(""), { answer } = useAnswer(typed.length > 1 && !value ? "/actors" : null, params({}, { q: typed, limit: 8 }));
  return html`<label>${label} <input value=${typed} onInput=${(e) => (type(e.target.value), set(""))} autocomplete="off" /></label>
    <input type="hidden" name=${name} value=${value ?? ""} />
    ${answer && !value && typed ? html`<ul class="choices">${answer.found.map((a) => html`<li><button type="button" class="plain"
      onClick=${() => (type(a.name), set(a.id))}>${a.name} <span class="basis">${[a.kind, a.country].filter(Boolean).join(", ")}</span></button></li>`)}
      ${answer.found.length ? null : html`<li class="note">${count(0, "actor")} of that name</li>`}</ul>` : null}`;
}
