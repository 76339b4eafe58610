"""Sentences of our own with the events expected of them, or a folder of gold sets given by path → scores, errors by cause.

    python evals/coder.py                       # the own set: figures
    python evals/coder.py --errors [--wrong]    # its errors counted by cause; each of them told
    python evals/coder.py FOLDER                # every *.jsonl of a folder, each by what its records say
    python evals/coder.py [FOLDER] --by all     # ablation: the lexicon alone, the model alone, both

A record is `{"id", "text", "date"?, "events": [{"type" or "pole", "status"?, "modes"?, "actors": [{"country", "text"}],
"recipients": […]}]}`; an actor's country is an ISO 3166 alpha-3 code, IGO, NGO, IMG, MNC or null. Figures are F1 in per cent, summed up
over records, a label counted once a record: triple (actor's country, recipient's country, type) and dyad on records whose events all name
both, type, and pole (cooperation is quad class 1 and 2, conflict 3 and 4). What is told as negated is no event there. Alarm (lower is
better): the share of records without an event to which one is given, ACCUSE, REQUEST and CONSULT forgiven. CONCEDE and RETREAT are one
class, YIELD, in sets that name no country.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any, Literal

from foreshock.read import document_of
from foreshock.run.means import Means
from foreshock.run.page import read_page
from foreshock.types import EventMention, Mention
from foreshock.types.plover import event_types

OWN = Path(__file__).parent / "coder" / "sentences.jsonl"
FORGIVEN = {"ACCUSE", "REQUEST", "CONSULT"}
UNREAL = {"future", "hypothetical"}  # what is not (yet) so; the two shade into each other
GROUPS = {"UNO": "IGO", "EUR": "IGO", "EEC": "IGO", "NTH": "IGO", "NGM": "NGO", "ISM": "IMG", "XKX": "KOS"}
WAYS = ("lexicon", "model", "both")
Counts = tuple[int, int, int]  # right, too many, missing


@dataclass(frozen=True, slots=True)
class Told:
    """One event, expected or coded: type (or pole), status, modes, countries of actors and recipients, the texts that name them."""

    type: str
    status: str
    modes: tuple[str, ...]
    actors: tuple[str | None, ...]
    recipients: tuple[str | None, ...]
    names: tuple[str, ...] = ()

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Ordered pairs of countries; without recipients, every two of its actors."""
        one, other = ([c for c in side if c] for side in (self.actors, self.recipients))
        return {(a, r) for a in one for r in other} if other else set(permutations(one, 2))

    @property
    def pole(self) -> str:
        """"cooperation" or "conflict"."""
        kinds = event_types()
        return self.type if self.type not in kinds else "cooperation" if kinds[self.type].quad <= 2 else "conflict"


def coded(text: str, day: str | None, by: str = "both") -> list[Told]:
    """A text, its day, who codes (lexicon, model or both) → its events."""
    means = Means() if by == "both" else Means(coder=by)  # type: ignore[call-arg]
    found = read_page(document_of(text, id="text", date=date.fromisoformat(day) if day else None), means).events
    return [_of(e) for e in found]


def _of(event: EventMention) -> Told:
    def countries(side: Sequence[Mention]) -> tuple[str | None, ...]:
        return tuple(m.country for m in side)

    names = tuple(m.span.text for m in (*event.actors, *event.recipients))
    return Told(event.type, event.factuality.status, event.modes, countries(event.actors), countries(event.recipients), names)


def expected(row: dict[str, Any]) -> list[Told]:
    """A record → the events that are expected of it."""
    def countries(side: Iterable[dict[str, Any]]) -> tuple[str | None, ...]:
        return tuple(GROUPS.get(m.get("country") or "", m.get("country")) for m in side)

    return [
        Told(e.get("type") or e["pole"], e.get("status") or "actual", tuple(e.get("modes", ())), countries(e.get("actors", ())),
             countries(e.get("recipients", ())), tuple(m["text"] for m in (*e.get("actors", ()), *e.get("recipients", ())) if "text" in m))
        for e in row["events"]
    ]


@dataclass(slots=True)
class Tally:
    """Counts for each figure, and what came out otherwise."""

    figures: dict[str, list[Counts]] = field(default_factory=dict)
    alarms: list[bool] = field(default_factory=list)
    modes: list[bool] = field(default_factory=list)
    statuses: list[bool] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def put(self, name: str, gold: set[Any], found: set[Any]) -> None:
        """One record's labels into a figure."""
        self.figures.setdefault(name, []).append((len(gold & found), len(found - gold), len(gold - found)))

    def scores(self) -> dict[str, float]:
        """Figures in per cent, higher is better but for "alarm"."""
        out = {name: _f1(rows) for name, rows in self.figures.items()}
        for name, hits in (("alarm", self.alarms), ("mode", self.modes), ("status", self.statuses), ("whole record right", self.whole)):
            if hits:
                out[name] = 100 * sum(hits) / len(hits)
        return out


def _f1(rows: Sequence[Counts]) -> float:
    right, more, less = (sum(column) for column in zip(*rows, strict=True))
    return 200 * right / (2 * right + more + less) if right else 0.0


def happened(events: Iterable[Told]) -> list[Told]:
    """Events → without those that are told as negated."""
    return [e for e in events if e.status != "negated"]


def judge(row: dict[str, Any], found: list[Told], tally: Tally, *, countries: bool) -> None:
    """A record, what was coded of it → the tally with it; `countries` says whether its set names them."""
    gold, real, told = expected(row), happened(expected(row)), happened(found)
    if not row["events"]:
        tally.alarms.append(any(e.type not in FORGIVEN for e in told))
    if "pole" in next(iter(row["events"]), {}):
        tally.put("pole", {e.type for e in gold}, {e.pole for e in told})
        return
    if gold and all(e.pairs for e in gold):
        tally.put("triple", {(*p, e.type) for e in real for p in e.pairs}, {(*p, e.type) for e in told for p in e.pairs})
        tally.put("dyad", {p for e in real for p in e.pairs}, {p for e in told for p in e.pairs})
    if countries or row["events"]:
        tally.put("type", _types(real, countries), _types(told, countries))
        tally.put("pole", {e.pole for e in real}, {e.pole for e in told})
    if any("status" in e for e in row["events"]) or (countries and not row["events"]):
        _in_full(row, gold, found, tally)


def _types(events: Iterable[Told], countries: bool) -> set[str]:
    return {"YIELD" if not countries and e.type in {"CONCEDE", "RETREAT"} else e.type for e in events}


def _in_full(row: dict[str, Any], gold: list[Told], found: list[Told], tally: Tally) -> None:
    """A record of the own set → modes, statuses and the causes of what is not as expected."""
    causes: list[str] = []
    rest = list(found)
    for want in gold:
        near = sorted((e for e in rest if e.type == want.type), key=lambda e: -_shared(want, e))
        if not near:
            causes.append(_missing(want, rest))
            continue
        rest.remove(near[0])
        if want.modes:
            tally.modes.append(set(want.modes) <= set(near[0].modes))
        tally.statuses.append(_status(want.status) == _status(near[0].status))
        causes += _differs(want, near[0])
    claimed = sum(c.startswith("wrong type") for c in causes)
    causes += [_more(e, gold) for e in rest][claimed:] if gold else ["alarm" for e in rest]
    tally.causes.update(causes)
    tally.whole.append(not causes)
    if causes:
        tally.wrong.append(f"{row['id']} {'; '.join(causes)}\n    {row['text']}\n    {found}")


def _shared(want: Told, got: Told) -> int:
    sides = ((want.actors, got.actors), (want.recipients, got.recipients))
    return sum(len({c for c in one if c} & {c for c in other if c}) for one, other in sides)


def _status(status: str) -> str:
    return "unreal" if status in UNREAL else status


def _missing(want: Told, rest: Sequence[Told]) -> str:
    """An event that was not coded → why, as far as the output tells."""
    return f"wrong type: {want.type} as {rest[0].type}" if rest else f"predicate not found: {want.type}"


def _more(event: Told, gold: Sequence[Told]) -> str:
    return f"one event too many: {event.type}" if event.status not in UNREAL else f"one event too many, not real: {event.type}"


def _differs(want: Told, got: Told) -> Iterator[str]:
    """An expected event, the coded one of its type → in what they differ."""
    if _status(want.status) != _status(got.status):
        yield f"status: {want.status} as {got.status}"
    for side, one, other in (("actor", want.actors, got.actors), ("recipient", want.recipients, got.recipients)):
        known, seen = Counter(c for c in one if c), Counter(c for c in other if c)
        if known == seen:
            continue
        if known - seen and not other:
            yield f"{side} not found"
        elif known - seen and None in other:
            yield f"{side} without its country"
        elif known - seen and seen - known:
            yield f"{side} of another country"
        else:
            yield f"one {side} of several not found" if known - seen else f"{side} named where there is none"


def rows(path: Path) -> list[dict[str, Any]]:
    """A file → its records."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(records: Sequence[dict[str, Any]], by: Literal["lexicon", "model", "both"] = "both") -> Tally:
    """Records → the tally over them."""
    tally = Tally()
    countries = any(m.get("country") for r in records for e in r["events"] for m in e.get("actors", ()))
    for row in records:
        judge(row, coded(row["text"], row.get("date"), by), tally, countries=countries)
    return tally


def scores() -> dict[str, tuple[float, str]]:
    """→ each score of the own set (per cent, higher is better) with the digest of what it was measured on."""
    corpus = hashlib.sha256(OWN.read_bytes()).hexdigest()
    found = measure(rows(OWN)).scores()
    found["no false alarm"] = 100 - found.pop("alarm")
    return {f"coder: {name}": (score, corpus) for name, score in found.items()}


def _print(title: str, records: Sequence[dict[str, Any]], ways: Sequence[str], *, errors: bool, wrong: bool) -> None:
    for by in ways:
        tally = measure(records, by)  # type: ignore[arg-type]
        told = "  ".join(f"{name} {score:.1f}" for name, score in tally.scores().items())
        sys.stdout.write(f"{title:18} {by if len(ways) > 1 else '':8} {told}  n={len(records)}\n")
        if errors:
            kinds = Counter(cause.partition(":")[0] for cause in tally.causes.elements())
            sys.stdout.write("".join(f"  {n:4} {kind}\n" for kind, n in kinds.most_common()))
        if wrong:
            sys.stdout.write("\n".join(tally.wrong) + "\n")


def main() -> None:
    """Command line → the figures, printed."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("folder", nargs="?", type=Path, help="a folder of *.jsonl; left out, the own set")
    ask.add_argument("--by", choices=(*WAYS, "all"), default="both", help="who codes, for the ablation")
    ask.add_argument("--errors", action="store_true", help="count the errors by cause")
    ask.add_argument("--wrong", action="store_true", help="tell each record that came out otherwise")
    given = ask.parse_args()
    ways = WAYS if given.by == "all" else (given.by,)
    for path in sorted(given.folder.glob("*.jsonl")) if given.folder else [OWN]:
        _print(path.stem if given.folder else "own set", rows(path), ways, errors=given.errors, wrong=given.wrong)


if __name__ == "__main__":
    main()
