"""`Judgement`s ↔ a file of JSON lines beside the store, to which lines are only ever added (docs/judgements.md)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from foreshock.errors import BadInput, BadJudgement
from foreshock.types import Judgement, Like, Target
from foreshock.types.ids import stable_id
from foreshock.types.judgements import KINDS, Part

LONGEST = 16 * 1024  # bytes of a line
LARGEST = 64 * 1024 * 1024  # bytes of the file
_TEXTS = ("who", "why", "old", "new", "withdraws")
_KEYS = {"id", "kind", "when", "target", "like", "side", *_TEXTS}
Json = dict[str, Any]


def beside(store: Path) -> Path:
    """A store's path → that of its judgements.

    >>> beside(Path("news/desk.duckdb")).as_posix()
    'news/desk.judgements.jsonl'
    """
    return store.with_name(f"{store.stem}.judgements.jsonl")


def digest(path: Path) -> str:
    """Path → sha256 of the file, "" where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that can be read.") from None


def read(path: Path) -> tuple[Judgement, ...]:
    """Path → its judgements in their order, none where there is no file; BadJudgement names the line that is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path}: is larger than {LARGEST >> 20} MB. Judgements are a line each; this is no file of them.")
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that can be read.") from None
    found: dict[str, Judgement] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = of_line(line)
            if one.id in found:
                raise ValueError(f"the id {one.id} stands in an earlier line already")
            if one.withdraws is not None and one.withdraws not in found:
                raise ValueError(f"it withdraws {one.withdraws}, which stands in no line before it")
        except ValueError as error:
            raise BadJudgement(f"{path}: line {number} is no judgement: {error}. Mend that line or take it out, then try again.") from None
        found[one.id] = one
    return tuple(found.values())


def of_line(line: bytes | str) -> Judgement:
    """A line → the judgement; ValueError says what is wrong with it."""
    if len(line) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} bytes")
    try:
        told = json.loads(line)
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError(f"no JSON ({str(error)[:80]})") from None
    return of_json(told)


def of_json(told: Any) -> Judgement:
    """JSON values → the judgement; ValueError says what is wrong with them. Its sense is looked at where it is applied."""
    if not isinstance(told, dict):
        raise ValueError("it is no JSON object")
    if unknown := sorted(told.keys() - _KEYS):
        raise ValueError(f"it has the key {unknown[0][:40]!r}, which is not known")
    for key in ("id", "kind", "who", "when"):
        if not isinstance(told.get(key), str) or not told[key]:
            raise ValueError(f"it lacks {key}")
    for key in (*_TEXTS, "side"):
        if not isinstance(told.get(key), str | None):
            raise ValueError(f"its {key} is no text")
    if told["kind"] not in KINDS:
        raise ValueError(f"kind is {told['kind'][:40]!r}, not one of {', '.join(KINDS)}")
    if told.get("side") not in (None, *get_args(Part)):
        raise ValueError("side is neither actors nor recipients")
    target, like = cast("Target | None", _noun(Target, told.get("target"))), cast("Like | None", _noun(Like, told.get("like")))
    side, old, new, withdraws = (told.get(name) for name in ("side", "old", "new", "withdraws"))
    return Judgement(told["id"], told["kind"], told["who"], _moment(told["when"]), told.get("why") or "", target, like, side, old, new,
                     withdraws)


def _moment(told: str) -> datetime:
    try:
        when = datetime.fromisoformat(told)
    except ValueError:
        raise ValueError(f"when is {told[:40]!r}, no moment like 2026-11-25T19:00:00+00:00") from None
    if when.tzinfo is None:
        raise ValueError(f"when is {told[:40]!r}, without its offset from UTC")
    return when.astimezone(UTC)


def _noun(kind: type[Target] | type[Like], told: Any) -> Target | Like | None:
    if told is None:
        return None
    hints = {"start": int, "end": int}
    names = list(kind.__dataclass_fields__)
    if not isinstance(told, dict) or set(told) != set(names):
        raise ValueError(f"its {kind.__name__.lower()} does not have just the keys {', '.join(names)}")
    for name in names:
        if not isinstance(told[name], hints.get(name, str)) or isinstance(told[name], bool):
            raise ValueError(f"its {kind.__name__.lower()} has a wrong {name}")
    return kind(**told)


def as_json(one: Judgement) -> Json:
    """Judgement → its JSON values, keys in order, what is not there left out."""
    told: Json = {"id": one.id, "kind": one.kind, "who": one.who, "when": one.when.astimezone(UTC).isoformat(), "why": one.why}
    for name in ("target", "like"):
        noun = getattr(one, name)
        if noun is not None:
            told[name] = {field: getattr(noun, field) for field in noun.__dataclass_fields__}
    told |= {name: getattr(one, name) for name in ("side", "old", "new", "withdraws")}
    return {name: value for name, value in told.items() if value is not None}


def with_id(one: Judgement) -> Judgement:
    """Judgement → the same with the id that what it says gives it."""
    said = {k: v for k, v in as_json(one).items() if k != "id"}
    return replace(one, id=stable_id("j", json.dumps(said, sort_keys=True, ensure_ascii=False)))


def append(path: Path, told: Sequence[Judgement]) -> None:
    """Path, judgements → a line each at the end of the file (made if it is not there), on the disk when this returns."""
    lines = "".join(json.dumps(as_json(one), ensure_ascii=False) + "\n" for one in told).encode("utf-8", "backslashreplace")
    if any(len(line) > LONGEST for line in lines.splitlines()):
        raise BadInput(f"A judgement has at most {LONGEST} bytes. Shorten its reason.")
    try:
        with path.open("ab") as out:
            if out.tell() and not _ends_a_line(path):
                lines = b"\n" + lines  # what a power cut left of a line must not swallow ours
            out.write(lines)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. The judgement was not kept; make the file writable.") from None


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read() == b"\n"
