// The start: which back end answers, then the page is drawn.
import { html, render } from "ui";
import { begin } from "app/ask";
import { kept } from "app/kept";
import { served } from "app/served";
import { Shell } from "app/shell";

const held = document.getElementById("foreshock-data");
const app = document.getElementById("app");
begin(held ? kept(JSON.parse(held.textContent)) : served).then(
  () => {
    document.getElementById("still")?.remove();
    app.replaceChildren();
    render(html`<${Shell} />`, app);
  },
  (error) => app.replaceChildren(Object.assign(document.createElement("p"), { className: "trouble", textContent: error.message })),
);
