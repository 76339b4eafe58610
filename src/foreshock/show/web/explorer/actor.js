// An actor's dossier: posts with dates on a bar, the names found, who backs and opposes, when first seen, where it is heading.
import { html } from "ui";
import { axisBottom, scaleUtc, select } from "geo";
import { useAnswer } from "app/ask";
import { copyPython } from "app/copy";
import { useWidth } from "app/frame";
import { keep, lens, link, look, params, place } from "app/state";
import { Bars, Hatch, endOf, startOf } from "app/timeline";
import { Waiting } from "app/waiting";
import { count, day, flat, nameOf, signed, webAddress, when } from "app/words";

export function Actor({ id }) {
  const { actor, pair, ...looking } = lens.value;
  const { answer, error } = useAnswer(`/actors/${encodeURIComponent(id)}`, params(looking));
  if (!answer) return html`<${Waiting} error=${error} what="the actor" />`;
  const who = answer.actor, name = (other) => nameOf(other, answer.actors);
  return html`<article class="dossier prose wide">
    <header><h1>${who.name}</h1>
      <p class="byline">${[who.kind, who.country && name(who.country) !== who.name && name(who.country), who.sector, who.origin === "page" && "known from the pages only"].filter(Boolean).join(" · ")}
        ${who.start || who.end ? html` · ${who.start ? day(who.start) : "…"} to ${who.end ? day(who.end) : "now"}` : null}
        ${who.parent ? html` · part of <a href=${link("actor", [who.parent])}>${name(who.parent)}</a>` : null}
        ${webAddress(who.citation) ? html` · <a href=${who.citation} rel="noreferrer noopener" target="_blank">source</a>` : null}</p>
      <p>${count(answer.counts.events, "event")}: ${answer.counts.as_actor} done by, ${answer.counts.as_recipient} done to${answer.counts.statements === null ? "" : `; ${count(answer.counts.statements, "statement")}`}.
        ${" "}<a href=${link("events", [], {}, { ...looking, actor: id })}>See them</a></p></header>
    ${answer.partial ? html`<p class="note">This report holds the dossiers of the busiest actors alone. Of this one, posts, names and courses are told by <code>foreshock explore</code> from the store.</p>` : null}
    <${Seen} answer=${answer} />
    <${Activity} bins=${answer.bins} />
    <div class="four">
      <${Sides} title="Backs" rows=${answer.backs} name=${name} self=${id} held=${answer.held} /><${Sides} title="Is backed by" rows=${answer.backed_by} name=${name} self=${id} held=${answer.held} />
      <${Sides} title="Opposes" rows=${answer.opposes} name=${name} self=${id} held=${answer.held} /><${Sides} title="Is opposed by" rows=${answer.opposed_by} name=${name} self=${id} held=${answer.held} />
    </div>
    <${Roles} title="Posts held" roles=${answer.roles} told=${(r) => [`${r.standing === "in office" ? "" : `${r.standing} `}${r.post}`, r.of && [" of ", r.of, r.of_name], r.to && [" to ", r.to, r.to_name]]} />
    <${Roles} title="Who held its posts" roles=${answer.held_by} told=${(r) => [null, ["", r.holder, r.holder_name ?? name(r.holder)], `: ${r.standing === "in office" ? "" : `${r.standing} `}${r.post}`]} />
    ${answer.courses.length ? html`<section><h2>On course with</h2><ul class="plainlist">${answer.courses.map((c) => html`<li key=${c.pair.join()}>
      ${" "}<a href=${link("pair", c.pair)}>${name(c.pair.find((p) => p !== id) ?? c.pair[1])}</a> <span class="num">${c.score.toFixed(2)}</span>${Math.abs(c.trend) < 0.005 ? ", steady" : `, trend ${signed(c.trend)}`} <span class="basis">${c.line}</span></li>`)}</ul></section>` : null}
    ${answer.partners.length ? html`<section><h2>Has most to do with</h2><p>${answer.partners.map((p, i) => [i ? ", " : "", html`<a href=${link("pair", [id, p.id])}>${name(p.id)}</a> (${p.events})`])}</p></section>` : null}
    ${answer.names.length ? html`<section><h2>Names found in the pages</h2><p>${answer.names.map((n, i) => [i ? ", " : "", html`“${flat(n.text)}” <span class="basis">${n.count}</span>`])}</p></section>` : null}
    ${answer.python ? html`<p class="copies"><button class="plain" onClick=${() => copyPython(answer.python)}>copy as Python</button></p>` : null}
  </article>`;
}

function Seen({ answer }) {
  const spot = (words, seen) => seen && html`<p>${words} ${when(seen.date)}, in <a href=${link("doc", [seen.document])}>${seen.title ?? seen.document}</a>
    ${seen.quote ? html`: <q>${flat(seen.quote.text)}</q>` : null}</p>`;
  return html`<div class="seen">${spot("First seen", answer.first_seen)}${spot("Last seen", answer.last_seen)}</div>`;
}

function Activity({ bins }) {
  const [box, width] = useWidth(700);
  if (!bins.length) return html`<div ref=${box}></div>`;
  const by = bins.every((b) => b.from.endsWith("-01")) ? "month" : "day";
  const scale = scaleUtc([startOf(bins[0].from), endOf(bins.at(-1).from, by)], [26, width - 20]);
  const top = Math.max(1, ...bins.flatMap((b) => [b.cooperation + b.neutral, b.conflict + b.held]));
  const axis = (g) => g && select(g).call(axisBottom(scale).ticks(Math.max(2, Math.floor(width / 110))).tickSizeOuter(0));
  return html`<figure class="drawing timeline" ref=${box}><figcaption><h2>In the news</h2><span class="note">above cooperation, below conflict, hatched what is hedged or denied</span></figcaption>
    <svg width=${width} height="104" role="group" aria-label="Events over time"><${Hatch} /><${Bars} bins=${bins} by=${by} scale=${scale} top=${top} y=${36} up=${32} down=${40} width=${width} />
      <g class="axis" ref=${axis} transform="translate(0 80)" /></svg></figure>`;
}

/** Ties of one direction and sign → whom they bind, each once with the strongest first; what is all but forgotten is left out. */
function bound(rows) {
  const found = new Map();
  for (const row of [...rows].sort((a, b) => b.strength - a.strength)) {
    const one = found.get(row.id) ?? { id: row.id, strength: row.strength, kinds: new Set() };
    one.kinds.add(row.hedged ? `${row.kind} (hedged)` : row.kind);
    if (row.strength >= 0.01 || found.has(row.id)) found.set(row.id, one);
  }
  return [...found.values()];
}

function Sides({ title, rows, name, self, held }) {
  const told = bound(rows);
  return html`<section><h2>${title}</h2>${told.length ? html`<ul class="plainlist">${told.slice(0, 12).map((r) => html`<li key=${r.id}>
    <a href=${link("pair", [self, r.id])}>${name(r.id)}</a> <span class="num">${r.strength.toFixed(2)}</span> <span class="basis">${[...r.kinds].join(", ")}</span></li>`)}</ul>
    ${told.length > 12 ? html`<p class="note">and ${told.length - 12} more</p>` : null}` : html`<p class="none">${held === false ? "nobody whose ties this report holds" : "nobody"}</p>`}</section>`;
}

/** Roles → their spells on a bar; an open end fades out. `told` gives the words of a role: plain text, or [words, id, name] for a link. */
function Roles({ title, roles, told }) {
  const [box, width] = useWidth(260);
  if (!roles.length) return html`<div ref=${box}></div>`;
  const years = roles.flatMap((r) => [r.start, r.end]).filter(Boolean).map(startOf), now = startOf(place.peek().lens.as_of ?? "2030-01-01");
  const scale = scaleUtc([Math.min(...years, now - 3e11), Math.max(...years, Math.min(now, Date.UTC(2027)))], [2, width - 2]);
  const words = (one) => (Array.isArray(one) ? [one[0], html`<a href=${link("actor", [one[1]])}>${one[2] ?? nameOf(one[1])}</a>`] : one);
  const shown = [...roles].sort((a, b) => ((a.start ?? "9") < (b.start ?? "9") ? -1 : 1)).slice(0, 40);
  return html`<section class="roles"><h2>${title}</h2><table><tbody>${shown.map((r, i) => html`<tr key=${i}>
    <th scope="row">${told(r).filter(Boolean).map(words)}</th>
    <td class="num">${r.start || r.end ? html`${r.start ? day(r.start) : "unknown"} to ${r.end ? day(r.end) : "unknown"}` : r.as_of ? html`as of ${when(r.as_of)}` : "no dates"}</td>
    <td class="spell"><div ref=${i ? null : box}>${r.start || r.end ? html`<svg width=${width} height="10" aria-hidden="true"><rect x=${scale(startOf(r.start ?? r.end)) - (r.start ? 0 : 26)} y="2" height="6"
      width=${Math.max(3, scale(startOf(r.end ?? r.start)) - scale(startOf(r.start ?? r.end)) + (r.start && r.end ? 0 : 26))} class=${r.start && r.end ? "spell" : "spell open"} /></svg>` : null}</div></td></tr>`)}</tbody></table></section>`;
}

/** Find an actor; without words, those with most events under the lens. */
export function Actors() {
  const q = place.value.more.q ?? "";
  const { answer, error } = useAnswer("/actors", params(lens.value, { q, limit: 100, cursor: place.value.more.cursor }));
  return html`<section class="contents prose"><h1>Actors</h1>
    <p class="tools"><label>name <input type="search" value=${q} onInput=${(e) => keep({ q: e.target.value, cursor: "" })} /></label></p>
    ${answer ? html`<p class="note" role="status">${count(answer.total, "actor")}${q ? "" : ", the most active first"}</p>
      <ol class="plainlist">${answer.found.map((a) => html`<li key=${a.id}><a href=${link("actor", [a.id], {})}>${a.name}</a>
        ${" "}<span class="basis">${[a.also && `also “${a.also}”`, a.kind, a.country, count(a.events, "event")].filter(Boolean).join(" · ")}</span>
        ${" "}<button class="plain only" onClick=${() => look({ actor: a.id })} aria-label=${`look at ${a.name} only`}>only</button></li>`)}</ol>
      ${answer.next ? html`<p><button onClick=${() => keep({ cursor: answer.next })}>Further actors</button></p>` : null}`
      : html`<${Waiting} error=${error} what="actors" />`}</section>`;
}
