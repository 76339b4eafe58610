"""`Answers` → JSON lines, one for each row and side of the queries: {"query", "side", "candidates": [[name, score], …]}.

With reasons asked for, a line has "answers" too: name, score, probability, and reasons with their weights and past events. Gzipped
where the path ends in .gz, without a time stamp, so that the same answers give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

from foreshock.types import Answer, Answers
from foreshock.written import whole


def write(answered: Iterable[Answers], path: str | PathLike[str]) -> int:
    """Answers as they come, a path → the file, put in place whole; how many lines."""
    n = 0
    with whole(Path(path)) as out:
        for answers in answered:
            tail = json.dumps(_told(answers), ensure_ascii=False)[1:]
            for query in answers.question.queries:
                out.write(f'{{"query": {query}, {tail}\n')
                n += 1
    return n


def _told(answers: Answers) -> dict[str, Any]:
    told: dict[str, Any] = {"side": answers.question.side, "candidates": [[a.name, a.score] for a in answers.answers]}
    explained = [terms(a) for a in answers.answers if a.reasons]
    return {**told, "answers": explained} if explained else told


def terms(answer: Answer) -> dict[str, Any]:
    """An answer → JSON terms, with its reasons."""
    return {
        "name": answer.name, "score": answer.score, "probability": answer.probability,
        "reasons": [
            {"rule": r.rule, "text": r.text, "weight": round(r.weight, 6), "since": r.since.isoformat() if r.since else None,
             "events": list(r.events)}
            for r in answer.reasons
        ],
    }
