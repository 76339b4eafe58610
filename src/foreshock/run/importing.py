"""Files of others' event data → rows of a store, their actors mapped to the registry by name and day; what was taken in is left alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from os import PathLike
from pathlib import Path
from time import monotonic

from foreshock.actors.printed import Printed
from foreshock.exchange.cells import Skip
from foreshock.exchange.events_in import read_events, told_by
from foreshock.run.means import Means
from foreshock.run.record import new_run
from foreshock.store import Store
from foreshock.store.importing import File, Importer
from foreshock.types import Actor, EventRow, Party, Run

BATCH = 50_000  # rows in one transaction: a kill costs no more than that, and memory is bounded by it
TOLD = 1000  # bad rows that are kept to be named; the rest are counted


@dataclass(slots=True)
class Imported:
    """What came of an import: rows stored, there already, skipped (they name nobody), bad; the bad ones by name, up to a thousand."""

    run: Run
    stored: int = 0
    unchanged: int = 0
    skipped: int = 0
    bad: int = 0
    named: list[Skip] = field(default_factory=list)

    def note(self, skip: Skip) -> None:
        """A row that was not taken → counted, and kept if it is bad."""
        self.bad += skip.bad
        self.skipped += not skip.bad
        if skip.bad and len(self.named) < TOLD:
            self.named.append(skip)

    def counts(self) -> dict[str, int]:
        """→ what a run notes of it."""
        return {"imported": self.stored, "unchanged": self.unchanged, "skipped": self.skipped, "bad": self.bad}


def import_events(
    paths: Sequence[str | PathLike[str]], store_path: str | PathLike[str], *, format: str | None = None,
    columns: Mapping[str, str] | None = None, clock: datetime, means: Means | None = None,
    progress: Callable[[Imported, str], None] | None = None,
) -> Imported:
    """Files, a store (made if it is not there), their format (told by each if left out) → what was stored and what could not be.

    A file that was taken in before, with the same tables of actors, is not read again. A killed import is taken up: what was stored
    counts as there already.
    """
    means, began = means or Means(), monotonic()  # measures, decides nothing that is stored but the run's end
    formats = {str(p): format or ("table" if columns else told_by(p)) for p in paths}
    with Store.open(store_path, mode="write", create=True) as store:
        run = store.begin(new_run(means.settings(), [str(p) for p in paths], clock), means.registry())
        importer, mapper, told = store.importer(), _Mapper(Printed(means.registry())), Imported(run)
        for path, name in formats.items():
            _take_in(path, Path(store_path).parent, name, columns, importer, mapper, told, progress)
        store.finish(run.id, told.counts(), run.started + timedelta(seconds=monotonic() - began))
    return told


def _take_in(
    path: str, root: Path, format: str, columns: Mapping[str, str] | None, importer: Importer, mapper: _Mapper, told: Imported,
    progress: Callable[[Imported, str], None] | None,
) -> None:
    mapped_by = ";".join(f"{ours}={theirs}" for ours, theirs in sorted((columns or {}).items()))
    address = Path(os.path.relpath(Path(path).resolve(), root.resolve())).as_posix()
    file = File(address, _sha256(path), format, mapped_by)
    if importer.done(file):
        told.unchanged += importer.rows_of(file)
        return
    before = (told.stored, told.unchanged, told.skipped, told.bad)
    rows = mapper.mapped(read_events(path, format, columns, told.note))
    importer.begin()
    while batch := list(islice(rows, BATCH)):
        taken = importer.commit(file, batch, mapper.actors)
        told.stored += taken.stored
        told.unchanged += taken.unchanged
        if progress is not None:
            progress(told, path)
    after = (told.stored, told.unchanged, told.skipped, told.bad)
    importer.finish(file, [a - b for a, b in zip(after, before, strict=True)])


def _sha256(path: str) -> str:
    with open(path, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


@dataclass(slots=True)
class _Mapper:
    """Rows → the same with each party's actor, and the country and sector that the registry has for it on the day."""

    printed: Printed
    actors: dict[str, Actor] = field(default_factory=dict)
    _kept: dict[tuple[Party, str, str], Party] = field(default_factory=dict)

    def mapped(self, rows: Iterator[EventRow]) -> Iterator[EventRow]:
        for row in rows:
            day = row.day
            actor = self._party(row.actor, day)
            recipient = None if row.recipient is None else self._party(row.recipient, day)
            if row.co_actors or row.co_recipients:
                row = row._replace(co_actors=tuple(self._party(p, day) for p in row.co_actors),
                                   co_recipients=tuple(self._party(p, day) for p in row.co_recipients))
            yield row._replace(actor=actor, recipient=recipient)

    def _know(self, actor: Actor) -> None:
        """An actor, with those it stands under: its body and its state, at whose level ties are drawn."""
        known = self.printed.known
        while actor.id not in self.actors:
            self.actors[actor.id] = actor
            above = known.get(actor.parent or actor.country or "")
            if above is None:
                break
            actor = above

    def _party(self, party: Party, day: date) -> Party:
        actor = self.printed.actor(party, day)
        sector = party.sector or self.printed.sector(actor, day)
        key = (party, actor.id, sector)
        found = self._kept.get(key)
        if found is None:
            self._know(actor)
            found = self._kept[key] = party._replace(country=party.country or actor.country or "", sector=sector, id=actor.id)
        return found
