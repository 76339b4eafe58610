"""A desk → a server of the Model Context Protocol over standard input and output: read-only, one tool a question. Needs the extra `mcp`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from foreshock.answers import NOTE, Answers, Json
from foreshock.desk import Desk
from foreshock.errors import ForeshockError, Missing
from foreshock.lens import Asked

ABOUT = ("foreshock holds what political news pages say: events, statements, ties, collision courses, forecasts. Every row has "
         "`evidence`: a verbatim quote with document, offsets, publisher, day and link. Cite it. Name actors by id, country code (IRN) "
         "or name. Days are ISO (2017-03-09); `as_of` answers as it could be known on that day. " + NOTE)


def server(desk: Desk) -> Any:
    """Desk → the server (a FastMCP), ready to run; Missing where the extra is not installed."""
    try:
        from mcp.server.fastmcp import FastMCP
        from mcp.types import ToolAnnotations
    except ImportError:
        raise Missing("The assistant's server needs mcp, which is not installed. Install it: pip install 'foreshock[mcp]'") from None
    made = FastMCP("foreshock", instructions=ABOUT)
    only_reads = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
    for tool in tools(Answers(desk)):
        made.add_tool(_told(tool), name=tool.__name__, description=tool.__doc__, annotations=only_reads)
    return made


def _told(tool: Callable[..., Json]) -> Callable[..., Json]:
    """A tool → the same; an error of ours reaches the assistant as its one sentence."""

    @wraps(tool)
    def told(*args: Any, **named: Any) -> Json:
        from mcp.server.fastmcp.exceptions import ToolError

        try:
            return tool(*args, **named)
        except ForeshockError as error:
            raise ToolError(str(error)) from None

    return told


def _asked(
    a: str | None, b: str | None, since: str | None, until: str | None, as_of: str | None, status: str | None = None,
) -> Asked:
    pair = (a, b) if a and b else None
    return Asked(actor=None if pair else a or b, pair=pair, since=since, until=until, as_of=as_of, status=status)


def tools(answers: Answers) -> tuple[Callable[..., Json], ...]:
    """Answers → the questions as functions; their signatures and first lines are what the assistant sees."""

    def brief(as_of: str | None = None) -> Json:
        """What is in the store, what happened lately, who stands where, which pairs are on course; each line with its quote."""
        return answers.brief(Asked(as_of=as_of))

    def events(
        a: str | None = None, b: str | None = None, since: str | None = None, until: str | None = None, as_of: str | None = None,
        status: str | None = None, top: int = 10,
    ) -> Json:
        """Happenings (PLOVER types), latest first, of one actor (a), between two (a, b) or all.

        status: actual, negated, future, hypothetical, historical.
        """
        return answers.events(_asked(a, b, since, until, as_of, status), top)

    def event(event_id: str) -> Json:
        """One happening in full: every report of it with its speaker, factuality, the posts held on that day."""
        return answers.event(event_id)

    def statements(
        a: str | None = None, b: str | None = None, since: str | None = None, until: str | None = None, as_of: str | None = None,
        top: int = 10,
    ) -> Json:
        """Who says what, latest first; a is the speaker or addressee, a and b both."""
        return answers.statements(_asked(a, b, since, until, as_of), top)

    def disputes(a: str | None = None, b: str | None = None, as_of: str | None = None, top: int = 10) -> Json:
        """Claims that stand against each other: who asserts or accuses, who denies, with a quote of each side."""
        return answers.disputes(_asked(a, b, None, None, as_of), top)

    def ties(a: str | None = None, b: str | None = None, as_of: str | None = None, top: int = 10) -> Json:
        """Who backs and who opposes whom, the strongest first."""
        return answers.ties(_asked(a, b, None, None, as_of), top)

    def courses(a: str | None = None, b: str | None = None, as_of: str | None = None, top: int = 5) -> Json:
        """Pairs on course to confront each other, with the reasons, what would change them, and their quotes."""
        return answers.courses(_asked(a, b, None, None, as_of), top)

    def forecast(a: str, b: str, window: int = 28, as_of: str | None = None) -> Json:
        """How likely material conflict between two actors is within a window of days, with interval, base rate and reasons."""
        return answers.forecast(a, b, window, as_of)

    def actors(name: str, top: int = 20) -> Json:
        """Find actors of the store by part of a name; gives the ids that other questions take."""
        return answers.actors(name, top)

    def passage(document: str, start: int, end: int) -> Json:
        """A passage of a page by its offsets in code points (4,000 at most): what stands around a quote."""
        return answers.passage(document, start, end)

    return brief, events, event, statements, disputes, ties, courses, forecast, actors, passage
