"""A store's path, a gate → the explorer as an ASGI application: the shell, the packaged files, the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from foreshock.errors import BadInput, ForeshockError, StoreLocked, UnknownName
from foreshock.explore.asked import asked_of
from foreshock.explore.describe import openapi
from foreshock.explore.finding import find_actor
from foreshock.explore.guard import LARGEST, STAMP, Gate, Guard, TooLarge, error_body
from foreshock.explore.opened import Shelf
from foreshock.explore.pictures import warm
from foreshock.explore.routes import PREFIX, ROUTES, WRITES, Answering, Writing
from foreshock.explore.shell import Packaged, packaged, shell

_STATUS: tuple[tuple[type[ForeshockError], int], ...] = ((UnknownName, 404), (BadInput, 400), (StoreLocked, 503))


def application(path: Path, gate: Gate, clock: Callable[[], datetime]) -> Guard:
    """A store's path, whom to let in, the time → the application; the store is looked at once, before the first question."""
    shelf = Shelf(path)
    warm(shelf.now())
    held = packaged()
    page = shell(held, gate.token)

    async def page_of(request: Request) -> Response:
        return Response(page.html, media_type="text/html", headers={"Content-Security-Policy": page.policy})

    async def file_of(request: Request) -> Response:
        return _file(held.get(request.path_params["name"]), request)

    async def nothing(request: Request) -> Response:
        return _error(404, "UnknownName", f"There is no route {request.url.path[:80]!r}. See {PREFIX}/openapi.json.")

    described = json.dumps(openapi(), ensure_ascii=False).encode()

    async def description(request: Request) -> Response:
        return Response(described, media_type="application/json")

    answered = [Route(PREFIX + r.path.replace("{id}", "{id:path}"), _endpoint(r, shelf), methods=["GET"]) for r in _by_depth(ROUTES)]
    writes = [Route(PREFIX + w.path, _writer(w, shelf, clock), methods=[w.method.upper()]) for w in WRITES]
    routes = [
        Route(f"{PREFIX}/openapi.json", description), *answered, *writes,
        Route("/api/{rest:path}", nothing, methods=["GET", "POST", "DELETE"]),
        Route("/web/{name:path}", file_of), Route("/{rest:path}", page_of)]
    return Guard(Starlette(routes=routes, exception_handlers={TooLarge: _too_large}), gate, lambda: shelf.stamp)


async def _too_large(request: Request, error: Exception) -> Response:
    return _error(413, "TooLarge", f"A body may have {LARGEST} bytes.")


def _by_depth(routes: tuple[Answering, ...]) -> list[Answering]:
    """Routes without an id first: an id may hold anything, slashes too."""
    return sorted(routes, key=lambda r: r.of is not None)


def _endpoint(route: Answering, shelf: Shelf) -> Callable[[Request], Any]:
    def answer(request: Request) -> Response:
        with shelf.turns.answering():
            opened = shelf.now()
            asked = asked_of(iter(request.query_params.multi_items()), route.takes, lambda text: find_actor(opened, text))
            return _json(200, route.told(asked, opened, request.path_params.get("id")), opened.stamp)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(guarded, lambda: answer(request))

    return endpoint


def _writer(write: Writing, shelf: Shelf, clock: Callable[[], datetime]) -> Callable[[Request], Any]:
    def done(body: bytes, of: str | None) -> Response:
        try:
            told = json.loads(body)
        except (UnicodeDecodeError, RecursionError, json.JSONDecodeError):
            raise BadInput("The body is no JSON.") from None
        given = (told, clock()) if of is None else (of, told, clock())
        with shelf.turns.writing():
            answer = write.write(shelf.now(), *given)
            stamp = shelf.now().stamp
        return _json(201 if write.method == "post" else 200, {**answer, "stamp": stamp}, stamp)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(guarded, lambda: done(body, request.path_params.get("id")))

    return endpoint


def guarded(make: Callable[[], Response]) -> Response:
    """What makes an answer → the answer, or what is wrong with the question."""
    try:
        return make()
    except ForeshockError as error:
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return _error(status, type(error).__name__, str(error), {"Retry-After": "5"} if status == 503 else {})


def _json(status: int, told: dict[str, Any], stamp: str) -> Response:
    """Status, what is told, the stamp of the state that it was told from (another may be there by the time it is sent) → the answer."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return Response(body, status, headers={STAMP: stamp}, media_type="application/json")


def _error(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> Response:
    return Response(error_body(kind, message), status, headers=headers, media_type="application/json")


def _file(found: Packaged | None, request: Request) -> Response:
    if found is None:
        return _error(404, "UnknownName", "There is no such file.")
    headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers={**headers, "Content-Type": found.kind})
