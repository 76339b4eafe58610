"""Addresses → answers, asked for politely: robots.txt heeded, a pause between two requests to one host, few redirects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from foreshock.errors import Missing, NotFetched
from foreshock.follow.fetch import Answer, Target, target

AGENT = "foreshock"  # the name by which robots.txt may speak of us
REDIRECTS = 5
MOVED = frozenset({301, 302, 303, 307, 308})
LONGEST_ROBOTS = 512_000  # bytes that are heeded (RFC 9309, 2.5)
LONGEST_DELAY = 120.0  # seconds of a Crawl-delay that are heeded; a host that wants more is not asked
STARS = 8  # wildcards of one rule that are heeded; a rule with hundreds could keep us busy for ever

Get = Callable[[Target, Mapping[str, str]], Answer]


class Polite:
    """Asks hosts as their robots.txt allows, and not faster than they wish.

    `get` asks one address once; `now` and `sleep` are a clock that only goes forward and a way to wait (seconds).
    """

    def __init__(self, get: Get, *, delay: float, agent: str, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._get, self._delay, self._now, self._sleep = get, delay, now, sleep
        self._headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        self._robots: dict[str, Any] = {}  # origin → its rules, or the reason why nothing there may be asked
        self._asked: dict[str, float] = {}  # host → when it was asked last
        self._parse = _parser()

    def ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Address, headers → the answer at the end of its redirects; NotFetched if a robots.txt, a redirect or the network forbids it."""
        asked = target(url)
        for _ in range(REDIRECTS + 1):
            self._heed(asked)
            answer = self._once(asked, headers)
            where = answer.headers.get("location")
            if answer.status not in MOVED or not where:
                return answer
            asked = self._led(asked, where)
        raise NotFetched(url, f"leads through more than {REDIRECTS} redirects.")

    def _led(self, asked: Target, where: str) -> Target:
        led = target(urljoin(asked.url, where))
        if asked.scheme == "https" and led.scheme != "https":
            raise NotFetched(asked.url, f"leads from https to {led.origin}, without its protection. List the address that it leads to.")
        return led

    def _once(self, asked: Target, headers: Mapping[str, str]) -> Answer:
        last = self._asked.get(asked.host)
        wait = 0.0 if last is None else last + self._pause(asked) - self._now()
        if wait > 0:
            self._sleep(wait)
        try:
            return self._get(asked, {**self._headers, **headers})
        finally:
            self._asked[asked.host] = self._now()

    def _pause(self, asked: Target) -> float:
        rules = self._robots.get(asked.origin)
        wished = None if rules is None or isinstance(rules, str) else rules.crawl_delay(AGENT)
        return max(self._delay, float(wished or 0.0))

    def _heed(self, asked: Target) -> None:
        """A target → nothing where its host allows it; NotFetched where it does not."""
        if asked.origin not in self._robots:
            self._robots[asked.origin] = self._rules(asked)
        rules = self._robots[asked.origin]
        if isinstance(rules, str):
            raise NotFetched(asked.url, rules, again=True)
        if self._pause(asked) > LONGEST_DELAY:
            raise NotFetched(asked.url, f"its robots.txt asks for {self._pause(asked):,.0f} seconds between requests, more than is waited.")
        if not rules.can_fetch(asked.url, AGENT):
            raise NotFetched(asked.url, "its robots.txt asks not to fetch it. Ask the publisher, or read it by hand.")

    def _rules(self, asked: Target) -> Any:
        """A target → what its host's robots.txt says: all allowed where there is none, nothing where it cannot be had (RFC 9309, 2.3)."""
        at = target(f"{asked.origin}/robots.txt")
        try:
            for _ in range(REDIRECTS + 1):
                answer = self._once(at, {})
                where = answer.headers.get("location")
                if answer.status not in MOVED or not where:
                    break
                at = self._led(at, where)
            else:
                return f"its robots.txt leads through more than {REDIRECTS} redirects"
        except NotFetched as error:
            return f"its robots.txt cannot be had: {error.reason}"
        if answer.status >= 500 or answer.status == 429:
            return f"its robots.txt cannot be had: the server answered {answer.status}"
        text = answer.body[:LONGEST_ROBOTS].decode("utf-8", "replace") if answer.status == 200 else ""
        return self._parse("\n".join(_bounded(line) for line in text.splitlines()))


def _parser() -> Callable[[str], Any]:
    try:
        from protego import Protego
    except ImportError:
        raise Missing("Following feeds needs protego, which is not installed. Install it: pip install 'foreshock[follow]'") from None
    parse: Callable[[str], Any] = Protego.parse
    return parse


def _bounded(line: str) -> str:
    """A line of a robots.txt → the same with no more wildcards than are heeded: cut there, it covers more, not less.

    >>> _bounded("Disallow: /" + "*a" * 100).count("*")
    8
    """
    pieces = re.split(r"(\*)", line[:4000])
    return "".join(pieces[: 2 * STARS])
