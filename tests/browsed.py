"""For tests that click: the explorer served on a free port, one browser, pages that remember what they asked for and what went wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from chromium import FLAGS, chromium
from foreshock.explore import Gate, application

TOKEN = "a-token-of-the-tests"
CLOCK = datetime(2026, 1, 5, 9, tzinfo=UTC)


@contextmanager
def explorer(store: Path) -> Iterator[str]:
    """A store → the address of its explorer, served while the block runs."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    app = application(store, Gate("127.0.0.1", port, TOKEN), lambda: CLOCK)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def browser() -> Iterator[Browser]:
    """→ a headless Chromium with a profile of its own."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()


class Reader:
    """A page as somebody uses it; `wrong` holds what went wrong in it, `asked` every address that it asked for."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home, self.wrong, self.asked = home, [], []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def go(self, view: str) -> Page:
        """A view ("pair/USA/IRN?voice=denied") → the page, once nothing is awaited any more."""
        self.page.goto(f"{self.home}#/{view}")
        return self.settled()

    def settled(self) -> Page:
        """→ the page, once nothing is awaited any more."""
        self.page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")  # what was done has set out
        self.page.wait_for_function("() => document.querySelector('.top') && !document.querySelector('.waiting, .busy')"
                                    " && document.querySelector('.total b')", timeout=30_000)
        return self.page

    def outside(self) -> list[str]:
        """→ the addresses asked for that are not the page's own (or data that it holds itself)."""
        return [url for url in self.asked if not url.startswith((self.home.partition("#")[0], "data:"))]

    def value(self, script: str, *given: Any) -> Any:
        """A script → what it gives in the page."""
        return self.page.evaluate(script, *given)
