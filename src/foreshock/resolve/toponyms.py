"""`Understanding` → the spans that name places, before anybody asks which place: names of our tables, of spaCy, of the gazetteer."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple

from foreshock import words
from foreshock.places import Candidate, countries, demonyms, divisions, fold, gazetteer, patches, rows, states
from foreshock.types import Span
from foreshock.understand import Sentence, Understanding
from foreshock.understand.parse import Entity
from foreshock.understand.times import shadow

Role = Literal["place", "part of a name", "adjective"]
DIRECTION = re.compile(r"(?:(?:north|south)[- ]?(?:east|west)|north|south|east|west|central|upper|lower)(?:ern)?$", re.IGNORECASE)
_BEFORE_NAME = re.compile(
    r"(?<![\w-])((?:north|south)[- ]?(?:east|west)ern|northern|southern|eastern|western|central)\s+$", re.IGNORECASE)
_LOCATIVE = {"in", "at", "near", "from", "to", "around", "outside", "into", "across", "throughout", "toward", "towards", "off", "of",
             "inside", "through", "between", "over"}
_SURE_LOCATIVE = {"in", "at", "near", "outside", "throughout", "toward", "towards", "around", "across", "from", "to", "between", "town of"}
_NAMED_PERSON_TOO = {"in", "near", "outside", "town of"}  # after these, what spaCy takes for a person may be a town
_PLACE_ENTS = {"GPE", "LOC", "FAC"}
_NAME_ENTS = {"ORG", "PERSON", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "NORP", "FAC"}
_COMMON_KINDS = {"state", "region", "city", "department", "division", "municipality", "borough"}  # of much else than places
_MANY = {"counties": "county", "townships": "township", "districts": "district", "provinces": "province", "parishes": "parish",
         "governorates": "governorate", "regions": "region", "oblasts": "oblast", "states": "state", "camps": "camp"}
_STREETS = {"street", "square", "avenue", "boulevard", "road", "drive", "lane", "park", "bridge", "hill", "mall", "gate"}
OF_TOWNS = {"town", "city", "village", "port", "suburb", "hamlet", "community", "district", "township", "commune", "borough"}
_QUARTER = re.compile(
    r"((?:North|South)[- ]?(?:east|west)(?:ern)?|(?:North|South|East|West)(?:ern)?|Central|Upper|Lower|[NSEW]\.)\s*(\S.+)$")
_COMPASS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_ROAD = re.compile(r"(?:Highway|Interstate|Route|Rt|I-\d+|Hwy|Exit|Room|Apt|No)\b")
_DATELINE = re.compile(r"^\(?((?:[A-Z][A-Z.'-]+ ?){1,4}(?:, ?[A-Z][A-Za-z.]+)?)(?: \([A-Za-z ]+\))? ?(?:--|-|—|–|,)")
NOT_NAMES = {"us", "may", "march", "most", "many", "of", "the", "as", "and", "god", "man", "union", "home", "university", "college",
              "internet", "congress", "parliament", "house", "senate", "court", "army", "police", "government", "monday", "sunday", "north",
              "south", "east", "west", "northwest", "northeast", "southwest", "southeast", "city", "church", "law", "christmas", "easter",
              "delta", "arab", "arabs", "interstate", "highway", "route", "street", "main street", "town", "county", "state", "gulf",
              "democrat", "republican", "christian", "mr", "mrs", "dr", "president", "minister", "general", "board", "council", "school",
              "center", "hall", "park", "time", "times", "post", "press", "news", "mother", "father", "both", "each", "all", "other",
             "lake", "port", "mount", "fort", "camp", "new", "square", "harbor", "harbour", "golden", "royal", "upper", "lower"}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A span that names a place, the name it is looked up by, and the direction that stands before it ("northern").

    `local` says that it bears a school or a council, so that it is a town's ("Jordan Elementary").
    """

    span: Span
    name: str
    role: Role = "place"
    direction: str = ""
    local: bool = False


class _Sought(NamedTuple):
    """A pattern, and the words of which a sentence must hold one for the pattern to stand in it."""

    pattern: re.Pattern[str]
    words: frozenset[str]

    def within(self, text: str) -> Iterator[re.Match[str]]:
        """A sentence's text → where the pattern stands in it."""
        return iter(()) if self.words.isdisjoint(words.standing(text)) else self.pattern.finditer(text)


@cache
def _tables() -> _Sought:
    """Nothing → one pattern of every name in the tables, as news writes them."""
    names: set[str] = set()
    for table in ("countries.tsv", "us_states.tsv"):
        for row in rows(table):
            names |= set((row["also"] or "").split("|"))
    for row in rows("patches.tsv"):
        names |= {row["name"], *(row["aliases"] or "").split("|")}
    names |= {c.place.name for c in (*countries().values(), *states().values())}
    names -= {"", "Gulf", "Down", "Free State", "Far East", "Indian"}
    names |= {n.upper() for n in names if len(n) > 4}
    pattern = re.compile(rf"(?<![\w.])(?:{words.any_of(names)})(?!\w)(?!-\w*(?:ern|led|backed)\b)")
    return _Sought(pattern, words.anchors(names))


@cache
def _adjectives() -> _Sought:
    return _Sought(re.compile(rf"(?<!\w)(?:{words.any_of(demonyms())})(?!\w)"), words.anchors(demonyms()))


@cache
def _kinds() -> tuple[_Sought, _Sought]:
    after = [r["word"] for r in rows("types.tsv") if r["side"] == "after"]
    before = [r["word"].capitalize() for r in rows("types.tsv") if r["side"] == "before"]
    word = r"(?:[A-Z][\w'’.-]*|[A-Z]\.)"
    return (_Sought(re.compile(rf"(?<!\w)((?:{word}\s+){{1,3}})((?i:{'|'.join(after)}))(?!\w)"), words.anchors(after)),
            _Sought(re.compile(rf"(?<!\w)({'|'.join(before)})(?:\s+of)?((?:\s+{word}){{1,2}})"), words.anchors(before)))


def _from_tables(sentence: Sentence, text: str) -> Iterator[Toponym]:
    base = sentence.span.start
    for m in _tables().within(text):
        yield Toponym(Span.of(sentence.text, base + m.start(), base + m.end()), m[0])
    for m in _adjectives().within(text):
        yield Toponym(Span.of(sentence.text, base + m.start(), base + m.end()), m[0], "adjective")
    after, before = _kinds()
    yield from _joined_kinds(sentence, text)
    for m in after.within(text):
        parts = m[1].split()
        for skip in range(parts[0] == "The" and len(parts) > 1, len(parts)):
            name = " ".join([*parts[skip:], m[2]])
            if _known(name) or (m[2].lower() not in _COMMON_KINDS and skip == len(parts) - 1):
                start = m.start() + m[1].index(parts[skip]) if skip == 0 else m.start(2) - len(m[1].split(parts[skip - 1], 1)[1].lstrip())
                if text[start:m.start(2)].strip().lower() not in {"the", "this", "a", "each", "every", "his"}:
                    yield Toponym(Span.of(sentence.text, base + start, base + m.end()), name)
                break
    for m in before.within(text):
        if _known(m[0]):
            yield Toponym(Span.of(sentence.text, base + m.start(), base + m.end()), m[0])


@cache
def _many() -> _Sought:
    word = r"[A-Z][\w'’.-]*"
    name = rf"{word}(?: {word}){{0,2}}"
    return _Sought(re.compile(rf"((?:{name}, )*{name},? (?:and|or|&) {name}) ({'|'.join(_MANY)})(?!\w)"), words.anchors(_MANY))


def _joined_kinds(sentence: Sentence, text: str) -> Iterator[Toponym]:
    """"Harper and Kingman counties": each of the names is that of a county."""
    for m in _many().within(text):
        for piece in re.finditer(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)*", m[1]):
            start, whole = sentence.span.start + m.start() + piece.start(), f"{piece[0]} {_MANY[m[2]]}"
            if _known(whole):
                yield Toponym(Span.of(sentence.text, start, start + len(piece[0])), whole)


def of_name(name: str) -> tuple[Candidate, ...]:
    """A name → the towns of that name, and the provinces and districts that bear it without a word of kind."""
    return (*gazetteer.lookup(name), *(c for c in divisions().get(fold(name), ()) if c.kind in ("division", "district")))


def _known(name: str) -> bool:
    key = fold(name)
    return key in divisions() or key in patches() or key in countries() or key in states() or bool(gazetteer.lookup(name))


def _trimmed(tokens: list[Any]) -> list[Any]:
    while tokens and (tokens[0].lower_ in {"the", "of", "'s"} or tokens[0].is_punct or (
            tokens[0].is_lower and DIRECTION.match(tokens[0].text))):
        tokens = tokens[1:]
    while tokens and (tokens[-1].is_punct or tokens[-1].lower_ in {"'s", "'"}):
        tokens = tokens[:-1]
    return tokens


def _from_names(sentence: Sentence, entities: Sequence[Entity]) -> Iterator[Toponym]:
    """spaCy's places, and runs of proper nouns after a preposition of place that the gazetteer knows."""
    for ent in entities:
        tokens = _trimmed(ent.tokens)
        if ent.label in _PLACE_ENTS and tokens and tokens[0].text[:1].isupper() and not _ROAD.match(tokens[0].text):
            yield _head_of_name(sentence, tokens)
    tokens = list(sentence.tokens)
    for i, token in enumerate(tokens):
        if token.lower_ not in _LOCATIVE or i + 1 >= len(tokens):
            continue
        run: list[Any] = []
        for other in tokens[i + 1 : i + 6]:
            named = other.text[:1].isupper() and other.text[1:2] and other.pos_ in {"PROPN", "NOUN", "ADJ", "X"}
            if not (named or (run and other.text in {"-", "al", "de", "el"})):
                break
            run.append(other)
        yield from _longest(sentence, run, "town of" if token.lower_ == "of" and token.head.lower_ in OF_TOWNS else token.lower_)


def _head_of_name(sentence: Sentence, tokens: list[Any]) -> Toponym:
    """A name that spaCy takes for a place → the whole of it where it is known, else the known name in it.

    A point of the compass before a known name is no name of its own ("West Wichita", "N. Va.").
    """
    whole = sentence.at(*tokens)
    if not _known(whole.text):
        if (part := _QUARTER.match(whole.text)) and _known(part[2]):
            return Toponym(whole, part[2], "place", _COMPASS.get(part[1][0], "") if part[1].endswith(".") else part[1].lower())
        for end in range(len(tokens) - 1, 0, -1):
            span = sentence.at(*tokens[:end])
            cut = tokens[end].lower_ not in _STREETS and fold(span.text) not in NOT_NAMES
            if cut and tokens[end - 1].text[:1].isupper() and len(span.text) > 3 and _known(span.text):
                return Toponym(span, span.text, "place" if tokens[end].lower_ in {"to", "and", ","} else "part of a name")
    return Toponym(whole, whole.text)


@cache
def _bodies() -> frozenset[str]:
    """Nothing → what only towns have: their schools, councils, constables."""
    return frozenset(r["word"] for r in rows("types.tsv") if r["side"] == "local")


@cache
def _owned() -> _Sought:
    words_ = sorted({r["word"] for r in rows("types.tsv") if r["side"] == "owner"} | _bodies(), key=lambda w: (-len(w), w))
    owned = "|".join(map(re.escape, words_))
    return _Sought(re.compile(rf"(?<![\w.-])((?:[A-Z][\w'.-]+ ){{1,3}}?)((?i:{owned}))(?!\w)"), words.anchors(words_))


def _owners(sentence: Sentence, text: str) -> Iterator[Toponym]:
    """"Mosul residents", "Kirkuk police": a town's name before what towns have."""
    for m in _owned().within(text):
        parts = m[1].split()
        while parts and parts[0].lower() in {"the", "a", "an", "two", "three", "one", "all", "some"}:
            parts.pop(0)
        for skip in range(len(parts)):
            name = " ".join(parts[skip:])
            local = m[2].lower() in _bodies()
            if any(c.main and (local or c.place.population > 1_000) for c in of_name(name)) and fold(name) not in NOT_NAMES:
                start = sentence.span.start + m.start() + m[1].rfind(name)
                yield Toponym(Span.of(sentence.text, start, start + len(name)), name, local=local and fold(name) not in states())
                break


def _longest(sentence: Sentence, run: list[Any], word: str) -> Iterator[Toponym]:
    person = {t.i for t in run if t.ent_type_ in {"PERSON", "DATE", "TIME"}}
    sure = word in _SURE_LOCATIVE
    if word == "town of" and run and not any(_known(sentence.at(*run[:end]).text) for end in range(1, len(run) + 1)):
        span = sentence.at(*run)
        yield Toponym(span, span.text)  # a town in none of our tables is one nevertheless
        return
    for end in range(len(run), 0, -1):
        tokens = run[:end]
        if any(t.i in person for t in tokens) and not (word in _NAMED_PERSON_TOO and len(tokens) == len(run)):
            continue
        span = sentence.at(*tokens)
        if fold(span.text) in NOT_NAMES or len(span.text) < 3:
            continue
        found = of_name(span.text)
        whole = end == len(run)
        if found and (sure or found[0].place.population > 20_000) and (whole or found[0].place.population > 50_000) and found[0].main:
            yield Toponym(span, span.text)
            return


def _datelines(sentence: Sentence, text: str) -> Iterator[Toponym]:
    m = _DATELINE.match(text)
    if m and (_known(m[1].split(",")[0]) or "," in m[1]):
        name = m[1].split(",")[0].strip()
        yield Toponym(Span.of(sentence.text, sentence.span.start + m.start(1), sentence.span.start + m.start(1) + len(name)), name)


def _directed(sentence: Sentence, found: Toponym) -> Toponym:
    """A toponym → the same with "northern" before it taken in, where it stands there."""
    if found.role != "place":
        return found
    before = shadow(sentence.text[max(sentence.span.start, found.span.start - 20) : found.span.start])
    m = _BEFORE_NAME.search(before)
    if not m:
        return found
    start = found.span.start - (len(before) - m.start(1))
    return Toponym(Span.of(sentence.text, start, found.span.end), found.name, "place", m[1].lower())


@cache
def _kind_of() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(r['word'] for r in rows('types.tsv') if r['side'] == 'of')}) of (?:the )?$", re.IGNORECASE)


def _kinded(sentence: Sentence, found: Toponym) -> Toponym:
    """A toponym → the same, looked up with the word of kind that stands before it ("the state of Washington")."""
    if found.role != "place" or found.direction:
        return found
    m = _kind_of().search(shadow(sentence.text[max(sentence.span.start, found.span.start - 24) : found.span.start]))
    if m is None or not _known(whole := f"{found.name} {m[1].lower()}"):
        return found
    return replace(found, name=found.name if fold(found.name) in countries() else whole)


def _within_name(sentence: Sentence, entities: Sequence[Entity], span: Span) -> bool:
    """Whether a span lies inside a longer name that is no place's ("Athens City Council")."""
    for ent in entities:
        whole = sentence.at(*ent.tokens)
        if ent.label in _NAME_ENTS and whole.holds(span) and whole.end - whole.start > span.end - span.start + 4:
            return True
    return False


def _free(taken: list[Span], span: Span) -> bool:
    return not any(t.overlaps(span) for t in taken)


@cache
def _titles() -> frozenset[str]:
    """Nothing → abbreviated titles ("Brig." is no town of Switzerland here)."""
    return frozenset(r["word"] for r in words.rows("abbreviations.tsv")) - {"Mt.", "St."}


def toponyms(understanding: Understanding) -> tuple[Toponym, ...]:
    """Understanding → its toponyms in the order of the text, none overlapping; a name found once is found wherever it stands."""
    found: list[Toponym] = []
    taken: list[list[Span]] = []  # by sentence
    for sentence in understanding.sentences:
        text, entities = shadow(sentence.span.text), sentence.entities()
        near: list[Span] = []
        here = [*_datelines(sentence, text), *_from_tables(sentence, text), *_from_names(sentence, entities), *_owners(sentence, text)]
        local = {t.span for t in here if t.local}
        rank = sorted(here, key=lambda t: (-(t.span.end - t.span.start), t.span.start, t.role))
        for toponym in rank:
            if _free(near, toponym.span) and len(toponym.span.text) > 1 and toponym.name.rstrip(".") + "." not in _titles():
                whole = _kinded(sentence, _directed(sentence, toponym))
                role: Role = "part of a name" if whole.role == "place" and _within_name(sentence, entities, whole.span) else whole.role
                whole = replace(whole, role=role, local=whole.span in local)
                found.append(whole)
                near.append(whole.span)
        taken.append(near)
    found += _again(understanding, found, taken)
    return tuple(sorted(found, key=lambda t: t.span.start))


def _again(understanding: Understanding, found: list[Toponym], taken: list[list[Span]]) -> Iterator[Toponym]:
    """Names found once → the other places in the text where they stand as words of their own, in other names too."""
    names = {t.name for t in found if t.role != "adjective" and t.name[:1].isupper() and len(t.name) > 3}
    standing = _standing(names | {n.upper() for n in names}, understanding)
    for n, (sentence, near) in enumerate(zip(understanding.sentences, taken, strict=True)):
        for span in standing.get(n, ()):
            entities = sentence.entities()
            if not _free(near, span):
                continue
            words_ = len(span.text.split())
            if any(e.label == "PERSON" and sentence.at(*e.tokens).overlaps(span) and len(e.tokens) > words_ for e in entities):
                continue
            near.append(span)
            yield Toponym(span, span.text, "part of a name" if _within_name(sentence, entities, span) else "place")


def _standing(forms: set[str], understanding: Understanding) -> dict[int, list[Span]]:
    """Names → by sentence, where they stand in it as words of their own; of two at one place the longer, none over another."""
    text, sentences = understanding.document.text, understanding.sentences
    starts = [s.span.start for s in sentences]
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for form in forms:
        at = text.find(form)
        while at >= 0:
            n, end = bisect_right(starts, at) - 1, at + len(form)
            if n >= 0 and end <= sentences[n].span.end and _own_word(text, at, end, sentences[n].span):
                found[n].append((at, -end))
            at = text.find(form, at + 1)
    return {n: list(_apart(text, sorted(places))) for n, places in found.items()}


def _own_word(text: str, at: int, end: int, within: Span) -> bool:
    begins = at == within.start or not (text[at - 1] == "-" or _in_word(text[at - 1]))
    return begins and (end == within.end or not _in_word(text[end]))


def _apart(text: str, places: list[tuple[int, int]]) -> Iterator[Span]:
    last = 0
    for at, end in places:
        if at >= last:
            last = -end
            yield Span.of(text, at, last)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"
