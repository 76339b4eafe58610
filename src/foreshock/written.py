"""Path → a file to write to, or BadInput that says why not; those that must be whole take their name only once they are."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from foreshock.errors import BadInput


def opened(path: Path, otherwise: str = "") -> IO[str]:
    """Path, what else the user may name → a file to write text to; BadInput where that cannot be."""
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that can be written{otherwise}.") from None


@contextmanager
def whole(path: Path) -> Iterator[IO[str]]:
    """Path → a file to write text to, which takes its name only once it is whole; BadInput where that cannot be.

    Gzipped where the path ends in .gz, without a time stamp. What is no file of its own (a pipe, a terminal) is written to as it is.
    """
    target = path.resolve()
    direct = path.exists() and not path.is_file()
    part = path if direct else target.with_name(target.name + ".part")
    try:
        with part.open("wb") as raw:
            if path.name.endswith(".gz"):
                packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=4, mtime=0)
                with packed, io.TextIOWrapper(packed, "utf-8", newline="\n") as out:
                    yield out
            else:
                with io.TextIOWrapper(raw, "utf-8", newline="\n") as out:
                    yield out
        if not direct:
            part.replace(target)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Name a file that can be written.") from error
    finally:
        if not direct:
            part.unlink(missing_ok=True)


def kept(path: Path, content: bytes) -> None:
    """Path, bytes → on the disk, whole, before the name is there; its folder is made. BadInput where that cannot be."""
    draft = path.with_name(f".{path.name}.part")  # hidden: what is half there is not read
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Make room, or keep the store where you may write.") from None
