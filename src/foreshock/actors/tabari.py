"""Text of a TABARI or PETRARCH actor dictionary, the package's registry → `Told`.

An entry is `NAME_ [CODE]`, its other names in lines that start with `+`, and dated codes `[IRNGOV 790205-800204]`, `[IRNGOV >790205]`,
`[IRNELI <790205]`, on the same line or on lines of their own. `#` and `;` begin a remark. Such lists say nothing of whether a name is
a person's: one with dated roles is taken for a person, any other for a body of the kind that its code names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from foreshock import words
from foreshock.actors.cameo import Cameo, cameo
from foreshock.actors.registry import Registry
from foreshock.actors.tables import Row
from foreshock.actors.told import Told, actor_row, same, slug

PIVOT = 30  # two digits of a year: up to this, 2000 and after; above, 1900 and after
REIGN = 70  # years; a longer time in a post is a slip of the pen, not another century
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_DATED = re.compile(r"\s*(?P<code>[A-Za-z*]*)\s*(?P<rest>[<>]?\s*\d{6,8}(?:\s*-\s*\d{6,8})?)?\s*")
_REMARK = re.compile(r"\s*[#;].*")
_SMALL = {"and", "of", "the", "for", "in", "on", "de", "al", "el", "bin", "ibn", "von", "van", "da", "der", "du"}
_NOT_ACTORS = (("!", "a set of synonyms"), ("&", "a set of synonyms"), ("---", "verbs"), ("- ", "a verb pattern"), ("~", "a verb pattern"))


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in brackets: what it means, from when to when, and its line."""

    line: int
    meaning: Cameo
    start: date | None = None
    end: date | None = None

    @property
    def dated(self) -> bool:
        return bool(self.start or self.end)


@dataclass(slots=True)
class _Entry:
    """A name, its line, its other names and its codes, as read so far."""

    line: int
    name: str
    others: list[str] = field(default_factory=list)
    codes: list[_Code] = field(default_factory=list)


def looks_so(lines: Sequence[str]) -> bool:
    """First lines of a text → whether it is such a dictionary."""
    return any(_BRACKET.search(line) and cameo_in(line) for line in lines)


def cameo_in(line: str) -> bool:
    """A line → whether a bracket of it holds a CAMEO code or a date."""
    found = (_DATED.fullmatch(b[1]) for b in _BRACKET.finditer(line))
    return any(f and (cameo(f["code"].upper()) or (f["rest"] and not f["code"])) for f in found)


def read(file: str, text: str, known: Registry) -> Told:
    """File name, its text, the package's registry → states, bodies, people and roles, and every line that could not be used."""
    complaints: list[str] = []
    notes: list[str] = []
    entries = list(_entries(file, text, complaints, notes))
    told = _Rows(file, known, complaints)
    for entry in entries:
        told.add(entry)
    stems = sum(not e.name.endswith("_") for e in entries)
    if stems:
        notes.append(f"{file}: {stems} names without a closing _ are stems in TABARI; here they are whole words")
    return Told(tuple(told.states.values()), tuple(told.bodies.values()), tuple(told.people.values()), tuple(told.roles),
                tuple(complaints), tuple(notes))


def _entries(file: str, text: str, bad: list[str], notes: list[str]) -> Iterator[_Entry]:
    """Lines → entries, each given out when the next begins."""
    entry: _Entry | None = None
    skipped: Counter[str] = Counter()
    for number, printed in enumerate(text.splitlines(), 1):
        line = _REMARK.sub("", printed, count=1).rstrip()
        if not line.strip() or line.lstrip().startswith("<!"):
            continue
        if what := next((w for mark, w in _NOT_ACTORS if line.startswith(mark)), None):
            skipped[what] += 1
        elif "[~" in line:
            skipped["an agent"] += 1
        elif line.lstrip().startswith(("[", "+")):
            if entry is None:
                bad.append(f"{file}:{number}: a line that goes on belongs to no name")
            else:
                _go_on(file, number, line.strip(), entry, bad, notes)
        else:
            if entry is not None:
                yield entry
            entry = _Entry(number, line.split("[")[0].strip())
            if not re.search(r"\w", entry.name.replace("_", "")):
                bad.append(f"{file}:{number}: no name before the code")
                entry = None
            else:
                _codes(file, number, line[len(line.split("[")[0]) :], entry, bad, notes)
    if entry is not None:
        yield entry
    notes += [f"{file}: {count} lines are {what}, not an actor" for what, count in skipped.items()]


def _go_on(file: str, number: int, line: str, entry: _Entry, bad: list[str], notes: list[str]) -> None:
    if line.startswith("+"):
        name = line[1:].split("[")[0].strip()
        if re.search(r"\w", name.replace("_", "")):
            entry.others.append(name)
        else:
            bad.append(f"{file}:{number}: + without a name")
        line = line[len(line.split("[")[0]) :]
    _codes(file, number, line, entry, bad, notes)


def _codes(file: str, number: int, line: str, entry: _Entry, bad: list[str], notes: list[str]) -> None:
    """What stands in brackets on a line → added to the entry."""
    rest = _BRACKET.sub("", line).strip(" \t,")
    if rest:
        bad.append(f"{file}:{number}: {rest!r} stands where a code in brackets should")
    for bracket in _BRACKET.finditer(line):
        inside = _DATED.fullmatch(bracket[1])
        if inside is None:
            bad.append(f"{file}:{number}: [{bracket[1]}] is no code with a date. Write [IRNGOV 790205-800204], [IRNGOV >790205]")
            continue
        code = inside["code"].upper()
        meaning = cameo(code) if code else (entry.codes[-1].meaning if entry.codes else None)
        if meaning is None:
            bad.append(f"{file}:{number}: {f'{code!r} is not made of blocks of three letters' if code else 'a date without a code'}")
            continue
        try:
            start, end, remark = _bounds(inside["rest"] or "")
        except ValueError as error:
            bad.append(f"{file}:{number}: [{bracket[1]}]: {error}; this code is left out, for its time is unknown")
            continue
        if remark:
            notes.append(f"{file}:{number}: [{bracket[1]}]: {remark}")
        entry.codes.append(_Code(number, meaning, start, end))


def _bounds(text: str) -> tuple[date | None, date | None, str]:
    """The date of a code → its first and last day, and what was assumed; ValueError where it cannot be.

    >>> _bounds("790205-800204")
    (datetime.date(1979, 2, 5), datetime.date(1980, 2, 4), '')
    >>> _bounds("261225-890107")[0]
    datetime.date(1926, 12, 25)
    """
    text = "".join(text.split())
    if not text:
        return None, None, ""
    if text[0] in "<>":
        day = _day(text[1:])
        return (day, None, "") if text[0] == ">" else (None, day, "")
    first, _, last = text.partition("-")
    if not last:
        raise ValueError("one day is no range; put < or > before it")
    start, end = _day(first), _day(last)
    if start > end and len(first) == 6 and start.year >= 2000:
        older = start.replace(year=start.year - 100, day=min(start.day, 28) if start.month == 2 else start.day)
        if older <= end and end.year - older.year <= REIGN:
            return older, end, f"two digits of a year: taken as {older.year}"
    if start > end:
        raise ValueError("it ends before it starts")
    return start, end, ""


def _day(digits: str) -> date:
    if len(digits) not in (6, 8):
        raise ValueError(f"{digits} is no day; write YYMMDD or YYYYMMDD")
    year = int(digits[:-4])
    if len(digits) == 6:
        year += 2000 if year <= PIVOT else 1900
    try:
        return date(year, int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        raise ValueError(f"{digits} is no day") from None


class _Rows:
    """Entries → rows by id, each under the id of the package's actor where it is surely the same."""

    def __init__(self, file: str, known: Registry, bad: list[str]) -> None:
        self.file, self.known, self.bad = file, known, bad
        self.states: dict[str, Row] = {}
        self.bodies: dict[str, Row] = {}
        self.people: dict[str, Row] = {}
        self.roles: list[Row] = []

    def add(self, entry: _Entry) -> None:
        if not entry.codes:
            self.bad.append(f"{self.file}:{entry.line}: {entry.name} has no code that can be used")
            return
        names = [n for raw in (entry.name, *entry.others) for n in _printed(raw)]
        first = entry.codes[0].meaning
        dated = [c for c in entry.codes if c.dated]
        if not any(c.meaning.role for c in entry.codes):
            self._named_state(entry, names)
        elif dated and not self._is_body(entry, names):
            self._person(entry, names)
        else:
            self._body(entry, names, first)

    def _is_body(self, entry: _Entry, names: list[str]) -> bool:
        """Whether a name with dated codes is a body's all the same: by its last word, or because the package has it as one."""
        country = next((c.meaning.country for c in entry.codes if c.meaning.country), None) or ""
        return _body_word(names[0]) is not None or any(same(self.known.bearers(n), country, False) for n in names)

    def _named_state(self, entry: _Entry, names: list[str]) -> None:
        """A name whose code is a bare country stands for that state; for a region or an international type it is a body."""
        for code in entry.codes:
            state = self.known.get(code.meaning.country or "")
            if state is None or state.kind != "state":
                self._body(entry, names, code.meaning)
                return
            if code.dated:
                self.bad.append(f"{self.file}:{code.line}: {entry.name} is a state's name for a time only, which we cannot hold; left out")
                continue
            new = [n for n in names if state.id not in (a.id for a in self.known.candidates(n))]
            old = self.states[state.id].list("aliases") if state.id in self.states else ()
            self.states[state.id] = actor_row(self.file, entry.line, id=state.id, aliases=(*old, *new))

    def _person(self, entry: _Entry, names: list[str]) -> None:
        country = next((c.meaning.country for c in entry.codes if c.meaning.country), None) or ""
        id_ = self._id(names, country, True, self.people)
        self.people[id_] = self._cells(entry, id_, names, country, wider=self.people.get(id_))
        for code in entry.codes:
            if not code.meaning.role:
                self.bad.append(f"{self.file}:{code.line}: {code.meaning.code} names no role for a person; left out")
                continue
            of = code.meaning.country if self.known.get(code.meaning.country or "") else ""
            self.roles.append(actor_row(
                self.file, code.line, holder=id_, post=code.meaning.post, of=of or "", sector=code.meaning.sector or "",
                start=_iso(code.start), end=_iso(code.end), standing="in office" if code.start and code.end else "unknown",
                citation=f"CAMEO {code.meaning.code}"))

    def _body(self, entry: _Entry, names: list[str], meaning: Cameo) -> None:
        """A body has one code: the last that is dated or the only one; the others are told."""
        country = meaning.country or ""
        id_ = self._id(names, country, False, self.bodies)
        word = _body_word(names[0])
        kind = word["kind"] if word and meaning.kind in ("organisation", "state organ") else meaning.kind
        dates = entry.codes[0]
        for code in entry.codes[1:]:
            self.bad.append(f"{self.file}:{code.line}: a second code {code.meaning.code} of {entry.name}, which is no person; left out")
        self.bodies[id_] = self._cells(entry, id_, names, country, wider=self.bodies.get(id_), kind=kind, sector=meaning.sector or "",
                                       start=_iso(dates.start), end=_iso(dates.end))

    def _cells(self, entry: _Entry, id_: str, names: list[str], country: str, *, wider: Row | None, **more: str) -> Row:
        """An entry → its row; one that goes by the package's id adds names and changes nothing."""
        held = wider.list("aliases") if wider else ()
        if id_ in self.known:
            return actor_row(self.file, entry.line, id=id_, aliases=dict.fromkeys((*held, *names)))
        name = wider["name"] if wider else names[0]
        aliases = [n for n in dict.fromkeys((*held, *names)) if n != name]
        return actor_row(self.file, entry.line, id=id_, name=name, aliases=aliases, country=country, **more,
                         citation="CAMEO " + " ".join(dict.fromkeys(c.meaning.code for c in entry.codes)))

    def _id(self, names: list[str], country: str, person: bool, taken: dict[str, Row]) -> str:
        for name in names:
            if one := same(self.known.bearers(name), country, person):
                return one.id
        id_ = slug(names[0]) or "actor"
        if self._free(id_, taken, country):
            return id_
        return next(i for n in range(2, 10_000_000) if self._free(i := f"{id_}-{n}", taken, country))

    def _free(self, id_: str, taken: dict[str, Row], country: str) -> bool:
        """Whether an id is nobody's, or this very actor's from an entry above."""
        if id_ in taken:
            return taken[id_]["country"] == country
        return id_ not in self.people and id_ not in self.bodies and id_ not in self.known


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _printed(raw: str) -> tuple[str, ...]:
    """A name as the list has it → as news prints it; a short one may be an acronym or a word, so that both are given.

    >>> _printed("HOUSE_OF_REPRESENTATIVES_"), _printed("IRGC_")
    (('House of Representatives',), ('IRGC', 'Irgc'))
    """
    pieces = raw.replace("_", " ").split()
    name = " ".join(w.lower() if n and w.lower() in _SMALL else _capital(w) for n, w in enumerate(pieces))
    if len(pieces) == 1 and sum(c.isalpha() for c in raw) <= 6:
        return (raw.strip("_ ").upper(), name) if name != raw.strip("_ ").upper() else (name,)
    return (name,)


def _capital(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: m[0][:1].upper() + m[0][1:].lower(), word)


@cache
def _bodies() -> dict[str, dict[str, str]]:
    return {r["word"]: r for r in words.rows("names_bodies.tsv")}


def _body_word(name: str) -> dict[str, str] | None:
    """A name → the row of the word by which it is a body's ("ministry"), None if it may be a person's."""
    rows = _bodies()
    return next((rows[w] for w in reversed(name.lower().split()) if w in rows), None)
