"""`Lock` ↔ a JSON file with sorted keys: `run.lock`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.types import Lock, LockedFile

VERSION = 1
LONGEST = 500_000_000  # bytes of a lock


def as_json(lock: Lock) -> dict[str, Any]:
    """Lock → its JSON values."""
    return {"foreshock_lock": VERSION, **terms.fields(lock)}


def write(lock: Lock, path: Path) -> None:
    """Lock, path → the file; BadInput where it cannot be written."""
    try:
        path.write_text(json.dumps(as_json(lock), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that can be written.") from None


def read(path: Path) -> Lock:
    """Path → the lock; BadInput where it is none."""
    try:
        if path.stat().st_size > LONGEST:
            raise BadInput(f"{path}: more than {LONGEST:,} bytes is no lock of ours.")
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that foreshock lock wrote.") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: is no JSON. Name a file that foreshock lock wrote.") from None
    if not isinstance(told, dict) or told.get("foreshock_lock") != VERSION:
        raise BadInput(f"{path}: is no lock of this version ({VERSION}). Name a file that foreshock lock wrote, or lock the store again.")
    return _lock(told, path)


def _lock(told: dict[str, Any], path: Path) -> Lock:
    try:
        files = tuple(
            LockedFile(str(f["path"]), str(f["sha256"]), int(f["size"]), int(f["generation"]), str(f.get("format", "")),
                       str(f.get("columns", ""))) for f in told["files"])
        digests = {name: {str(k): str(v) for k, v in told[name].items()} for name in ("models", "resources", "settings")}
        return Lock(
            str(told["code"]), **digests, as_of=date.fromisoformat(told["as_of"]) if told["as_of"] else None, root=str(told["root"]),
            files=files, counts={str(k): int(v) for k, v in told["counts"].items()}, export=str(told["export"]),
            platform=str(told["platform"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path}: the lock is damaged ({type(error).__name__}: {error}). Lock the store again.") from None
