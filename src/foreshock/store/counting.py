"""An open store → how much went into each stage of reading and came out of it, over the current pages and all their parts."""

from __future__ import annotations

from foreshock.store.readers import Readers

# Stage by stage, in the order of the work; what is counted of the pages that count now.
_OF_PAGES: dict[str, tuple[str, str]] = {
    "parts": ("parts", "TRUE"),
    "reader comments": ("parts", "t.kind = 'comment'"),
    "sentences": ("sentences", "TRUE"),
    "mentions of actors": ("mentions", "t.as_ = 'actor'"),
    "mentions of actors resolved": ("mentions", "t.as_ = 'actor' AND t.actor_id IS NOT NULL"),
    "mentions of places": ("mentions", "t.as_ = 'place'"),
    "mentions of places resolved": ("mentions", "t.as_ = 'place' AND t.place.precision <> 'unresolved'"),
    "temporal expressions": ("times", "TRUE"),
    "temporal expressions dated": ("times", "t.\"when\".earliest IS NOT NULL OR t.\"when\".latest IS NOT NULL"),
    "predicates": ("predicates", "TRUE"),
    "statements": ("statements", "TRUE"),
    "statements with a named speaker": ("statements", "t.speaker IS NOT NULL"),
    "event mentions": ("event_mentions", "TRUE"),
    "event mentions with status actual": ("event_mentions", "t.factuality.status = 'actual'"),
    "event mentions with an actor resolved": ("event_mentions", "EXISTS (SELECT 1 FROM event_arguments a WHERE a.event_id = t.id "
                                              "AND a.in_document = t.in_document AND a.in_version = t.in_version "
                                              "AND a.side = 'actors' AND a.actor_id IS NOT NULL)"),
    "event mentions placed": ("event_mentions", "t.place.precision <> 'unresolved'"),
    "event mentions dated": ("event_mentions", "t.\"when\".earliest IS NOT NULL OR t.\"when\".latest IS NOT NULL"),
    "stated ties": ("tie_mentions", "TRUE"),
}


def counts(store: Readers) -> dict[str, int]:
    """Open store → what was read, what could not be, and what each stage gave, by name."""

    def one(sql: str) -> int:
        return int(store._connection.execute(sql).fetchone()[0])

    pages = {
        "pages offered": one("SELECT count(DISTINCT address) FROM ledger"),
        "pages unreadable": one("SELECT count(*) FROM (SELECT address FROM ledger GROUP BY address HAVING bool_and(outcome = 'failed'))"),
        "documents": one("SELECT count(*) FROM current"),
    }
    within = "JOIN current c ON c.id = t.in_document AND c.version = t.in_version"
    found = {name: one(f"SELECT count(*) FROM {table} t {within} WHERE {where}") for name, (table, where) in _OF_PAGES.items()}
    told = {**pages, **found, "happenings": one("SELECT count(*) FROM events")}
    imported = store.imported_count()
    return {**told, "imported rows": imported} if imported else told


def made_by(store: Readers) -> list[str]:
    """Open store → ids of the runs that made the pages that count, and the imported rows."""
    found = store._connection.execute(
        "SELECT d.run_id FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version "
        "UNION SELECT run_id FROM imported_events ORDER BY ALL").fetchall()
    return [i for (i,) in found]


def pages_read(store: Readers) -> list[tuple[str, str, int]]:
    """Open store → address, fingerprint and generation of every page that was ever read."""
    found: list[tuple[str, str, int]] = store._connection.execute(
        "SELECT l.address, l.fingerprint, r.generation FROM ledger l JOIN runs r ON r.id = l.run_id WHERE l.outcome <> 'failed' "
        "ORDER BY ALL").fetchall()
    return found


def pages_failed(store: Readers) -> set[str]:
    """Open store → addresses of pages that could not be read."""
    return {a for (a,) in store._connection.execute("SELECT address FROM ledger WHERE outcome = 'failed'").fetchall()}
