// What can be taken away: a link that restores the view, a quote with its citation, the question as Python.
import { html } from "ui";
import { notice } from "app/ask";

/** Text → on the clipboard, and said so; where the browser forbids it, shown to be copied by hand. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    notice.value = { text: `Copied: ${what}.` };
  } catch {
    notice.value = { text: `Copy this ${what} by hand:`, plain: text };
  }
}

export const copyLink = () => copy(location.href, "link to this view");

/** A report's quote → with quotation marks, title, publisher, date and address. */
export const copyQuote = (citation) => copy(citation.text, "quote with its citation");
export const copyPython = (python) => copy(python.includes("import foreshock") ? python : `import foreshock\n${python}`, "question as Python");

/** Buttons for what there is to copy. */
export function Copies({ citation, python }) {
  return html`<p class="copies"><button class="plain" onClick=${copyLink}>copy link</button>
    ${citation ? html`<button class="plain" onClick=${() => copyQuote(citation)}>copy quote with citation</button>` : null}
    ${python ? html`<button class="plain" onClick=${() => copyPython(python)}>copy as Python</button>` : null}</p>`;
}
