"""Nothing → `Lock`: what a store was made of and with, so that it can be made again; `LockedFile`, one of its inputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from foreshock.types.html import InNotebook


@dataclass(frozen=True, slots=True)
class LockedFile(InNotebook):
    """A file that was read: its path from the store's folder, sha256, size in bytes, and the generation of runs that read it last.

    A file of event data that was imported has its `format` and, if it is a plain table, the map of its `columns`.
    """

    path: str
    sha256: str
    size: int
    generation: int = 1
    format: str = ""
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Lock(InNotebook):
    """What a store was made of and with (PROV Entity and Activity): the same lock and the same inputs give the same export.

    `root` is the folder of the store, from that of the lock. `counts` say what went in and came out at each stage. `export` is the
    sha256 of the canonical export, which a reproduction has to meet; `platform` is told, not asked for again.
    """

    code: str
    models: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    root: str = "."
    files: tuple[LockedFile, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    export: str = ""
    platform: str = ""
