"""An open store → its events and what is said of them by columns, picked by a `Lens`: ties, courses and forecasts are made of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from foreshock.store import happened
from foreshock.store.file import Connection, bounded
from foreshock.store.happened import Happened, Printed
from foreshock.store.selecting import FEW, Where, among
from foreshock.types import EventMention, Lens, Mention, Precision, Sentences, Stated

MANY = 20 * FEW  # mentions that are looked for all together


class ByColumns:
    """The questions of one who computes with all that a store holds. What they ask for is found as `Readers` finds it."""

    _connection: Connection
    _where_documents: Callable[[Lens], Where]
    _where_events: Callable[[Lens], Where]
    _where_event_mentions: Callable[[Lens], Where]
    _where_tie_mentions: Callable[[Lens], Where]
    _mentions_of_events: Callable[[Where], list[EventMention]]

    def publishers(self) -> set[str]:
        """→ who publishes the current pages."""
        return {p for (p,) in self._connection.execute(
            "SELECT DISTINCT d.publisher FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version "
            "WHERE d.publisher IS NOT NULL").fetchall()}

    def printed(self, lens: Lens) -> Printed:
        """Lens → all current pages by columns, and which of them it lets through."""
        return happened.printed(self._connection, self._where_documents(lens))

    def reports(self, lens: Lens, pages: Printed) -> Sentences:
        """Lens, pages → the sentences that report events, by columns; each is read when it is quoted."""
        return happened.reports(self._connection, self._where_event_mentions(lens), pages, self.again)

    def stated_by_columns(self, lens: Lens, pages: Printed) -> Stated:
        """Lens, pages → the sentences that state how two actors stand to each other, by columns."""
        return happened.stated(self._connection, self._where_tie_mentions(lens), pages, self.again)

    def happened(self, told: Sentences, lens: Lens | None = None) -> Happened:
        """Reports, lens (all without one) → happenings by columns; each becomes an Event when it is looked at."""
        return happened.happened(self._connection, self._where_events(lens) if lens else Where("TRUE", []), told, self.again)

    def reports_of(self, ids: Collection[str]) -> list[EventMention]:
        """Ids → those event mentions of current pages."""
        wanted = sorted(ids)
        if len(wanted) > MANY:
            return self._mentions_of_events(Where("e.id IN (SELECT unnest(?::VARCHAR[]))", [wanted]))
        parts = (wanted[n : n + FEW] for n in range(0, len(wanted), FEW))  # few are found in passing, without a table of all
        return [m for part in parts for m in self._mentions_of_events(among("e.id", part))]

    def reports_near(
        self, ids: Collection[str], party: Callable[[Mention], str | None], wide: Mapping[Precision, int], lag: int,
    ) -> list[str]:
        """Ids of event mentions, for whom a mention stands → ids of others that could be of one happening with them: type, party, days."""
        return happened.near(self._connection, sorted(ids), party, wide, lag)

    def let_go(self) -> None:
        """Gives back the memory in which the file was held for reading; what is asked next reads it anew."""
        with bounded(self._connection, "200MB"):
            pass

    @contextmanager
    def again(self) -> Iterator[Connection]:
        """→ the connection to the file; `Store` opens it again where it was closed."""
        yield self._connection
