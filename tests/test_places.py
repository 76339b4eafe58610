"""Places: tables and gazetteer, which place of a name, and what is never put on the map."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from foreshock.places import countries, demonyms, fold, gazetteer, geonames, patches, rows, states
from foreshock.resolve.places import candidates, where
from foreshock.types import Document, Mention, Part, Place, Span
from foreshock.understand import understand


def located(text: str, mentions: tuple[Mention, ...] = ()) -> tuple[Mention, ...]:
    return where(understand(Document("d", "v", text, (Part(0, "body", Span.of(text, 0, len(text))),))), mentions)


def place(text: str, name: str) -> Place:
    found = [m for m in located(text) if m.span.text == name and m.as_ == "place"]
    assert found, f"{name} was not found"
    assert found[0].place is not None
    return found[0].place


@pytest.mark.parametrize(("name", "country"), [
    ("Raqqa", "SYR"), ("Hasakah", "SYR"), ("Mosul", "IRQ"), ("Qamishli", "SYR"), ("Kyiv", "UKR"),
])
def test_the_best_known_of_a_name_and_its_spellings(name: str, country: str) -> None:
    assert candidates(name)[0].place.country == country


def test_articles_and_accents_fold() -> None:
    assert {c.place.geonames_id for c in gazetteer.lookup("Ar Raqqah")} & {c.place.geonames_id for c in gazetteer.lookup("Raqqa")}
    assert fold("Brăila") == fold("Braila")


@pytest.mark.parametrize(("text", "name", "country", "precision"), [
    ("Troops massed in northern Iraq on Sunday.", "northern Iraq", "IRQ", "region"),
    ("Families fled across the Nineveh Plains.", "Nineveh Plains", "IRQ", "region"),
    ("Engineers went back to Mosul Dam.", "Mosul Dam", "IRQ", "point"),
    ("Fighting went on in Anbar Province.", "Anbar Province", "IRQ", "province"),
    ("A patrol was hit on the Golan Heights.", "Golan Heights", "SYR", "region"),
    ("The frigate lay in the Strait of Hormuz.", "Strait of Hormuz", None, "region"),
    ("Police arrested two men in Paris, Texas.", "Paris", "USA", "city"),
    ("The president arrived in Paris after talks in Lyon and Marseille.", "Paris", "FRA", "city"),
    ("The fire spread in Albany, New York.", "New York", "USA", "province"),
])
def test_which_place_and_how_precisely(text: str, name: str, country: str | None, precision: str) -> None:
    found = place(text, name)
    assert (found.country, found.precision) == (country, precision)


def test_a_direction_moves_the_point() -> None:
    north, south = place("Troops massed in northern Iraq.", "northern Iraq"), place("Troops massed in southern Iraq.", "southern Iraq")
    assert north.lat is not None
    assert south.lat is not None
    assert north.lat > 35 > 32.5 > south.lat
    assert north.geonames_id is None


def test_washington_is_the_capital_unless_the_state_is_named() -> None:
    assert place("The envoy landed in Washington.", "Washington").geonames_id == 4140963
    assert place("The fire spread near Spokane, Washington.", "Washington").precision == "province"


def test_governments_are_not_on_the_map() -> None:
    found = located("Iran's reach has caused concern in Washington. Tehran supports the militias.")
    assert not [m for m in found if m.span.text in {"Washington", "Tehran"} and m.place is not None]


def test_an_actor_that_is_a_country_has_its_place_and_a_capital_that_acts_has_none() -> None:
    text = "Iran supports the militias. Tehran denies it."
    actors = tuple(Mention(Span.of(text, s, e), "actor", "name", s, "IRN", country="IRN") for s, e in ((0, 4), (28, 34)))
    iran, tehran = (m for m in located(text, actors) if m.as_ == "actor")
    assert iran.place is not None
    assert iran.place.precision == "country"
    assert tehran.place is None


def test_demonyms_point_at_a_country_and_place_nothing() -> None:
    found = [m for m in located("Iranian advisers trained Chechen fighters.") if m.place]
    assert [(m.as_, m.form, m.place and m.place.name) for m in found] == [
        ("neither", "adjective", "Iran"), ("neither", "adjective", "Chechnya")]


def test_what_the_gazetteer_lacks_stays_unresolved() -> None:
    text = "The clash took place in Zzyqvarabad on Sunday."
    start = text.index("Zzyq")
    mention = Mention(Span.of(text, start, start + 11), "place", "name", start)
    (found,) = (m for m in located(text, (mention,)) if m.span == mention.span)
    assert found.place == Place("Zzyqvarabad")


def test_mentions_stay_verbatim_and_in_order() -> None:
    text = "MOSUL, Iraq — Shells\u00a0fell on Tal Afar 🙂 and near Raqqa, Syria’s old “capital”."
    found = located(text)
    assert all(text[m.span.start : m.span.end] == m.span.text for m in found)
    assert [m.span.start for m in found] == sorted(m.span.start for m in found)
    assert {"MOSUL", "Tal Afar", "Raqqa"} <= {m.span.text for m in found}


def test_the_index_is_built_in_memory_where_no_cache_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    town = {"geonameid": 1, "name": "Tikrit", "latitude": 34.6, "longitude": 43.7, "countrycode": "IQ", "admin1code": "18",
            "population": 41_300, "alternatenames": ["Takrit", "تكريت"]}
    few = SimpleNamespace(get_cities=lambda: {"1": town}, get_countries=geonames().get_countries)
    monkeypatch.setattr(gazetteer, "geonames", lambda: few)
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    gazetteer._open.cache_clear()
    try:
        assert [c.place.country for c in (*gazetteer.lookup("Tikrit"), *gazetteer.lookup("Takrit"))] == ["IRQ", "IRQ"]
    finally:
        gazetteer._open.cache_clear()


def test_tables_hold() -> None:
    for row in rows("patches.tsv"):
        assert -90 <= float(row["lat"]) <= 90, row["name"]
        assert -180 <= float(row["lon"]) <= 180, row["name"]
        assert row["citation"], row["name"]
        assert fold(row["name"]) in patches()
    assert len({r["iso"] for r in rows("countries.tsv")}) == len(rows("countries.tsv"))
    assert {"Abkhaz", "Iranian", "Texan"} <= set(demonyms())
    assert states()["texas"].place.country == "USA"
    assert countries()["uk"].place.country == "GBR"


@pytest.mark.parametrize(("text", "span", "name", "precision"), [
    ("Damage was reported in Harper and Kingman counties of Kansas.", "Kingman", "Kingman County", "district"),
    ("Police of the state of Washington found it.", "Washington", "Washington", "province"),
    ("They live in the town of Qzarqa in Jordan.", "Qzarqa", "Qzarqa", "unresolved"),
    ("The fire was in Samar province in the Philippines.", "Samar province", "Samar", "province"),
    ("The Lebanon City Council met, and Lebanon Middle School was shut.", "Lebanon", "Lebanon", "city"),
    ("Floods hit West Wichita and the rest of Kansas.", "West Wichita", "west Wichita", "region"),
    ("The flood in Fargo went down. The Moorhead Spuds won again.", "Moorhead", "Moorhead", "city"),
])
def test_words_of_kind_and_neighbours_tell_which_place(text: str, span: str, name: str, precision: str) -> None:
    found = [m.place for m in located(text) if m.span.text == span and m.place is not None]
    assert [(p.name, p.precision) for p in found][:1] == [(name, precision)]


def test_a_province_that_bears_its_towns_name_needs_its_word_of_kind() -> None:
    assert candidates("Ghazni")[0].kind == "town"
    assert candidates("Kankan Region")[0].place.precision == "province"
    assert {c.place.country for c in candidates("Berkshire County")} == {"USA"}


def test_the_table_of_divisions_holds() -> None:
    found = rows("divisions.tsv")
    assert len(found) > 8_000
    assert len({(r["name"], r["level"], r["country"], r["admin1"]) for r in found}) == len(found)
    for row in found:
        assert row["level"] in ("1", "2")
        assert -60 < float(row["lat"]) < 84
        assert -180 <= float(row["lon"]) <= 180
        assert int(row["population"]) >= 0
