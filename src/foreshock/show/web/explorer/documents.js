// The documents of the lens, as a table of contents.
import { html } from "ui";
import { useAnswer } from "app/ask";
import { keep, lens, link, params, place } from "app/state";
import { Waiting } from "app/waiting";
import { count, when } from "app/words";

export function Documents() {
  const { q, sort, cursor } = place.value.more;
  const { answer, error } = useAnswer("/documents", params(lens.value, { q, sort, cursor, limit: 100 }));
  return html`<section class="contents prose"><h1>Documents</h1>
    <p class="tools"><label>words in the title <input type="search" value=${q ?? ""} onChange=${(e) => keep({ q: e.target.value, cursor: "" })} /></label>
      ${" "}<label>order <select value=${sort ?? "-date"} onChange=${(e) => keep({ sort: e.target.value, cursor: "" })}>
        <option value="-date">newest first</option><option value="date">oldest first</option><option value="-events">most events first</option><option value="title">by title</option></select></label></p>
    ${answer ? html`<p class="note" role="status">${count(answer.total, "document")} with something that the lens lets through</p>
      <ol class="plainlist">${answer.documents.map((d) => html`<li key=${d.id}><a href=${link("doc", [d.id], {})}>${d.title ?? d.id}</a>
        ${" "}<span class="basis">${[d.publisher, when(d.published), d.genre !== "unknown" && d.genre, count(d.events, "event"), d.comments && count(d.comments, "comment")].filter(Boolean).join(" · ")}</span></li>`)}</ol>
      ${answer.next ? html`<p><button onClick=${() => keep({ cursor: answer.next })}>Further documents</button></p>` : null}`
      : html`<${Waiting} error=${error} what="documents" />`}</section>`;
}
