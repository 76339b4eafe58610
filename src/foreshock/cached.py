"""What is slow to make and always comes out the same → one SQLite file in the user's cache folder, made once and then only read.

The file's name carries a version or digest of all that it was made from, so that an old one is never mistaken for a new one. Where
no cache can be written, it is made in memory, once a process.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Build = Callable[[sqlite3.Connection], None]


def folder() -> Path:
    """Nothing → where the files are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "foreshock"


def database(path: Path, build: Build, keep: tuple[str, int] | None = None) -> sqlite3.Connection:
    """A file's path, what fills an empty database → the database, opened for reading.

    With `keep`, a pattern and a number, only so many of the newest files of that pattern stay in the folder when a new one is made.
    """
    try:
        if not path.exists():
            _made(path, build)
            _tidied(path.parent, *(keep or ("", 0)))
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        base.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return base
    except (OSError, sqlite3.Error):
        return in_memory(build)


def in_memory(build: Build) -> sqlite3.Connection:
    """What fills an empty database → the database, kept in memory."""
    base = sqlite3.connect(":memory:", check_same_thread=False)
    build(base)
    return base


def _made(path: Path, build: Build) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
    os.close(handle)
    try:
        base = sqlite3.connect(draft)
        base.execute("PRAGMA synchronous = OFF")  # a draft is thrown away when the machine fails
        build(base)
        base.close()
        Path(draft).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(draft).unlink()


def _tidied(home: Path, pattern: str, most: int) -> None:
    """Leaves the newest files of a pattern in a folder."""
    files = sorted(home.glob(pattern), key=lambda p: (p.stat().st_mtime, p.name), reverse=True) if pattern else []
    for old in files[most:]:
        with suppress(OSError):  # another process holds it open, or was first to remove it
            old.unlink()
