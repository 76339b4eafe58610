// What stands where an answer is still to come, or did not.
import { html } from "ui";

export function Waiting({ error, what }) {
  return error
    ? html`<p class="trouble" role="alert">${error.message}</p>`
    : html`<p class="waiting" role="status">Looking up ${what} …</p>`;
}
