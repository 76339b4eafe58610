"""Countries of pairs → who lies beside whom: contiguity and distance, the oldest predictors of conflict between states (Bremer 1992)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from foreshock.forecast.dyads import Floats, Ints
from foreshock.places import alpha3, countries, geonames

if TYPE_CHECKING:
    from foreshock.forecast.features import Columns

EARTH = 6371.0  # km
UNKNOWN = 6000.0  # km between what has no place: about the mean of all pairs of countries


@cache
def _facts() -> tuple[dict[str, frozenset[str]], dict[str, str], dict[str, tuple[float, float]]]:
    """Nothing → of each country (alpha-3) its neighbours, continent, and a point inside (degrees)."""
    known = geonames().get_countries()
    code = {str(i): alpha3(i) or str(i) for i in known}
    beside = {code[i]: frozenset(code.get(x, x) for x in c["neighbours"].split(",") if x) for i, c in known.items()}
    points: dict[str, tuple[float, float]] = {}
    for place in (c.place for c in countries().values()):
        if place.country and place.lat is not None and place.lon is not None:
            points[place.country] = (place.lat, place.lon)
    return beside, {code[i]: str(c["continentcode"]) for i, c in known.items()}, points


def distances(country: Sequence[str]) -> Floats:
    """Countries (alpha-3) → kilometres between each two."""
    points = _facts()[2]
    degrees = np.radians(np.array([points.get(c, (np.nan, np.nan)) for c in country]).reshape(-1, 2))
    lat, lon = degrees[:, 0], degrees[:, 1]
    on_sphere = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], 1)
    made: Floats = np.nan_to_num(EARTH * np.arccos(np.clip(on_sphere @ on_sphere.T, -1, 1)), nan=UNKNOWN)
    return made


def borders(country: Sequence[str]) -> Floats:
    """Countries (alpha-3) → 1 where two share a land border, else 0."""
    beside = _facts()[0]
    made: Floats = np.array([[float(y in beside.get(x, ())) for y in country] for x in country]).reshape(len(country), len(country))
    return made


def nearness(columns: Columns, country: Sequence[str], a: Ints, b: Ints) -> None:
    """Adds border, distance (rounded, so that it names no pair), one continent, and being parts of one country."""
    codes = sorted(set(country))
    at = np.array([codes.index(c) for c in country], dtype=np.int64)
    x, y = at[a], at[b]
    continent = _facts()[1]
    land = np.array([continent.get(c, "") for c in codes])
    columns.add("geography", "land border", borders(codes)[x, y])
    columns.add("geography", "distance", np.log(distances(codes)[x, y] + 50.0).round(1))
    columns.add("geography", "one continent", ((land[x] == land[y]) & (land[x] != "")).astype(float))
    columns.add("geography", "one country", ((x == y) & (np.array(codes)[x] != "")).astype(float))
