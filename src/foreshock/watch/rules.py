"""YAML of rules → `Rule`s, strictly: what is misspelt, missing or out of place is an error that names rule, key and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, cast

import yaml

from foreshock.errors import BadRule, UnknownName
from foreshock.types import STATUSES, Status
from foreshock.types.plover import QUADS, event_types

Kind = Literal["count", "course", "new actor", "flipped tie"]
LONGEST = 1_000_000  # bytes of a file of rules
DAYS = {"d": 1, "day": 1, "w": 7, "week": 7, "m": 30, "month": 30}
LAST = 3660  # days; a longer window is a slip

_WHO = ("name", "pair", "actor")
_WHAT = ("types", "quads", "status")
_KEYS: dict[Kind, tuple[str, ...]] = {
    "count": (*_WHO, *_WHAT, "at least", "rise", "compare"), "course": (*_WHO, "course above"),
    "new actor": ("name", "actor", *_WHAT, "new actor"), "flipped tie": (*_WHO, "flipped tie"),
}
_SAYS: dict[str, Kind] = {
    "at least": "count", "rise": "count", "compare": "count", "course above": "course", "new actor": "new actor",
    "flipped tie": "flipped tie",
}
_KNOWN = tuple(dict.fromkeys(k for keys in _KEYS.values() for k in keys))


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look out for. `about` holds no, one or two actor ids; `types` the PLOVER types that count (all if empty).

    A rule of kind "count" comes true when the events of the last `window` days are at least `at_least`, and more by
    `rise` (1.0 is a doubling) than the same span held on average in the `before` days that went before.
    """

    name: str
    kind: Kind
    about: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    statuses: tuple[Status, ...] = ("actual",)
    window: int = 7
    before: int = 0
    at_least: float = 0.0
    rise: float | None = None
    above: float = 0.0


class _Once(yaml.SafeLoader):
    """YAML as usual, but a key that stands twice is an error, not a silent loss, and nothing is referred to: a reference can explode."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "references (*name) have no place in rules", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        if isinstance(node, yaml.MappingNode):
            seen: set[object] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise yaml.composer.ComposerError(None, None, f"the key `{key.value}` stands twice", key.start_mark)
                seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return node


def load(text: bytes | str, where: str, find: Callable[[str], str]) -> tuple[Rule, ...]:
    """YAML, the file's name, a way from an actor's name to its id → the rules; BadRule says which rule, which key, and what to write."""
    if len(text) > LONGEST:
        raise BadRule(f"{where}: {len(text):,} bytes of rules; the limit is {LONGEST:,}. Split the file.")
    try:
        told = yaml.load(text, _Once)  # a SafeLoader: plain values only
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadRule(f"{where}: is no YAML ({' '.join(str(error).split())[:300]}). Mend it there.") from None
    rows = told.get("rules") if isinstance(told, dict) and set(told) == {"rules"} else None
    if not isinstance(rows, list) or not rows:
        raise BadRule(f"{where}: holds no list of rules. Begin with `rules:` and write each rule as `- name: …`, and nothing beside it.")
    rules = tuple(_Reader(row, f"{where}: rule {n}", find).rule() for n, row in enumerate(rows, 1))
    names = [r.name for r in rules]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise BadRule(f"{where}: two rules are named {twice[0]!r}. Alerts are known by the rule's name: give each its own.")
    return rules


class _Reader:
    """One rule's keys and values → the Rule; every complaint carries the rule's place and name."""

    def __init__(self, row: object, place: str, find: Callable[[str], str]) -> None:
        if not isinstance(row, dict):
            raise BadRule(f"{place}: is {row!r:.60}, not a rule. Write `- name: …` and its keys below it.")
        self.row = cast("Mapping[Any, Any]", row)
        self.find = find
        name = row.get("name")
        self.place = f"{place} ({name})" if isinstance(name, str) and name.strip() else place
        if self.place == place or len(cast("str", name)) > 200:
            raise BadRule(f"{place}: has no `name`, by which its alerts are known. Write `name:` and a few words.")

    def wrong(self, key: object, what: str) -> BadRule:
        """A key and what is wrong with it, with the remedy → the error to raise."""
        return BadRule(f"{self.place}: `{key}` {what}")

    def rule(self) -> Rule:
        """→ the rule."""
        kind = self.kind()
        window, before = self.compare()
        at_least, unit = self.at_least()
        rise = self.rise()
        if rise is not None and not before:
            raise self.wrong("rise", "has nothing to rise against. Add `compare: 1w vs 4w`.")
        if rise is not None and not at_least:
            raise self.wrong("rise", "alone would fire on one event after a quiet month. Add `at least: 2 a week`.")
        if before and rise is None:
            raise self.wrong("compare", "says against what, not by how much. Add `rise: 100 %`.")
        window = window or unit or 7
        return Rule(
            self.row["name"].strip(), kind, self.about(), self.types(), self.statuses(), window, before,
            at_least * window / (unit or window), rise, self.number("course above", 0, 1) if kind == "course" else 0.0,
        )

    def kind(self) -> Kind:
        """→ what sort of rule it is; a key that no rule has, or not this sort, is an error."""
        for key in self.row:
            if key not in _KNOWN:
                near = get_close_matches(str(key), _KNOWN, 1, 0.5)
                hint = f"Did you mean `{near[0]}`?" if near else f"The keys are: {', '.join(_KNOWN)}."
                raise self.wrong(key, f"is no key of a rule. {hint}")
        kinds = list(dict.fromkeys(_SAYS[k] for k in self.row if k in _SAYS))
        if not kinds:
            raise BadRule(f"{self.place}: says nothing to look out for. Add `at least: 2 a week`, `course above: 0.6`, "
                          "`new actor: yes` or `flipped tie: yes`.")
        if len(kinds) > 1:
            raise BadRule(f"{self.place}: asks for two things, {kinds[0]} and {kinds[1]}. Write two rules.")
        for key in self.row:
            if key not in _KEYS[kinds[0]]:
                raise self.wrong(key, f"has no meaning in a rule on {kinds[0]}. Leave it out; it takes {', '.join(_KEYS[kinds[0]])}.")
        if kinds[0] in ("new actor", "flipped tie") and self.row[kinds[0]] is not True:
            raise self.wrong(kinds[0], f"is {self.row[kinds[0]]!r:.40}. Write `{kinds[0]}: yes`, or leave the rule out.")
        return kinds[0]

    def about(self) -> tuple[str, ...]:
        """→ ids of the pair or the actor that the rule is about; none for everybody."""
        if "pair" in self.row and "actor" in self.row:
            raise self.wrong("actor", "and `pair` exclude each other. Keep one of them.")
        if "actor" in self.row:
            return (self.actor("actor", self.row["actor"]),)
        if "pair" not in self.row:
            return ()
        pair = self.row["pair"]
        if not isinstance(pair, list) or len(pair) != 2:
            raise self.wrong("pair", f"is {pair!r:.60}, not two actors. Write `pair: [IRN, USA]`.")
        a, b = (self.actor("pair", one) for one in pair)
        if a == b:
            raise self.wrong("pair", f"names {a} twice. Name two actors.")
        return (a, b)

    def actor(self, key: str, name: object) -> str:
        """Key and what stands there → the actor's id."""
        if isinstance(name, bool):
            raise self.wrong(key, f"holds {name}: YAML reads a bare NO, ON or YES so. Put it in quotes, or use the three-letter code.")
        if not isinstance(name, str) or not name.strip():
            raise self.wrong(key, f"holds {name!r:.60}, no actor. Write an id, a country's three letters or a name.")
        try:
            return self.find(name)
        except UnknownName as error:
            raise self.wrong(key, f"names an actor that is not known. {error}") from None

    def types(self) -> frozenset[str]:
        """→ the PLOVER types that count, those of the quads named among them."""
        known = event_types()
        chosen = set()
        for word in self.several("types"):
            if str(word).upper() not in known:
                raise self.wrong("types", f"holds {word!r:.40}, no PLOVER type. They are: {', '.join(known)}.")
            chosen.add(str(word).upper())
        for word in self.several("quads"):
            number = next((n for n, name in QUADS.items() if word in (n, str(n), name)), None)
            if number is None:
                raise self.wrong("quads", f"holds {word!r:.40}. Use {', '.join(QUADS.values())}, or 1 to 4.")
            chosen |= {t.name for t in known.values() if t.quad == number}
        return frozenset(chosen)

    def statuses(self) -> tuple[Status, ...]:
        """→ the statuses that count."""
        for word in self.several("status"):
            if word not in STATUSES:
                raise self.wrong("status", f"holds {word!r:.40}. Use {', '.join(STATUSES)}.")
        return tuple(self.several("status")) or ("actual",)

    def several(self, key: str) -> list[Any]:
        """Key → its values; one alone may stand without brackets, an empty list is a slip."""
        value = self.row.get(key, [])
        if key in self.row and value in (None, []):
            raise self.wrong(key, "is empty. Name at least one, or leave the key out.")
        return value if isinstance(value, list) else [value]

    def compare(self) -> tuple[int, int]:
        """→ days of the window and of what went before it; zeros where nothing is compared."""
        if "compare" not in self.row:
            return 0, 0
        found = re.fullmatch(r"\s*(\d{1,4})\s*([dwm])\s+vs\s+(\d{1,4})\s*([dwm])\s*", str(self.row["compare"]))
        days = [int(found[n]) * DAYS[found[n + 1]] for n in (1, 3)] if found else [0]
        if not all(1 <= d <= LAST for d in days):
            raise self.wrong("compare", f"is {self.row['compare']!r:.40}. Write the last days against those before: `1w vs 4w` (d, w, m).")
        return days[0], days[1]

    def at_least(self) -> tuple[float, int]:
        """→ how many, and in how many days."""
        if "at least" not in self.row:
            return 0.0, 0
        found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s+(?:a|an|per)\s+(day|week|month)\s*", str(self.row["at least"]))
        if not found or float(found[1]) <= 0:
            raise self.wrong("at least", f"is {self.row['at least']!r:.40}. Write `2 a week` (day, week or month).")
        return float(found[1]), DAYS[found[2]]

    def rise(self) -> float | None:
        """→ by how much, 1.0 being a doubling."""
        if "rise" not in self.row:
            return None
        found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*%\s*", str(self.row["rise"]))
        if not found or float(found[1]) <= 0:
            raise self.wrong("rise", f"is {self.row['rise']!r:.40}, not a percentage. Write `100 %` for a doubling.")
        return float(found[1]) / 100

    def number(self, key: str, low: float, high: float) -> float:
        """Key, bounds → its number."""
        value = self.row[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value < high:
            raise self.wrong(key, f"is {value!r:.40}. Write a number from {low} to {high}, such as 0.6.")
        return float(value)
