// What stands where an answer is still to come, or did not.
import { html } from "ui";

/** What a report leaves out for its size → where it is told; `ask` is the command that tells it. */
export function NotHeld({ what, ask }) {
  return html`<p class="none">Not held in this report, which keeps ${what} of the hardest pairs alone.
    ${" "}<code>foreshock explore</code> and <code>${ask}</code> tell it from the store.</p>`;
}

export function Waiting({ error, what }) {
  return error
    ? html`<p class="trouble" role="alert">${error.message}</p>`
    : html`<p class="waiting" role="status">Looking up ${what} …</p>`;
}
