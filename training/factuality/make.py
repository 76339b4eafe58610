"""Sentences and templates of our own → training rows: text with the place and value (−3 … +3) of each predicate.

    python training/factuality/make.py > rows.jsonl

`sentences.txt` was written by hand; `templates.txt` with `slots.tsv` gives the rest. Deterministic: fillings walk through the slots.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILLINGS = 8  # sentences from each template
TOPICS = {"n": "war", "p": "politics", "b": "business", "h": "home", "w": "web"}
FORMS = {"b": "a", "s": "b", "d": "c", "n": "d", "g": "e"}
_MARK = re.compile(r"\[([^\]|=]+)[|=](-?[\d.]+)\]|\{V\.(\w)=(-?[\d.]+)\}|\{noun=(-?[\d.]+)\}|\{(\w+)\}")


def lines(name: str) -> list[str]:
    """File name → its lines, comments left out."""
    return [s for s in (HERE / name).read_text(encoding="utf-8").splitlines() if s.strip() and not s.startswith("#")]


def slots() -> dict[tuple[str, str], list[dict[str, str]]]:
    """→ what fills each kind of slot, by topic."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(lines("slots.tsv"), delimiter="\t"):
        found.setdefault((row["kind"], row["topic"]), []).append(row)
    return found


class Filling:
    """One walk through the slots: no two slots of a sentence are filled alike."""

    def __init__(self, bank: dict[tuple[str, str], list[dict[str, str]]], topic: str, seed: int) -> None:
        self.bank, self.topic, self.step = bank, topic, seed

    def pick(self, kind: str) -> dict[str, str]:
        """A kind of slot → the next filling."""
        rows = self.bank[kind, self.topic]
        self.step += 7
        return rows[self.step % len(rows)]


def row(name: str, text: str, filling: Filling | None) -> dict[str, Any]:
    """A marked text → its row; predicates as [start, end, value]."""
    out, marks, at = "", [], 0
    for m in _MARK.finditer(text):
        out += text[at : m.start()]
        at = m.end()
        word, value, rest = _filled(m, filling)
        if value is not None:
            marks.append([len(out), len(out) + len(word), value])
        out += word + rest
    out += text[at:]
    return {"id": name, "text": out, "predicates": marks}


def _filled(m: re.Match[str], filling: Filling | None) -> tuple[str, float | None, str]:
    if m[1]:
        return m[1], float(m[2]), ""
    assert filling is not None, m.group()
    if m[3]:
        act = filling.pick("act")
        word = act[FORMS[m[3].lower()]]
        return (word.capitalize() if m[3].isupper() else word), float(m[4]), f" {act['rest']}"
    if m[5]:
        return filling.pick("noun")["a"], float(m[5]), ""
    kind = m[6].lower()
    word = filling.pick("day")["b" if kind == "future" else "a"] if kind in {"past", "future"} else filling.pick(kind)["a"]
    return (word[0].upper() + word[1:] if m[6][0].isupper() else word), None, ""


def close_up(text: str) -> str:
    """A marked text with its punctuation set apart → the same as people print it."""
    return re.sub(r" ([,.;:!?]|n't|'\w+)(?=\s|$)", r"\1", text)


def rows() -> Iterator[dict[str, Any]]:
    """→ every training row; `id` begins with the sentence's or template's number, by which folds are made."""
    for n, text in enumerate(lines("sentences.txt")):
        yield row(f"s{n}", close_up(text) if n % 2 else text, None)
    bank = slots()
    for n, line in enumerate(lines("templates.txt")):
        topics, text = line.split(": ", 1)
        for k in range(FILLINGS):
            topic = TOPICS[topics[k % len(topics)]]
            yield row(f"t{n}/{k}", close_up(text) if k % 2 else text, Filling(bank, topic, n * 13 + k * 29))


if __name__ == "__main__":
    for made in rows():
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
