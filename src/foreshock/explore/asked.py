"""Parameters of a URL → `Asked`: what a page of the explorer wants to see, in the words that the command line and Python take too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast, get_args

from foreshock.errors import BadInput
from foreshock.graph.levels import Level
from foreshock.lens import Asked as Words
from foreshock.lens import lens_of
from foreshock.types import Actor, Lens
from foreshock.types import plover as tables

LENS = ("since", "until", "as_of", "voice", "status", "publisher", "genre", "part", "confidence", "actor", "pair")
FILTERS = (*LENS, "type", "place", "bbox", "document")
MOST = 500  # rows in one answer
_SEVERAL = ("publisher", "pair", "without")  # given once for each value; the others take commas

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A lens, and what only the explorer asks for beside it: types, a place (GeoNames id or name), a box on the map, one page.

    `box` is west, south, east, north in degrees. `more` holds the parameters that are a route's own, as given.
    """

    lens: Lens = field(default_factory=Lens)
    types: tuple[str, ...] = ()
    place: str | None = None
    box: Box | None = None
    document: str | None = None
    level: Level = "group"
    more: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        """→ the parameters that say the same, in their order: what stands in a link."""
        lens, least = self.lens, self.lens.confidence
        told: dict[str, Any] = {
            "since": lens.since.isoformat() if lens.since else None, "until": lens.until.isoformat() if lens.until else None,
            "as_of": lens.as_of.isoformat() if lens.as_of else None, "voice": ",".join(lens.voices), "status": ",".join(lens.statuses),
            "publisher": list(lens.publishers), "genre": ",".join(lens.genres),
            "part": ",".join(lens.parts) if lens.parts != Lens().parts else "", "confidence": f"{least:g}" if least else "",
            "actor": lens.actor, "pair": list(lens.pair or ()), "type": ",".join(self.types), "place": self.place,
            "bbox": ",".join(f"{x:g}" for x in self.box) if self.box else None, "document": self.document,
        }
        return {name: value for name, value in told.items() if value}

    def python(self, store: str, method: str, *given: str, most: bool = True) -> str:
        """Name of the store, method of `Desk`, what it is given first → the same question as one line of Python."""
        lens = self.lens
        told: dict[str, Any] = {
            "since": lens.since, "until": lens.until, "as_of": lens.as_of, "actor": lens.actor, "pair": lens.pair, "status": lens.statuses,
            "part": lens.parts if lens.parts != Lens().parts else None, "voice": lens.voices, "publisher": lens.publishers,
            "genre": lens.genres, "confidence": lens.confidence,
        } if most else {}
        words = [repr(g) for g in given] + [f"{name}={_said(value)}" for name, value in told.items() if value]
        return f"foreshock.open({store!r}).{method}({', '.join(words)})"

    def number(self, name: str, default: int, least: int = 1, most: int = MOST) -> int:
        """A route's own parameter → its whole number, `default` where it is left out; BadInput where it is none or out of bounds."""
        value = self.more.get(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
            raise BadInput(f"{name}={value!r} is not a whole number from {least} to {most}.")
        return int(value)

    def among(self, name: str, allowed: Sequence[str], default: str) -> str:
        """A route's own parameter → its value, `default` where it is left out; BadInput where it is not allowed."""
        value = self.more.get(name) or default
        if value not in allowed:
            raise BadInput(f"{name}={value!r} is not one of {', '.join(allowed)}.")
        return value

    def needed(self, name: str) -> str:
        """A route's own parameter → its value; BadInput where it is left out."""
        value = self.more.get(name)
        if not value:
            raise BadInput(f"{name} is left out. Give it: …?{name}=…")
        return value

    def drawn(self) -> Asked:
        """→ the same without what only narrows what is shown: what ties and courses are computed from (a path goes through others)."""
        wide = replace(self.lens, actor=None, pair=None, statuses=())
        return Asked(wide, level=self.level)


def _said(value: Any) -> str:
    if isinstance(value, date):
        return repr(value.isoformat())
    if isinstance(value, tuple) and len(value) == 1:
        return repr(value[0])
    return repr(value)


def asked_of(parameters: Iterator[tuple[str, str]], allowed: Sequence[str], find_actor: Callable[[str], Actor]) -> Asked:
    """Parameters in order, those that the route takes, a way to find actors → what is asked; BadInput names what is wrong."""
    told: dict[str, list[str]] = {}
    for name, value in parameters:
        if name not in allowed:
            raise BadInput(f"The parameter {name[:40]!r} is not known here. This route takes: {', '.join(allowed) or 'none'}.")
        if len(value) > 400:
            raise BadInput(f"{name} is longer than 400 characters.")
        if value:
            told.setdefault(name, []).append(value)
    twice = [n for n, values in told.items() if len(values) > 1 and n not in _SEVERAL]
    if twice:
        raise BadInput(f"{twice[0]} is given {len(told[twice[0]])} times. Give it once, with commas where it takes several.")
    one = {n: values[0] for n, values in told.items() if n not in _SEVERAL}
    pair = told.get("pair", [])
    if len(pair) not in (0, 2):
        raise BadInput("pair is given once for each of the two: pair=IRN&pair=USA.")
    words = Words(
        since=one.get("since"), until=one.get("until"), as_of=one.get("as_of"), status=one.get("status"), part=one.get("part"),
        voice=one.get("voice"), publisher=told.get("publisher"), genre=one.get("genre"), actor=one.get("actor"),
        pair=(pair[0], pair[1]) if pair else None, confidence=_share(one.get("confidence")))
    level = one.get("level", "group")
    if level not in get_args(Level):
        raise BadInput(f"level={level!r} is not one of {', '.join(get_args(Level))}.")
    own = {n: v for n, v in one.items() if n not in FILTERS}
    return Asked(
        lens_of(words, find_actor), _types(one.get("type")), one.get("place"), _box(one.get("bbox")), one.get("document"),
        cast("Level", level), own, {n: tuple(told.get(n, ())) for n in ("without",)})


def _share(value: str | None) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        raise BadInput(f"confidence={value!r} is no number from 0 to 1.") from None


def _types(value: str | None) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(w for w in (value or "").split(",") if w))
    wrong = [t for t in chosen if t not in tables.event_types()]
    if wrong:
        raise BadInput(f"type={wrong[0]!r} is not one of {', '.join(tables.event_types())}.")
    return chosen


def _box(value: str | None) -> Box | None:
    if not value:
        return None
    try:
        west, south, east, north = (float(x) for x in value.split(","))
    except ValueError:
        raise BadInput(f"bbox={value!r} is not west,south,east,north in degrees.") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput(f"bbox={value!r} is not on earth: west,south,east,north, from −180 to 180 and −90 to 90 degrees.")
    return west, south, east, north
