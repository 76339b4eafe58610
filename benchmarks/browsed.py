"""How soon somebody sees something: the explorer over a large store in a real Chromium, its first paint and a click in the lens bar.

    python benchmarks/made_store.py 100000 large.duckdb
    python benchmarks/explorer.py large.duckdb --browser

The server runs in a process of its own, as `foreshock explore` does, and is warm: the page was opened once before. Each of five openings
is by a fresh profile (nothing in the browser's cache). Each click chooses another filter, none chosen before; the clock runs
from the click until the counts at the top are those of the new lens and painted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking")
OPENINGS, CLICKS = 5, 20
WATCH = """() => {
    const seen = (name, there) => {
        const look = () => requestAnimationFrame(there() ? () => setTimeout(() => (window[name] = performance.now())) : look);
        look();
    };
    document.addEventListener('DOMContentLoaded', () => {
        seen('frameAt', () => document.querySelector('.top'));
        seen('countsAt', () => document.querySelector('.total b'));
        seen('wholeAt', () => document.querySelector('.total b') && document.querySelector('table.events tbody tr')
            && !document.querySelector('.waiting, .busy'));
    });
}"""
CLICK = """async (n) => {
    const painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    const box = document.querySelectorAll('.facets .choice input')[n], began = performance.now();
    box.click();
    await painted();
    do await painted(); while (document.querySelector('.total.busy'));
    return [box.parentElement.textContent.trim(), performance.now() - began];
}"""
NAMES = {"fcp": "first contentful paint", "frameAt": "the frame of the page", "countsAt": "the first counts",
         "wholeAt": "network, map, timeline and table"}


@contextmanager
def served(store: str) -> Iterator[str]:
    """A store → the address of its explorer, in a process of its own."""
    words = [sys.executable, "-c", "from foreshock.cli import app; app()", "explore", store, "--no-open", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()


def opened(browser: Browser, home: str) -> tuple[Page, dict[str, float]]:
    """A browser, an address → its page, and after how many milliseconds what was seen."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(f"({WATCH})()")
    page.goto(home)
    page.wait_for_function("() => window.wholeAt")
    return page, page.evaluate("() => ({fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, "
                               "frameAt: window.frameAt, countsAt: window.countsAt, wholeAt: window.wholeAt})")


def clicked(page: Page) -> list[tuple[str, float]]:
    """The overview → filters, each with the milliseconds until the counts were those under it."""
    page.get_by_role("button", name="more filters").click()
    found = []
    for n in range(min(CLICKS, page.locator(".facets .choice input").count())):
        found.append(tuple(page.evaluate(CLICK, n)))
        page.wait_for_function("() => !document.querySelector('.waiting, .busy')")
        page.get_by_role("link", name="clear", exact=True).click()
        page.wait_for_function("() => !document.querySelector('.waiting, .busy') && !location.hash.includes('?')")
    return found


def main(store: str) -> None:
    """A store → its figures, printed."""
    print(f"load {', '.join(f'{x:.1f}' for x in os.getloadavg())} on {os.cpu_count()} cores", flush=True)
    with served(store) as home, sync_playwright() as playwright:
        chromium = os.environ.get("FORESHOCK_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        cold = opened(browser, home)[1]
        every = [opened(browser, home) for _ in range(OPENINGS)]
        for what, name in NAMES.items():
            told = [times[what] for _, times in every]
            print(f"{name}: {statistics.median(told):,.0f} ms (of {OPENINGS}: {min(told):,.0f} to {max(told):,.0f}; "
                  f"the very first {cold[what]:,.0f})", flush=True)
        told = sorted(clicked(every[-1][0]), key=lambda one: one[1])
        times = [ms for _, ms in told]
        print(f"a filter until the counts change, {len(times)} clicks: middle {statistics.median(times):,.0f} ms, 95th percentile "
              f"{times[max(0, round(0.95 * len(times)) - 1)]:,.0f} ms, slowest {times[-1]:,.0f} ms ({told[-1][0]})")
        browser.close()
    print(f"load {', '.join(f'{x:.1f}' for x in os.getloadavg())}")

