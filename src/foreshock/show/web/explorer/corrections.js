// Every correction that was made, newest first; each can be taken back.
import { html, useState } from "ui";
import { undo, useAnswer, writable } from "app/ask";
import { author } from "app/correct";
import { link, lens } from "app/state";
import { Waiting } from "app/waiting";
import { count, flat } from "app/words";

export function Corrections() {
  const { answer, error } = useAnswer("/judgements"), [trouble, say] = useState(null);
  const back = (id) => undo(id, author() || "unnamed").then(() => say(null), say);
  return html`<section class="prose wide"><h1>Corrections</h1>
    ${answer ? html`<p class="note" role="status">${count(answer.judgements.filter((j) => j.active && !j.withdraws).length, "correction")} in force; kept in ${answer.file ?? "the judgements file"} and applied anew in every run.</p>
      ${answer.problems?.map((p) => html`<p class="trouble">${typeof p === "string" ? p : p.message}</p>`)}
      ${trouble ? html`<${Waiting} error=${trouble} />` : null}
      <ul class="plainlist changes">${answer.judgements.filter((j) => !j.withdraws).map((j) => html`<li key=${j.id} class=${j.active ? "" : "off"}>
        <p>${j.text}${j.like ? " and all like it" : ""} <span class="basis">${j.applied === null ? "" : `in ${count(j.applied, "place")}`}${j.active ? "" : "taken back"}</span>
          ${writable.value && j.active ? html` <button class="plain" onClick=${() => back(j.id)}>take back</button>` : null}</p>
        ${j.target ? html`<figure class="cited"><blockquote>${flat(j.target.text)}</blockquote><figcaption><a href=${link("doc", [j.target.document], {}, lens.value)}>the page</a></figcaption></figure>` : null}
        ${j.why ? html`<p class="note">${j.why}</p>` : null}</li>`)}</ul>
      ${answer.judgements.length ? null : html`<p class="none">Nothing has been corrected. Light an event and press <kbd>c</kbd>.</p>`}`
      : html`<${Waiting} error=${error} what="corrections" />`}</section>`;
}
