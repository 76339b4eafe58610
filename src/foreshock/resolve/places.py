"""`Understanding` and `Mention`s → the mentions with their places, and the toponyms that no mention covered.

Which of many places of a name is meant is decided for the whole document at once: what stands by it ("Paris, Texas"), what else the
document names and how near that lies (the idea of spatial minimality, Leidner 2007), and how many people live there.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from foreshock.places import Candidate, countries, demonyms, divisions, fold, gazetteer, patches, states, without_kind
from foreshock.resolve.company import Company
from foreshock.resolve.nearby import neighbours
from foreshock.resolve.toponyms import OF_TOWNS, Toponym, toponyms
from foreshock.types import Mention, Place, Span
from foreshock.types.along import Along
from foreshock.understand import Sentence, Understanding
from foreshock.understand.times import shadow

_PRIOR = {"country": 8.5, "state": 7.0, "continent": 8.5, "province": 6.5, "region": 7.0, "river": 6.5, "sea": 7.5, "dam": 7.0,
          "place": 6.3, "crossing": 6.5, "county": 4.5, "capital": 9.5}
_LESS = {"division": 1.0, "district": 1.3, "seat": 1.3}  # a province is named less often than a town of as many people
_CONTAINERS = {"country", "state", "province", "region", "county", "continent", "division", "district"}
_TRUST, _ALONE = 4.0, 1.2
MOST_HEARD = 60  # names of a document that speak for the others, the most frequent first, so that a list of towns stays cheap
_OVER = ", over"
_COMMA = re.compile(r", (?:in )?(?:the )?|\s\(|, (?:in )?(?:northern|southern|eastern|western|central) ")
_ALSO_TOWNS = {"Georgia", "Jordan", "Lebanon", "Cuba"}
_POSSESSIVE = re.compile(r"['’]s?$")
_BARE = re.compile(r"^the\s+|['’]s?$", re.IGNORECASE)
_CALLED = re.compile(r"(?:City|Town|Village|Port|Gulf|Bay) of (.+)$")
_WHERE = {"in", "at", "near", "outside", "around", "across", "throughout", "toward", "towards"}
_FEELINGS = {"concern", "concerns", "anger", "alarm", "fear", "fears", "worry", "worries", "unease", "frustration", "anxiety", "dismay",
             "irritation", "outrage", "suspicion", "suspicions", "criticism", "thinking", "policymakers", "critics", "interest", "relief"}
_CAPITALS = {"Washington", "Moscow", "Tehran", "Beijing", "London", "Paris", "Ankara", "Baghdad", "Damascus", "Riyadh", "Jerusalem", "Kiev",
             "Kyiv", "Pyongyang", "Seoul", "Tokyo", "Berlin", "Brussels", "Islamabad", "Kabul", "Delhi", "Cairo", "Doha", "Beirut"}


def _explicit(understanding: Understanding, found: Sequence[Toponym]) -> dict[int, str]:
    """Toponyms in order → the name that a comma puts over each ("Mosul, Iraq"; "Hammond, Ind."), by its number."""
    over: dict[int, str] = {}
    for i, (a, b) in enumerate(pairwise(found)):
        gap = shadow(understanding.document.text[a.span.end : b.span.start])
        if b.role != "adjective" and _COMMA.fullmatch(gap):
            over[i] = b.name
    return over


def candidates(name: str, local: bool = False) -> list[Candidate]:
    """A name, whether it is said of a town ("Jordan Elementary") → every place it can stand for, from the tables and the gazetteer."""
    plain = _POSSESSIVE.sub("", name.strip())
    key = fold(plain)
    found: list[Candidate] = []
    for table in (countries(), states()):
        row = table.get(plain.lower()) if plain.endswith(".") else None
        row = row or table.get(key)
        if row is not None and not (row.kind == "state" and plain.islower()):
            found.append(row)
    found += patches().get(key, ())
    found += [c for c in divisions().get(key, ()) if c.kind != "seat"]
    if local or not (found and found[0].kind in {"country", "continent"} and found[0].place.name not in _ALSO_TOWNS):
        known = {c.place.geonames_id for c in found}
        found += [c for c in gazetteer.lookup(plain) if c.place.geonames_id not in known]
    if local and (towns := [c for c in found if c.kind == "town" and c.main]):
        return towns
    if not found and (bare := without_kind(plain)) != plain:
        found += (*patches().get(fold(bare), ()), *divisions().get(fold(bare), ()))
        found += [Candidate(replace(c.place, precision="district"), c.kind, c.main) for c in gazetteer.lookup(bare)]
    if not found and (head := _CALLED.match(plain)):
        found += gazetteer.lookup(head[1])
    return found


def _prior(c: Candidate) -> float:
    base = _PRIOR.get(c.kind)
    if base is None:
        base = math.log10(c.place.population + 30) - _LESS.get(c.kind, 0.0)
    return base - (0 if c.main else 2.2)


def _kilometres(a: Place, b: Place) -> float:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 1e5
    east = (a.lon - b.lon + 180) % 360 - 180
    return 111.2 * math.hypot(a.lat - b.lat, east * math.cos(math.radians((a.lat + b.lat) / 2)))


def _within(place: Place, above: Sequence[Candidate]) -> bool:
    """Whether a place lies in one of those that a comma puts over it."""
    for c in above:
        over = c.place
        if over.precision == "country" and over.country == place.country:
            return True
        if over.precision == "province" and over.country == place.country and (
                over.admin1 == place.admin1 if over.admin1 else _kilometres(over, place) < 350):
            return True
        if over.precision in {"region", "district"} and _kilometres(over, place) < 300:
            return True
    return False


def _keys(found: Sequence[Toponym], over: dict[int, str]) -> list[str]:
    """Toponyms → the key of each name in this document; a name after a comma ("Albany, New York") has one apart."""
    return [fold(t.name) + (_OVER if i - 1 in over else "") for i, t in enumerate(found)]


def choose(found: Sequence[Toponym], over: dict[int, str]) -> dict[str, Place]:
    """A document's toponyms, and what commas put over them → the place of each folded name; a name without one is left out."""
    keys = _keys(found, over)
    counts = Counter(key for key, t in zip(keys, found, strict=True) if t.role != "adjective")
    names = {key: t.name for key, t in reversed(list(zip(keys, found, strict=True))) if t.role != "adjective"}
    local = {key for key, t in zip(keys, found, strict=True) if t.local}
    options = {key: candidates(name, key in local)[:30 if len(names) < 25 else 12] for key, name in names.items()}
    for key in options:
        if key.endswith(_OVER) and (wide := [c for c in options[key] if c.kind in _CONTAINERS]):
            options[key] = wide
    above = {keys[i]: [c for c in candidates(name) if c.kind in _CONTAINERS] for i, name in over.items()}
    heard = [key for key, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:MOST_HEARD] if options[key]]
    told = [(place, 0.5) for t in found if t.role == "adjective" and (place := demonyms().get(t.name)) is not None]
    if local:
        told.append((_home_of_locals(), 1.0))  # "school district", "city manager": words of American papers
    chosen = {key: mine[0].place for key, mine in options.items() if mine}
    unsure = {key: [c.place for c in mine] for key, mine in options.items() if len(mine) > 1}
    company = Company({key: _likely(options[key]) for key in heard}, counts, list(dict(told).items())[:4], unsure)
    for turn in (1, 2):
        chosen |= {key: _best(options[key], support, above.get(key, ())) for key, support in company.support()}
        if turn == 1:
            company.lean(chosen)
    return chosen


def _likely(options: Sequence[Candidate]) -> list[tuple[Place, float]]:
    """Candidates of one name → each with its weight (0–1, summing to 1), before the document is asked."""
    powers = [10 ** (0.7 * _prior(c)) for c in options]
    total = sum(powers)
    return [(c.place, p / total) for c, p in zip(options, powers, strict=True)]


def _home_of_locals() -> Place:
    return countries()["usa"].place


def _best(options: Sequence[Candidate], support: Sequence[float], above: Sequence[Candidate]) -> Place:
    """What a name can mean, how far the document speaks for each, what a comma puts over it → the likeliest."""
    ranked = [(_prior(c) + _TRUST * math.log1p(_ALONE * told) + (12.0 if above and _within(c.place, above) else 0.0),
               c.place.population, -(c.place.geonames_id or 0), i) for i, (c, told) in enumerate(zip(options, support, strict=True))]
    return options[max(ranked)[3]].place


def _felt(sentence: Sentence, span: Span) -> bool:
    """"concern in Washington", "Tehran supports": whether a capital's name stands for a government there."""
    tokens = sentence.tokens_in(span)
    if not tokens or span.text not in _CAPITALS:
        return False
    head = tokens[-1]
    if head.dep_ in {"nsubj", "nsubjpass", "poss", "conj"} and head.head.pos_ in {"VERB", "AUX"}:
        return bool(head.dep_ == "nsubj")
    above = head.head
    feels = above.head.lower_ in _FEELINGS or any(
        c.dep_ in {"dobj", "nsubj"} and c.lower_ in _FEELINGS for c in above.head.children) or above.lower_ in {"with", "by", "between"}
    return bool(above.dep_ == "prep" and above.lower_ in {"in", "between", "with", "from", "by"} and feels)


def _lookup(toponym: Toponym, chosen: dict[Span, Place]) -> Place | None:
    if toponym.role == "adjective":
        return demonyms().get(toponym.name)
    place = chosen.get(toponym.span)
    if place is None or not toponym.direction:
        return place
    if place.country is None or place.precision not in {"country", "province", "region"}:
        return replace(place, name=f"{toponym.direction} {place.name}", geonames_id=None, precision="region")
    point = gazetteer.corner(place.country, place.admin1, toponym.direction) if toponym.direction != "central" else None
    lat, lon = point or (place.lat, place.lon)
    return replace(place, name=f"{toponym.direction} {place.name}", geonames_id=None, lat=lat, lon=lon, precision="region", population=0)


def where(understanding: Understanding, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Understanding, its mentions → the mentions with their places set, and new ones for the toponyms that none covered.

    A country's own name has its country as place even where it acts; a capital that acts has none. A demonym, or a toponym inside
    another name, comes back as "neither" with the place that it points at: nothing happens there on its account.
    """
    found = list(toponyms(understanding))
    have = Along(found, lambda t: (t.span,))
    found += [Toponym(m.span, re.sub(r"^the\s+", "", m.span.text)) for m in mentions
              if m.as_ == "place" and not have.over(m.span)]
    chosen = _chosen(understanding, found)
    if further := neighbours(understanding, found, dict.fromkeys(chosen.values())):
        found += further
        chosen = _chosen(understanding, found)
    named = Along(found, lambda t: (t.span,))
    sure = _no_people(understanding, found)
    kept = tuple(_placed(understanding, m, named.over(m.span), chosen, sure) for m in mentions)
    covering = Along(kept, lambda m: (m.span,))
    new = (_new(understanding, t, chosen, inside) for t in found if (inside := _uncovered(t, covering.over(t.span))) is not None)
    return tuple(sorted((*kept, *(m for m in new if m is not None)), key=lambda m: (m.span.start, m.span.end)))


def _no_people(understanding: Understanding, found: Sequence[Toponym]) -> set[str]:
    """Toponyms → the folded names that stand somewhere as what no parser takes for a person's."""
    return {fold(t.name) for t in found if t.role == "place" and (s := _sentence_of(understanding, t.span)) is not None
            and not any(token.ent_type_ == "PERSON" for token in s.tokens_in(t.span))}


def _chosen(understanding: Understanding, found: list[Toponym]) -> dict[Span, Place]:
    """Toponyms, which are put in the order of the text → the place of each that has one, by its span."""
    found.sort(key=lambda t: t.span.start)
    over = _explicit(understanding, found)
    places = choose(found, over)
    return {t.span: places[key] for t, key in zip(found, _keys(found, over), strict=True) if key in places}


def _uncovered(toponym: Toponym, over: Sequence[Mention]) -> bool | None:
    """A toponym, the mentions that overlap it → None where one is the same span or part of the place.

    Otherwise whether it lies inside a longer mention.
    """
    for m in over:
        shorter = toponym.span.holds(m.span) and m.span.end - m.span.start < toponym.span.end - toponym.span.start - 1
        if not (m.span.holds(toponym.span) or shorter) or (shorter and m.place is not None and m.as_ == "place"):
            return None
        if not shorter and m.span.end - m.span.start <= toponym.span.end - toponym.span.start + 1:
            return None
    return any(m.span.holds(toponym.span) for m in over)


def _sentence_of(understanding: Understanding, span: Span) -> Sentence | None:
    at = bisect_right(understanding.sentences, span.start, key=lambda s: s.span.start) - 1
    return understanding.sentences[at] if at >= 0 and understanding.sentences[at].span.holds(span) else None


def _in_or_at(sentence: Sentence | None, span: Span) -> bool:
    """Whether a span is what "in", "at", "near" governs, or opens a report as its dateline."""
    tokens = sentence.tokens_in(span) if sentence else []
    return any(t.dep_ == "pobj" and (t.head.lower_ in _WHERE or (t.head.lower_ == "of" and t.head.head.lower_ in OF_TOWNS))
               for t in tokens) or (span.text.isupper() and len(span.text) > 4)


def _new(understanding: Understanding, t: Toponym, chosen: dict[Span, Place], inside: bool) -> Mention | None:
    """A toponym that no mention covers → a mention of it; None where it names no place here ("concern in Washington")."""
    place = _lookup(t, chosen)
    sentence = _sentence_of(understanding, t.span)
    if sentence is None or _felt(sentence, t.span):
        return None
    if place is None:
        named = t.role == "place" and t.name[:1].isupper() and _in_or_at(sentence, t.span)
        return Mention(t.span, "place", "name", t.span.start, name=t.name, place=Place(t.name)) if named else None
    return Mention(t.span, "neither" if inside or t.role != "place" else "place", "adjective" if t.role == "adjective" else "name",
                   t.span.start, name=place.name, country=place.country, place=place)


def _placed(understanding: Understanding, mention: Mention, inner: Sequence[Toponym], chosen: dict[Span, Place], sure: set[str]) -> Mention:
    """A mention, the toponyms that overlap it → the same with its place, where it is a place's or a country's own name.

    A town that no table of actors knows and that stood where actors stand is a town nevertheless, and a place where "in" says so.
    The name of a capital that means another country's town on this page ("Dublin, Ohio") is no government. `sure` are the folded
    names that are surely no person's here.
    """
    if not inner and mention.as_ != "place":
        return mention
    plain = _BARE.sub("", mention.span.text)
    if mention.as_ == "place":
        exact = next((t for t in inner if mention.span.holds(t.span) or t.span.holds(mention.span)), None)
        place = _lookup(exact, chosen) if exact is not None else None
        return replace(mention, place=place or Place(plain), name=mention.name or (place.name if place else plain),
                       country=mention.country or (place.country if place else None))
    exact = next((t for t in inner if fold(t.span.text) == fold(plain)), None)
    place = _lookup(exact, chosen) if exact is not None else None
    if place is None:
        return mention
    if place.precision == "country" or mention.as_ == "neither":
        return replace(mention, place=place)
    if mention.actor_id is not None and mention.actor_id == mention.country:
        return _of_a_state(mention, place)
    sentence = _sentence_of(understanding, mention.span)
    if mention.form == "nominal":
        named = plain[:1].isupper() and (mention.actor_id or "").startswith("generic:") and _in_or_at(sentence, mention.span)
        return _as("place", mention, place) if named else mention
    if not (mention.actor_id or "").startswith("page:") or mention.form != "name":
        return mention
    if _in_or_at(sentence, mention.span):
        return _as("place", mention, place)
    tokens = sentence.tokens_in(mention.span) if sentence is not None else []
    if tokens and tokens[-1].dep_ in ("compound", "nmod") and tokens[-1].head.pos_ == "NOUN":
        return _as("neither", mention, place)
    town = exact is not None and exact.name != exact.span.text  # with a word of kind, as in "Harper and Kingman counties"
    town = town or (fold(plain) in sure and fold(mention.name or "") == fold(plain))
    person = any(t.ent_type_ == "PERSON" for t in tokens) and not town
    return mention if person else replace(mention, place=place)


def _of_a_state(mention: Mention, place: Place) -> Mention:
    """A mention of a state by the name of a place → with it, if it is a part of the state; none of the state if it lies elsewhere."""
    if place.precision in ("province", "region") and place.country == mention.country:
        return replace(mention, place=place)
    if place.precision in ("city", "province") and place.country and place.country != mention.country:
        return _as("neither", mention, place)
    return mention


def _as(as_: Literal["place", "neither"], mention: Mention, place: Place) -> Mention:
    return replace(mention, as_=as_, actor_id=None, sector=None, place=place, name=place.name, country=place.country)
