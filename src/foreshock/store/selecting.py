"""A `Lens` → the SQL that picks what it asks for out of the current pages.

Days: an event (mention) is placed by its own date, never by its page's; one without a date is left out as soon as
`since` or `until` is given. Statements and ties without a date of their own are placed by their page's. `as_of` leaves out every
page not known to have been published by then (its latest day, or its earliest where no latest is known; undated
pages are left out) and every event that begins later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from foreshock.types import OWN_VOICE, Lens

FEW = 500  # values that are asked for one by one
MOST = 5000  # numbers that are: a longer list takes longer to understand than to look up
# Alias of a page's table → its rows of current pages (d), and the part that it stands in (p).
PAGE = "JOIN current c ON c.id = {0}.in_document AND c.version = {0}.in_version JOIN documents d ON d.id = c.id AND d.version = c.version"
PART = 'LEFT JOIN parts p ON p.in_document = {0}.in_document AND p.in_version = {0}.in_version AND p."index" = {0}.part'


class Where(NamedTuple):
    """A condition in SQL and its parameters."""

    sql: str
    parameters: list[Any]


class Who(NamedTuple):
    """An actor as a user names it: the ids that it can mean, a country's code, and the words themselves."""

    ids: list[str]
    country: str | None
    text: str


def joined(*conditions: Where | None) -> Where:
    """Conditions → all of them at once."""
    kept = [c for c in conditions if c is not None and c.sql]
    return Where(" AND ".join(f"({c.sql})" for c in kept) or "TRUE", [p for c in kept for p in c.parameters])


def among(column: str, values: list[str]) -> Where:
    """Column, values → it is one of them; few stand in the words, so that the order of the table helps to find them."""
    if len(values) > FEW:
        return Where(f"{column} IN (SELECT unnest(?::VARCHAR[]))", [values])
    return Where(f"{column} IN ({', '.join('?' * len(values))})" if values else "FALSE", list(values))


def numbered(column: str, numbers: Sequence[int]) -> Where:
    """Column of numbers, which → it is one of them; few stand in the words, as they are our own, where index or order help."""
    if len(numbers) > MOST:
        return Where(f"{column} IN (SELECT unnest(?::BIGINT[]))", [list(numbers)])
    if len(numbers) == 1:
        return Where(f"{column} = {numbers[0]}", [])
    return Where(f"{column} IN ({', '.join(map(str, numbers))})" if numbers else "FALSE", [])


def dated(lens: Lens, moment: str) -> Where:
    """Lens, SQL of a moment → it touches the days from since to until."""
    sql, parameters = [], []
    if lens.since:
        sql.append(f"coalesce({moment}.latest, {moment}.earliest) >= ?")
        parameters.append(lens.since)
    if lens.until:
        sql.append(f"coalesce({moment}.earliest, {moment}.latest) <= ?")
        parameters.append(lens.until)
    return Where(" AND ".join(sql), parameters)


def own_or_page(moment: str, page: str) -> str:
    """SQL of a moment and of the page's → the first where it is known, else the second."""
    return f"(CASE WHEN {moment}.earliest IS NULL AND {moment}.latest IS NULL THEN {page} ELSE {moment} END)"


def published(lens: Lens) -> Where:
    """Lens → the page (alias d) was out by as_of, by one of the publishers and of one of the genres asked for."""
    out = Where("coalesce(d.published.latest, d.published.earliest) <= ?", [lens.as_of]) if lens.as_of else None
    by = Where("list_contains(?::VARCHAR[], d.publisher)", [list(lens.publishers)]) if lens.publishers else None
    return joined(out, by, Where("list_contains(?::VARCHAR[], d.genre)", [list(lens.genres)]) if lens.genres else None)


def voice(lens: Lens, factuality: str, own: str) -> Where | None:
    """Lens, SQL of status and hedging as in `voiced`, SQL of whether the page says it itself → told in a voice asked for."""
    return Where(f"list_contains(?::VARCHAR[], {voiced(factuality, own)})", [list(lens.voices)]) if lens.voices else None


def voiced(factuality: str, own: str) -> str:
    """SQL of a factuality, SQL of whether a page says it in its own voice → SQL of how it is told, as `voice_of` has it."""
    held = f"({factuality}.certainty <> 'certain' OR {factuality}.status IN ('future', 'hypothetical'))"
    return _told(f"{factuality}.status", held, own)


def voiced_whole(event: str, own: str) -> str:
    """Alias of a happening, SQL of whether a page says it in its own voice → SQL of how it is told."""
    return _told(f"{event}.status", f"({event}.hedged OR {event}.status IN ('future', 'hypothetical'))", own)


def _told(status: str, held: str, own: str) -> str:
    return f"(CASE WHEN {status} = 'negated' THEN 'denied' WHEN {held} THEN 'hedged' WHEN {own} THEN 'asserted' ELSE 'reported' END)"


def by_itself(kind: str) -> str:
    """SQL of a speaker's kind → SQL of whether the page says it in its own voice."""
    return f"({kind} IN ({', '.join(repr(k) for k in OWN_VOICE)}))"


def sure(lens: Lens, column: str) -> Where | None:
    """Lens, SQL of a confidence → it is high enough."""
    return Where(f"{column} >= ?", [lens.confidence]) if lens.confidence else None


def not_later(lens: Lens, moment: str) -> Where | None:
    """Lens, SQL of a moment → it does not begin after as_of."""
    if lens.as_of is None:
        return None
    return Where(f"coalesce({moment}.earliest, {moment}.latest, ?) <= ?", [lens.as_of, lens.as_of])


def in_parts(lens: Lens, kind: str) -> Where:
    """Lens, SQL of a part's kind → it is one of those asked for; what lies in no part counts as body."""
    return Where(f"list_contains(?::VARCHAR[], coalesce({kind}, 'body'))", [list(lens.parts)])


def status(lens: Lens, column: str) -> Where | None:
    """Lens, SQL of a status → it is one of those asked for."""
    return Where(f"list_contains(?::VARCHAR[], {column})", [list(lens.statuses)]) if lens.statuses else None


def is_actor(who: Who, mention: str) -> Where:
    """An actor, SQL prefix of a mention's fields → the mention means that actor."""
    return Where(
        f"list_contains(?::VARCHAR[], {mention}.actor_id) OR {mention}.country = ? OR "
        f"({mention}.actor_id IS NULL AND lower(coalesce({mention}.name, {mention}.span.text)) = lower(?))",
        [who.ids, who.country, who.text],
    )


def argument(who: Who, event: str = "e", side: str | None = None) -> Where:
    """An actor, alias of event_mentions → it is among the event's arguments (on that side)."""
    is_ = is_actor(who, "a")
    on = f" AND a.side = '{side}'" if side else ""
    return Where(
        f"EXISTS (SELECT 1 FROM event_arguments a WHERE a.in_document = {event}.in_document "
        f"AND a.in_version = {event}.in_version AND a.event_id = {event}.id{on} AND ({is_.sql}))",
        is_.parameters,
    )


def between(a: Who, b: Who) -> Where:
    """Two actors → one does it to the other, or both stand among the actors of an event without recipients."""
    no_recipients = Where(
        "NOT EXISTS (SELECT 1 FROM event_arguments a WHERE a.in_document = e.in_document AND a.in_version = e.in_version "
        "AND a.event_id = e.id AND a.side = 'recipients')", [])
    return either(
        joined(argument(a, side="actors"), argument(b, side="recipients")),
        joined(argument(b, side="actors"), argument(a, side="recipients")),
        joined(argument(a, side="actors"), argument(b, side="actors"), no_recipients),
    )


def either(*conditions: Where) -> Where:
    """Conditions → at least one of them."""
    return Where(" OR ".join(f"({c.sql})" for c in conditions), [p for c in conditions for p in c.parameters])


def ends(lens_pair: tuple[Who, Who] | None, actor: Who | None, one: str, other: str) -> Where | None:
    """Pair or actor, SQL of two mention columns → the pair stands at both ends, the actor at one."""
    if lens_pair is not None:
        a, b = lens_pair
        pair = either(
            joined(is_actor(a, one), is_actor(b, other)), joined(is_actor(b, one), is_actor(a, other)))
        return joined(pair, None if actor is None else either(is_actor(actor, one), is_actor(actor, other)))
    return None if actor is None else either(is_actor(actor, one), is_actor(actor, other))
