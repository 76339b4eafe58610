// The frame of every page: where one can go, the lens, the view, a line for what was done.
import { html, useEffect, useErrorBoundary, useRef } from "ui";
import { about, notice, undo, writable } from "app/ask";
import { Actor, Actors } from "app/actor";
import { copyLink } from "app/copy";
import { author } from "app/correct";
import { Corrections } from "app/corrections";
import { Courses } from "app/courses";
import { Documents } from "app/documents";
import { Help, help, useKeys } from "app/keys";
import { LensBar } from "app/lensbar";
import { Overview } from "app/overview";
import { Pair } from "app/pair";
import { Room } from "app/reading";
import { Since } from "app/since";
import { go, link, place } from "app/state";
import { count, day, listed } from "app/words";

const VIEWS = [["events", "Overview", "o"], ["docs", "Documents", "d"], ["courses", "Courses", "c"], ["actors", "Actors", "a"], ["since", "Since last time", "s"], ["corrections", "Corrections", "e"]];

/** View and arguments → [component, title of the window]. */
function shown(view, args) {
  if (view === "doc") return [html`<${Room} id=${args[0]} />`, "Reading room"];
  if (view === "docs") return [html`<${Documents} />`, "Documents"];
  if (view === "pair" && args[1]) return [html`<${Pair} key=${args.join()} a=${args[0]} b=${args[1]} />`, "Pair"];
  if (view === "actor") return [html`<${Actor} key=${args[0]} id=${args[0]} />`, "Actor"];
  if (view === "actors") return [html`<${Actors} />`, "Actors"];
  if (view === "courses") return [html`<${Courses} />`, "Courses"];
  if (view === "since") return [html`<${Since} />`, "Since last time"];
  if (view === "corrections") return [html`<${Corrections} />`, "Corrections"];
  return [html`<${Overview} />`, "Overview"];
}

export function Shell() {
  const { view, args } = place.value, [body, title] = shown(view, args), store = about.value;
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · foreshock`;
    if (!first.current) document.getElementById("main").focus({ preventScroll: true }); // the next Tab goes into the new page
    if (!first.current) scrollTo(0, 0);
    first.current = false;
  }, [view, args.join()]);
  useKeys({ "?": () => (help.value = !help.value), l: copyLink, u: () => notice.value?.undo && undo(notice.value.undo, author() || "unnamed"),
    f: () => document.querySelector(".lens input")?.focus(), ...Object.fromEntries(VIEWS.map(([name, , key]) => [`g${key}`, () => go(link(name))])) });
  const current = { doc: "docs", pair: "courses", actor: "actors", "": "events" }[view] ?? view;
  return html`<header class="top"><a class="skip" href="#main" onClick=${(e) => (e.preventDefault(), document.getElementById("main").focus())}>To the page</a>
      ${" "}<a class="mark" href=${link("events")}>foreshock</a>
      <nav aria-label="Pages">${VIEWS.filter(([name]) => writable.value || name !== "corrections" || store.counts.judgements).map(([name, words]) => html`<a href=${link(name)} aria-current=${current === name ? "page" : null}>${words}</a>`)}</nav>
      <p class="scope">${writable.value ? "" : "A report of "}${store.store}: ${count(store.counts.documents, "document")}, ${count(store.counts.events, "event")}${store.days.as_of ? `, to ${day(store.days.as_of)}` : ""}
        ${" "}· <button class="plain" onClick=${copyLink}>copy link</button> · <button class="plain" onClick=${() => (help.value = true)}>keys</button></p></header>
    ${store.cut?.length ? html`<p class="note">This report holds ${listed(store.cut)}.</p>` : null}
    <${LensBar} />
    <main id="main" tabindex="-1"><${Caught} key=${view}>${body}<//></main>
    <${Notice} /><${Help} />`;
}

function Caught({ children }) {
  const [error] = useErrorBoundary();
  return error ? html`<p class="trouble" role="alert">This page could not be drawn: ${error.message}</p>` : children;
}

function Notice() {
  const told = notice.value;
  useEffect(() => {
    if (!told || told.plain) return undefined;
    const later = setTimeout(() => (notice.value = null), told.undo ? 20000 : 5000);
    return () => clearTimeout(later);
  }, [told]);
  return html`<div class="notice" role="status">${told ? html`<p>${told.text}
    ${told.undo && writable.value ? html` <button onClick=${() => undo(told.undo, author() || "unnamed")}>Undo <kbd>u</kbd></button>` : null}
    ${" "}<button class="plain" onClick=${() => (notice.value = null)} aria-label="Close">×</button></p>${told.plain ? html`<textarea readonly rows="3">${told.plain}</textarea>` : null}` : null}</div>`;
}
