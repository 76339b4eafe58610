// The report's only script: a marked clause, a pin or a quote opens its event's card and lights up all that shows the same event.
"use strict";
const card = document.getElementById("card");
const inside = card.querySelector("div");

function close() {
  card.hidden = true;
  document.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
}

function open(ids) {
  close();
  inside.replaceChildren();
  for (const id of ids) {
    const found = document.getElementById(id);
    if (found) inside.append(...found.cloneNode(true).childNodes);
    document.querySelectorAll("mark[data-e], .pin[data-e]").forEach((e) => {
      if (e.dataset.e.split(" ").includes(id)) e.classList.add("on");
    });
  }
  card.hidden = !inside.hasChildNodes();
}

function openDocument(hash) {
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

document.addEventListener("click", (event) => {
  if (event.target.id === "close") return close();
  const spot = event.target.closest("[data-e]");
  if (!spot) return;
  if (spot.hash) openDocument(spot.hash);
  open(spot.dataset.e.split(" ").filter(Boolean));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key === "Enter" && event.target.matches("mark")) open(event.target.dataset.e.split(" "));
  if ((event.key === "j" || event.key === "k") && !event.ctrlKey && !event.metaKey) {
    const marks = [...document.querySelectorAll("details[open] mark")];
    if (!marks.length) return;
    const at = marks.indexOf(document.activeElement);
    const next = marks[(at + (event.key === "j" ? 1 : marks.length - 1)) % marks.length];
    next.focus();
    open(next.dataset.e.split(" "));
  }
});
window.addEventListener("hashchange", () => openDocument(location.hash));
openDocument(location.hash);
