"""What was learned of each feed ↔ `state.json` beside the archive; written in one piece, so that a kill leaves the old or the new."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path

from foreshock.errors import BadInput
from foreshock.written import kept


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one feed: the validators it gave, the digest of what it held, when it was asked, not before when it may be again."""

    etag: str = ""
    modified: str = ""
    sha256: str = ""
    asked: str = ""
    not_before: str = ""
    gone: bool = False


@dataclass(slots=True)
class State:
    """Everything known, by address, and the name of the last archive file that was read into the store."""

    feeds: dict[str, Known] = field(default_factory=dict)
    read_until: str = ""

    @classmethod
    def load(cls, path: Path) -> State:
        """Path → the state; empty where there is none yet, BadInput where it is damaged."""
        if not path.exists():
            return cls()
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            names = {f.name for f in fields(Known)}
            known = {str(u): Known(**{k: v for k, v in row.items() if k in names}) for u, row in told["feeds"].items()}
            for one in known.values():
                _ = one.not_before and datetime.fromisoformat(one.not_before)
            return cls(known, str(told["read_until"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{path}: is damaged ({type(error).__name__}). Remove it: all feeds are then asked anew.") from None

    def save(self, path: Path) -> None:
        """Path → written there, whole."""
        told = {"feeds": {u: asdict(k) for u, k in self.feeds.items()}, "read_until": self.read_until}
        kept(path, (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
