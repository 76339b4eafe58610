"""A store, what is asked of it → all that a report holds: the API's own answers, kept for the same pages to show with no server.

Events, documents and actors are kept as rows, to be filtered in the page; network, courses, forecasts and dossiers as they were answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

from foreshock.errors import BadInput
from foreshock.explore.asked import MOST, Asked
from foreshock.explore.finding import find_actor
from foreshock.explore.opened import Opened, opened
from foreshock.explore.reading import page_of
from foreshock.explore.routes import ROUTES
from foreshock.explore.telling import Json, people
from foreshock.graph.levels import roll
from foreshock.lens import Asked as Words
from foreshock.lens import lens_of
from foreshock.store import Store
from foreshock.types import Lens, PartKind, Reading

MOST_EVENTS, MOST_DOCUMENTS = 5_000, 200
MOST_COURSES, MOST_PAIRS, MOST_DOSSIERS = 50, 12, 24
_ROUTE = {r.path: r for r in ROUTES}


def kept(path: Path, words: Words) -> Json:
    """A store's path, what is asked → what the report holds; `about.cut` says in words what was left out of it."""
    state = opened(path)
    lens = lens_of(words, lambda text: find_actor(state, text))
    every = replace(lens, parts=get_args(PartKind)) if lens.parts == Lens().parts else lens  # the page's own lens asks for comments
    with state.held() as store:
        events, of_events = _rows(state, Asked(every), "events", MOST_EVENTS)
        pages, of_pages = _rows(state, Asked(every), "documents", MOST_DOCUMENTS)
        answers = dict(_computed(state, Asked(lens)))
        found = store.readings(every) if len(pages) == of_pages else (store.reading(p["id"]) for p in pages)
        documents = [_document(state, store, reading) for reading in found]
        about = _told(state, Asked(), "/about")
    cut = _cut(answers["/picture"], (len(events), of_events), (len(documents), of_pages))
    ids = {i for answer in answers.values() for i in answer.pop("actors")} | {i for page in documents for i in page.pop("actors")}
    actors = people(state, ids.union(*((*e["actors"], *e["recipients"], *e["speakers"]) for e in events)))
    return {
        "about": {**about, "counts": {**about["counts"], "events": len(events), "documents": len(documents)}, "cut": cut},
        "actors": actors, "stands": {i: node for i in actors if (node := roll(i, state.cast, "group")) != i},
        "events": events, "documents": documents, "answers": answers,
    }


def _document(state: Opened, store: Store, reading: Reading) -> Json:
    """The state, its file, all that was read from a page → what the reading room shows of it, with the ids of its actors."""
    page, ids = page_of(state, store, reading)
    return {**_slim(page), "actors": [i for i in ids if i]}


def _told(state: Opened, asked: Asked, path: str, of: str | None = None) -> Json:
    """The state, what is asked, a route → its answer, without what another clock or copy of the store would tell otherwise."""
    told = _ROUTE[path].told(asked, state, of)
    return {name: value for name, value in told.items() if name not in ("computed", "stamp", "lens", "python")}


def _rows(state: Opened, asked: Asked, what: str, most: int) -> tuple[list[Json], int]:
    """The state, what is asked, "events" or "documents", how many at most → the latest of them, and how many there are."""
    found: list[Json] = []
    at: str | None = "0"
    while at is not None and len(found) < most:
        told = _told(state, replace(asked, more={"sort": "-date", "limit": str(MOST), "cursor": at}), f"/{what}")
        found += told[what]
        at = told["next"]
    return found[:most], told["total"]


def _computed(state: Opened, asked: Asked) -> Iterator[tuple[str, Json]]:
    """The state, what is asked → each answer that takes computing, by the path (and the two actors, in order) that it is asked by."""
    courses = _told(state, replace(asked, more={"limit": str(MOST_COURSES)}), "/courses")
    yield "/courses", courses
    yield "/picture", _told(state, asked, "/picture")
    yield "/judgements", _told(state, Asked(), "/judgements")
    if state.last_day:
        yield "/since", _told(state, replace(asked, more={}), "/since")
    for a, b in (tuple(sorted(c["pair"])) for c in courses["courses"][:MOST_PAIRS]):
        two = replace(asked, more={"a": a, "b": b})
        for path in ("/course", "/forecast", "/pair/thirds"):
            with suppress(BadInput):  # the two act for one side: there is no such question
                yield f"{path}?{a}&{b}", _told(state, two, path)
    for found in _told(state, replace(asked, more={"limit": str(MOST_DOSSIERS)}), "/actors")["found"]:
        yield f"/actors/{found['id']}", _told(state, asked, "/actors/{id}", found["id"])


def _slim(page: Json) -> Json:
    """A page's answer → the same with each part's text once, and only the mentions of known actors."""
    named = [{k: m[k] for k in ("id", "name", "country", "start", "end", "as")} for m in page["mentions"] if m["as"] == "actor" and m["id"]]
    slim = {k: v for k, v in page["document"].items() if k not in ("text", "address", "sha256", "format")}
    return {**{k: v for k, v in page.items() if k != "times"}, "document": slim, "mentions": named}


def _cut(picture: Json, events: tuple[int, int], documents: tuple[int, int]) -> list[str]:
    """The network; how many events and documents are held, of how many → what the report leaves out, in words."""
    shown = picture["shown"]
    cuts = ((*events, "the latest {} of {} events"), (*documents, "the latest {} of {} documents"),
            (shown["actors"], shown["of_actors"], "the {} weightiest of {} actors in the network"))
    return [words.format(f"{held:,}", f"{of:,}") for held, of, words in cuts if held < of]
