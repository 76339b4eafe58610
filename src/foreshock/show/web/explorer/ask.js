// Questions → answers, in the shapes of the API (/api/v1/openapi.json). Two back ends answer: the explorer's server, or what a report holds.
import { effect, signal, useEffect, useState } from "ui";

let back = null;
const answers = new Map();
let counted = Promise.resolve(); // what is looked at first, and costs the server least: all else is asked once the counts are there
/** Moves when the store or its corrections change: whatever is shown asks again. */
export const stamp = signal("");
/** Whether corrections can be made: not in a report. */
export const writable = signal(false);
/** What is known of the store as a whole. */
export const about = signal(null);
/** A line for the reader: what was done, what failed; `undo` takes it back. */
export const notice = signal(null);

/** The back end, {get(path, params), post, remove, atlas, writable} → it is asked from now on. */
export async function begin(chosen) {
  back = chosen;
  writable.value = chosen.writable;
  about.value = await ask("/about");
  effect(() => {
    if (stamp.value && stamp.value !== about.peek().stamp) ask("/about").then((told) => (about.value = told), () => {});
  });
}

/** Actors met in any answer, by id. */
export const met = new Map();

export async function ask(path, params = new URLSearchParams()) {
  const answer = await back.get(path, params);
  for (const actor of [...Object.values(answer.actors ?? {}), ...(answer.found ?? [])]) met.set(actor.id, actor);
  return answer;
}
export const atlas = () => back.atlas();

/** A path, its parameters → {answer, error, busy}; asks anew when they or the store change. Shows the last answer until the next is there. */
export function useAnswer(path, params = new URLSearchParams()) {
  const key = path && `${path}?${params}#${stamp.value}`;
  const [state, set] = useState({ key: null, answer: null, error: null });
  useEffect(() => {
    if (!key) return;
    let wanted = true, tries = 0;
    const go = () => remembered(key, path, params).then(
      (answer) => wanted && set({ key, answer, error: null }),
      (error) => {
        if (!wanted) return;
        set((old) => ({ key, answer: old.answer, error }));
        if ((tries += 1) < 3) setTimeout(() => wanted && go(), 1500 * tries); // the store may just be changing
      },
    );
    go();
    return () => (wanted = false);
  }, [key]);
  const samePath = state.key?.split("?")[0] === path;
  return { answer: samePath || !path ? state.answer : null, error: state.key === key ? state.error : null, busy: Boolean(key) && state.key !== key };
}

function remembered(key, path, params) {
  if (!answers.has(key)) {
    if (answers.size > 200) answers.delete(answers.keys().next().value);
    const of = stamp.peek(), asked = path === "/counts" ? ask(path, params) : counted.then(() => ask(path, params));
    if (path === "/counts") counted = asked.catch(() => {});
    asked.then(() => stamp.peek() !== of && answers.delete(key), () => answers.delete(key)); // what may be of another state is not kept
    answers.set(key, asked);
  }
  return answers.get(key);
}

/** A correction → what came of it; it can be undone from the notice. */
export async function judge(body) {
  const told = await back.post("/judgements", body);
  stamp.value = told.stamp;
  const where = told.applied === null ? "Kept; the run that is writing now applies it." : told.applied === 1 ? "Corrected." : `Corrected in ${told.applied} places.`;
  notice.value = { text: where, undo: told.judgement.id };
  return told;
}

/** A correction's id → withdrawn. */
export async function undo(id, who) {
  const told = await back.remove(`/judgements/${encodeURIComponent(id)}`, { who, why: "undone" });
  stamp.value = told.stamp;
  notice.value = { text: "Undone." };
}
