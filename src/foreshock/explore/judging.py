"""People's corrections in the explorer: listed, made, taken back, and what is like one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from foreshock import corrected
from foreshock.errors import BadInput
from foreshock.exchange import judgements as file
from foreshock.explore.asked import Asked
from foreshock.explore.opened import Opened
from foreshock.explore.telling import Json, people
from foreshock.types import Judgement, in_words
from foreshock.types.judgements import withdrawn

MOST_EXAMPLES = 20
_TAKEN = {"kind", "mention", "who", "why", "like", "side", "old", "new"}
Clock = Callable[[], datetime]


def told(one: Judgement, active: bool, applied: int | None) -> Json:
    """Judgement, whether it is in force, how much it changed → its JSON form."""
    empty: Json = {"target": None, "like": None, "side": None, "old": None, "new": None, "withdraws": None}
    return {**empty, **file.as_json(one), "active": active, "applied": applied, "text": in_words(one)}


def listed(asked: Asked, opened: Opened) -> Json:
    """→ all corrections, the newest first, those taken back too."""
    every = corrected.judgements(opened.desk)
    gone = withdrawn(every)
    with opened.store() as store:
        counts = store.judgement_counts()
    newest = [told(j, j.id not in gone, None if j.id in gone or j.withdraws else counts.get(j.id, 0)) for j in reversed(every)]
    ids = [i for j in every if j.kind in ("actor", "merge") for i in (j.old, j.new)]
    return {"judgements": newest, "file": file.beside(opened.path).name, "problems": _lost(newest), "actors": people(opened, ids)}


def _lost(newest: list[Json]) -> list[str]:
    """Corrections → in words, those in force that find nothing to correct any more."""
    return [f"{j['text']}: finds nothing any more: its sentence is gone, or reads otherwise now."
            for j in newest if j["active"] and j["applied"] == 0]


def alike(asked: Asked, opened: Opened) -> Json:
    """→ how many are like an event mention or stated tie, and which."""
    kind, mention = asked.among("kind", corrected.KINDS, "type"), asked.needed("mention")
    found = corrected.alike(opened.desk, mention, kind, asked.more.get("side"), asked.more.get("old"))
    return {"count": len(found), "kind": kind, "examples": [
        {"mention": m.id, "document": m.document_id, "start": m.evidence.start, "end": m.evidence.end, "text": m.evidence.text}
        for m in found[:MOST_EXAMPLES]]}


def made(opened: Opened, body: Any, now: datetime) -> Json:
    """The state, what was sent, the time → the correction as it was written down, and how much it changed."""
    if not isinstance(body, dict) or (unknown := sorted(body.keys() - _TAKEN)):
        what = f"the key {unknown[0][:40]!r}, which is not known" if isinstance(body, dict) else "no JSON object"
        raise BadInput(f"The body holds {what}. It takes: {', '.join(sorted(_TAKEN))}.")
    if not isinstance(body.get("like", False), bool):
        raise BadInput("like is true or false.")
    words = {n: _text(n, body.get(n)) for n in ("kind", "mention", "who", "why", "side")}
    asked = corrected.Asked(words["kind"] or "", words["who"] or "", words["why"] or "", words["mention"], bool(body.get("like")),
                            words["side"], _value(body.get("old")), _value(body.get("new")))
    judged = corrected.judge(opened.desk, asked, now)
    return {"judgement": told(judged.judgement, True, judged.applied), "applied": judged.applied}


def undone(opened: Opened, judgement_id: str, body: Any, now: datetime) -> Json:
    """The state, a correction's id, by whom and why, the time → the line that takes it back."""
    if not isinstance(body, dict) or body.keys() - {"who", "why"}:
        raise BadInput("The body says who and why, as a JSON object.")
    judged = corrected.withdraw(opened.desk, judgement_id, _text("who", body.get("who")) or "", _text("why", body.get("why")) or "", now)
    return {"judgement": told(judged.judgement, True, judged.applied), "applied": judged.applied}


def _text(name: str, value: Any) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > 2000):
        raise BadInput(f"{name} is no text of at most 2,000 characters.")
    return value


def _value(value: Any) -> str | None:
    """What was sent as a value → as a judgement has it: days come as two bounds, too."""
    if isinstance(value, dict):
        first, last = (_text("day", value.get(n)) for n in ("earliest", "latest"))
        return f"{first or last}/{last or first}" if first != last else first
    return _text("value", value)
