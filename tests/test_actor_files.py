"""A user's own actors: our tables, TABARI and PETRARCH dictionaries, FollowTheMoney entities; what cannot be used is named by line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from foreshock.actors import complaints, notes, own_files, registry, validate
from foreshock.actors.cameo import cameo
from foreshock.actors.own import OwnFile, read
from foreshock.errors import BadInput
from foreshock.read import document_of
from foreshock.run.means import Means
from foreshock.run.page import read_page

TABARI = """# A list of our own, in the form of TABARI's
<!-- made for a test -->
MARSHLAND_FRONT_ [IRQREB]   # undated: a body
+FRONT_OF_THE_MARSHES_
+MLF_
OMAR_AL-MARSHI_
+ABU_MARSH_
\t[IRQREB <030409]
\t[IRQGOVMIL 030409-080630]
\t[IRQELI >080630]
HERMANN_OLDMAN_ [DEUGOV 260101-320531] ; two digits of a year
LATE_RULER_ [IRNGOV 19790205-19800204][IRNELI > 19800204]
QASEM_SOLEIMANI_
+HAJJ_QASIM_
[IRNMIL > 980101]
BAGHDAD_RADIO_ [IRQMED]
ARABIAN_ANTIQUITY_ [SAU]
GULF_TALKS_ [PGS]
"""

BROKEN = """+NOBODY'S_NAME_
BACKWARD_MAN_
[IRNGOV 090105-050803]
NO_SUCH_DAY_ [IRNGOV 990231-000101]
BAD_CODE_ [IRAQ]
WORDS_AFTER_ [IRQGOV] oops
SINGLE_DAY_ [IRQGOV 050803]
CODELESS_
UNCLOSED_ [IRQGOV
FARMER [~AGR]
!PERSON! = MAN, MEN
"""

FTM = [
    {"id": "p1", "schema": "Person", "properties": {"name": ["Salma Rafidi"], "alias": ["Umm Rafid"], "nationality": ["iq"],
                                                    "wikidataId": ["Q999999991"], "sourceUrl": ["the ministry's page"]}},
    {"id": "o1", "schema": "PublicBody", "properties": {"name": ["Marsh Recovery Board"], "country": ["iq", "ir"],
                                                        "incorporationDate": ["2012-03"]}},
    {"id": "o2", "schema": "Organization", "properties": {"name": ["Reed Guard"], "country": ["iq"], "topics": ["crime.terror", "crime"]}},
    {"id": "q1", "schema": "Position", "properties": {"name": ["chair"], "organization": ["o1"], "country": ["iq"]}},
    {"id": "q2", "schema": "Position", "properties": {"name": ["water minister"], "country": ["iq"]}},
    {"id": "r1", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["q1"], "startDate": ["2012-03"], "endDate": ["2015"]}},
    {"id": "r2", "schema": "Occupancy",
     "properties": {"holder": ["p1"], "post": ["q2"], "startDate": ["2015-02-01"], "status": ["unknown"]}},
    {"id": "k1", "schema": "Organization", "properties": {"name": ["Hamas"], "alias": ["The Gaza Rulers"], "country": ["ps"]}},
    {"id": "v1", "schema": "Vessel", "properties": {"name": ["Reed Boat"]}},
]


def written(folder: Path, name: str, text: str) -> tuple[OwnFile, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return own_files([folder / name])


def as_lines(*entities: object) -> str:
    return "\n".join(json.dumps(e) for e in entities) + "\n"


def test_a_dictionary_gives_bodies_people_and_dated_roles(tmp_path: Path) -> None:
    own = written(tmp_path, "list.txt", TABARI)
    known = registry(own)
    assert complaints(own) == ()
    front = known.get("marshland-front")
    assert front is not None
    assert (front.name, front.kind, front.country, front.sector) == ("Marshland Front", "armed group", "IRQ", "REB")
    assert [a.id for a in known.candidates("MLF")] == ["marshland-front"]
    (omar,) = known.candidates("Omar al-Marshi")
    assert (omar.kind, omar.country) == ("person", "IRQ")
    assert [(r.sector, r.start, r.end) for r in known.roles(omar.id)] == [
        ("REB", None, date(2003, 4, 9)), ("MIL", date(2003, 4, 9), date(2008, 6, 30)), ("ELI", date(2008, 6, 30), None)]
    assert all(r.citation.startswith("CAMEO IRQ") for r in known.roles(omar.id))


def test_an_open_date_is_unknown_and_never_for_ever(tmp_path: Path) -> None:
    known = registry(written(tmp_path, "list.txt", TABARI))
    before, held, after = known.roles("omar-al-marshi")
    assert before.held_on(date(2001, 1, 1)) is None
    assert held.held_on(date(2005, 1, 1)) is True
    assert after.held_on(date(2026, 1, 1)) is None
    assert after.held_on(date(2005, 1, 1)) is False


def test_two_digits_of_a_year_take_the_century_that_makes_a_range(tmp_path: Path) -> None:
    own = written(tmp_path, "list.txt", TABARI)
    (role,) = registry(own).roles("hermann-oldman")
    assert (role.start, role.end) == (date(1926, 1, 1), date(1932, 5, 31))
    assert any("list.txt:11:" in n and "taken as 1926" in n for n in read(own[0]).notes)
    assert [r.start for r in registry(own).roles("late-ruler")] == [date(1979, 2, 5), date(1980, 2, 4)]


def test_who_is_known_already_keeps_his_posts_and_gains_a_name(tmp_path: Path) -> None:
    known = registry(written(tmp_path, "list.txt", TABARI))
    (one,) = known.candidates("Hajj Qasim")
    assert one.id == "qasem-soleimani"
    assert "Qassem Suleimani" in one.aliases
    assert [r.post for r in known.roles(one.id)] == ["commander", "military officer"]
    assert [a.id for a in known.candidates("Qasem Soleimani")] == ["qasem-soleimani"]


def test_a_bare_country_is_the_state_and_a_region_is_nobodys_country(tmp_path: Path) -> None:
    known = registry(written(tmp_path, "list.txt", TABARI))
    assert [a.id for a in known.candidates("Arabian Antiquity")] == ["SAU"]
    (talks,) = known.candidates("Gulf Talks")
    assert talks.country is None
    (radio,) = known.candidates("Baghdad Radio")
    assert (radio.kind, radio.sector) == ("media", "JRN")


def test_lines_that_cannot_be_used_are_named_and_cost_no_others(tmp_path: Path) -> None:
    own = written(tmp_path, "bad.txt", TABARI + BROKEN)
    first = TABARI.count("\n") + 1
    told = {int(c.split(":")[1]): c for c in complaints(own)}
    where = {first + n: line for n, line in enumerate(BROKEN.splitlines())}
    for line in ("[IRNGOV 090105-050803]", "NO_SUCH_DAY_ [IRNGOV 990231-000101]", "BAD_CODE_ [IRAQ]", "WORDS_AFTER_ [IRQGOV] oops",
                 "SINGLE_DAY_ [IRQGOV 050803]", "CODELESS_", "UNCLOSED_ [IRQGOV"):
        assert any(where[n] == line for n in told if n in where), line
    assert registry(own).get("backward-man") is None
    assert registry(own).get("words-after") is not None
    assert sum("not an actor" in n for n in notes([tmp_path / "bad.txt"])) == 2


@pytest.mark.parametrize(("code", "country", "sector"), [
    ("IRN", "IRN", None), ("IRNGOVMIL", "IRN", "MIL"), ("IRQREBKUR", "IRQ", "REB"), ("USAMED", "USA", "JRN"), ("ROMHLH", "ROU", "MED"),
    ("IGOUNO", "IGO", None), ("IMGMUSISI", "IMG", "REB"), ("EURGOV", None, "GOV"), ("TURSEP", "TUR", "REB"), ("GOV", None, "GOV"),
    ("EGYOPPPTY", "EGY", "PTY"),
])
def test_codes_of_cameo_in_terms_of_plover(code: str, country: str | None, sector: str | None) -> None:
    found = cameo(code)
    assert found is not None
    assert (found.country, found.sector) == (country, sector)
    assert cameo(code + "X") is None


def test_entities_of_followthemoney_become_actors_and_roles(tmp_path: Path) -> None:
    own = written(tmp_path, "ftm.jsonl", as_lines(*FTM))
    known = registry(own)
    assert complaints(own) == ()
    salma, board, guard = known.get("p1"), known.get("o1"), known.get("o2")
    assert salma is not None
    assert board is not None
    assert guard is not None
    assert (salma.name, salma.kind, salma.country, salma.wikidata) == ("Salma Rafidi", "person", "IRQ", "Q999999991")
    assert (board.kind, board.country, board.start) == ("state organ", "IRQ", date(2012, 3, 1))
    assert (guard.kind, guard.sector) == ("armed group", "REB")
    chair, minister = known.roles("p1")
    assert (chair.post, chair.of, chair.start, chair.end) == ("chair", "o1", date(2012, 3, 1), date(2015, 12, 31))
    assert (minister.post, minister.of, minister.held_on(date(2020, 1, 1))) == ("water minister", "IRQ", None)
    assert [a.id for a in known.candidates("The Gaza Rulers")] == ["hamas"]
    said = notes([tmp_path / "ftm.jsonl"])
    assert any("ftm.jsonl:2" in n and "iq, ir" in n for n in said)
    assert any("Vessel" in n for n in said)


@pytest.mark.parametrize(("entity", "says"), [
    ("not json", "not JSON"),
    ({"id": "x", "schema": "Person"}, "properties"),
    ({"id": "x", "properties": {}}, "no entity"),
    ({"id": "p1", "schema": "Person", "properties": {"name": ["Twice"]}}, "line 1 too"),
    ({"id": "x", "schema": "Person", "properties": {}}, "no name"),
    ({"id": "x", "schema": "Person", "properties": {"name": ["A B"], "country": ["qq"]}}, "no country"),
    ({"id": "x", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["gone"]}}, "no Position"),
    ({"id": "x", "schema": "Occupancy", "properties": {"holder": ["gone"], "post": ["q2"]}}, "no holder"),
    ({"id": "x", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["q2"], "startDate": ["soon"]}}, "no date"),
    ({"id": "x", "schema": "Occupancy", "properties": {"holder": ["p1"], "post": ["q2"], "startDate": ["2015"], "endDate": ["2012"]}},
     "before it starts"),
])
def test_a_bad_entity_is_named_by_its_line(tmp_path: Path, entity: object, says: str) -> None:
    line = entity if isinstance(entity, str) else json.dumps(entity)
    own = written(tmp_path, "ftm.jsonl", as_lines(*FTM) + line + "\n")
    (told,) = complaints(own)
    assert f"ftm.jsonl:{len(FTM) + 1}:" in told
    assert says in told
    assert registry(own).get("p1") is not None


def test_tables_of_ours_are_told_apart_by_their_columns(tmp_path: Path) -> None:
    people = written(tmp_path, "people.tsv", "id\tname\taliases\tcountry\tcitation\nsalma\tSalma Rafidi\tUmm Rafid\tIRQ\tour notes\n")
    roles = written(tmp_path, "roles.tsv", "holder\tpost\tof\tstart\tend\tstanding\tcitation\n"
                                           "salma\twater minister\tIRQ\t2015\t\tunknown\tour notes\n")
    known = registry((*people, *roles))
    assert [r.post for r in known.roles("salma")] == ["water minister"]
    assert known.roles("salma")[0].held_on(date(2030, 1, 1)) is None
    assert validate([tmp_path / "people.tsv", tmp_path / "roles.tsv"]) == []
    assert any("holder salma is in no table" in p for p in validate([tmp_path / "roles.tsv"]))
    wide = written(tmp_path, "wide.tsv", "id\tname\tcountry\nx\tX Y\tIRQ\tlost?\n")
    assert "wide.tsv:2: 4 cells" in complaints(wide)[0]


def test_a_row_with_the_packages_id_adds_to_that_actor(tmp_path: Path) -> None:
    mine = "id\tname\tkind\tsector\taliases\npopular-mobilization-units\t\t\tMIL\tThe Crowd Force\n"
    known = registry(written(tmp_path, "mine.tsv", mine))
    units = known.get("popular-mobilization-units")
    assert units is not None
    assert (units.name, units.sector, units.country) == ("Popular Mobilization Units", "MIL", "IRQ")
    assert {"The Crowd Force", "Hashd al-Shaabi"} <= set(units.aliases)


@pytest.mark.parametrize("data", [b"Iran is a country.\n", b"\xff\xfe\x00", b"name;id\nx;y\n"])
def test_what_is_in_no_form_is_refused_with_the_next_step(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "odd.txt").write_bytes(data)
    with pytest.raises(BadInput, match=r"odd\.txt"):
        Means.of([tmp_path / "odd.txt"])


def test_a_file_that_changes_under_way_is_refused(tmp_path: Path) -> None:
    own = written(tmp_path, "list.txt", TABARI + "# one more\n")
    (tmp_path / "list.txt").write_text(TABARI + "# another\n", encoding="utf-8")
    with pytest.raises(BadInput, match="it changed"):
        registry(own)


def test_a_page_is_read_with_the_users_actors(tmp_path: Path) -> None:
    page = document_of("The Marshland Front attacked Kuwait on Sunday. Omar al-Marshi denied it.", id="p", date=date(2005, 3, 9))
    own = Means(written(tmp_path, "list.txt", TABARI))
    with_, without = read_page(page, own), read_page(page)
    assert {"marshland-front", "omar-al-marshi"} <= {m.actor_id for m in with_.mentions}
    assert not {"marshland-front", "omar-al-marshi"} & {m.actor_id for m in without.mentions}
    omar = next(m for m in with_.mentions if m.actor_id == "omar-al-marshi")
    assert (omar.country, omar.sector) == ("IRQ", "MIL")
