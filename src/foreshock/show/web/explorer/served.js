// The explorer's back end: the server on this machine that sent the page.
import { stamp } from "app/ask";

const token = document.querySelector('meta[name="foreshock-token"]')?.content ?? "";

/** A path → its answer. The state that it was told from is taken as that of now, unless another became known while it was under way: then it may
    be an older one that comes late, and the server is asked which holds. */
async function asked(path, settings = {}) {
  const before = stamp.peek();
  const answer = await fetch(`/api/v1${path}`, { cache: "no-store", ...settings });
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 503 && !settings.method) {
    await new Promise((go) => setTimeout(go, 1000 * Number(answer.headers.get("Retry-After") ?? 2)));
    return asked(path, settings);
  }
  if (!answer.ok) throw new Error(told.error?.message ?? `${answer.status}: no answer from the store.`);
  const now = answer.headers.get("X-Foreshock-Stamp");
  if (now && now !== stamp.peek()) {
    if (stamp.peek() === before) stamp.value = now;
    else asked("/about").catch(() => {});
  }
  return told;
}

function written(method, path, body) {
  return asked(path, { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Foreshock-Token": token } });
}

export const served = {
  writable: true,
  get: (path, params) => asked(`${path}${String(params) ? `?${params}` : ""}`),
  post: (path, body) => written("POST", path, body),
  remove: (path, body) => written("DELETE", path, body),
  atlas: async () => (await fetch("/web/vendor/world-atlas-2.0.2-countries-50m.json")).json(),
};
