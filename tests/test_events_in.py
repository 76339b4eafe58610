"""Event data of others comes in as its formats say: columns, codes, counts, directions, and what is odd about each."""

import contextlib
import csv
import gzip
import random
from datetime import date

import pytest

from eventsmade import (
    ACLED_ROWS,
    GDELT_LINES,
    ICEWS_ROWS,
    IRAN,
    IRAQ,
    POLECAT_ROWS,
    UCDP_ROWS,
    gdelt_line,
    parted,
    tabbed,
    write_all,
)
from foreshock.errors import BadInput, UnknownName
from foreshock.exchange.events_in import EVENT_FORMATS, read_events, told_by
from foreshock.types import EventTable, Party
from foreshock.types.cameo import act, acts, code_of
from foreshock.types.plover import event_types


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("events"))


@pytest.mark.parametrize("name", EVENT_FORMATS)
def test_the_file_tells_its_format(files, name):
    assert told_by(files[name]) == name
    rows = list(read_events(files[name]))
    assert rows == list(read_events(files[name], name))
    assert all(r.origin and r.line and r.actor.name for r in rows)
    assert len(EventTable.of(rows)) >= 1


def test_gdelt_codes_places_and_counts(files):
    skipped = []
    first, second, third = read_events(files["gdelt"], on_skip=skipped.append)
    assert (first.day, first.actor, first.recipient) == (
        date(2017, 3, 9), Party("TEHRAN", "IRN", "GOV", "IRNGOV"), Party("IRAQ", "IRQ", "", "IRQ"))
    assert (first.relation.cameo, first.relation.type, first.relation.quad, first.relation.score) == ("040", "CONSULT", 1, 1.0)
    assert (first.id, first.line, first.reports, first.sources, first.url) == ("900000001", 1, 4, 2, "https://news.example.org/900000001")
    assert (first.place.name, first.place.country, first.place.precision) == ("Mosul, Ninawa, Iraq", "IRQ", "city")
    assert (first.place.lat, first.place.lon, first.published) == (36.335, 43.1189, date(2017, 3, 9))
    assert (second.actor.sector, second.recipient.sector, second.relation.type) == ("MIL", "REB", "ASSAULT")
    assert (third.actor.country, third.actor.sector, third.recipient, third.relation.type) == ("ROU", "JRN", None, "REQUEST")
    assert [(s.line, s.bad) for s in skipped] == [(3, False)]


@pytest.mark.parametrize("columns", [57, 58, 61])
def test_every_age_of_gdelt_is_read(tmp_path, columns):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(gdelt_line(5, "20120309", IRAN, "112", IRAQ, columns=columns).encode()))
    [row] = read_events(path)
    assert row.place.country == "IRQ"
    assert (row.place.lat, row.published, bool(row.url)) == (36.335, date(2012, 3, 9), columns > 57)


def test_a_zip_is_read_as_its_one_file(files):
    assert [r.id for r in read_events(files["zip"])] == [r.id for r in read_events(files["gdelt"])]


def test_icews_by_its_headers_and_by_snake_case(files, tmp_path):
    one, two = read_events(files["icews"])
    assert (one.actor, one.relation.cameo, one.relation.type) == (Party("Mohammad Javad Zarif", "IRN", "GOV"), "010", "")
    assert (one.id, one.publisher) == ("7001@2017-03-09", "Example Wire")
    assert (two.day, two.actor.sector, two.recipient.sector, two.relation.score) == (date(2017, 12, 1), "MIL", "REB", -10.0)
    assert (two.place.name, two.place.country, two.place.precision, two.publisher) == ("Qandil", "IRQ", "city", "")
    snake = [[n.lower().replace(" ", "_") for n in ICEWS_ROWS[0]], *ICEWS_ROWS[1:]]
    (tmp_path / "snake.tab").write_text(tabbed(snake))
    assert [r._replace(origin="") for r in read_events(tmp_path / "snake.tab")] == [r._replace(origin="") for r in (one, two)]


def test_polecat_tolerates_what_its_files_do(files, tmp_path):
    one, two = read_events(files["polecat"])
    assert [p.name for p in (one.actor, *one.co_actors)] == ["Hossein Amir-Abdollahian", "Ali Bagheri"]
    assert {p.country for p in (one.actor, *one.co_actors)} == {"IRN"}
    assert one.relation[2:6] == ("CONSULT", 1, 4.0, ("visit",))
    assert one.contexts == ("diplomatic", "economic")
    assert (one.place.geonames_id, one.published, one.recipient.country) == (170654, date(2023, 3, 10), "SYR")
    assert (two.recipient, two.relation.score, two.actor.name) == (None, -9.5, "Türkiye")
    assert len(EventTable.of([one])) == 2
    without = [[c for n, c in zip(POLECAT_ROWS[0], row, strict=True) if n != "Intensity"] for row in POLECAT_ROWS]
    odd = "\n".join("\t".join(row) + "\t\t" for row in without)
    (tmp_path / "odd.txt").write_bytes(odd.encode("iso-8859-1"))
    assert [r.actor.name for r in read_events(tmp_path / "odd.txt")] == ["Hossein Amir-Abdollahian", "Türkiye"]


@pytest.mark.parametrize("limit", [csv.field_size_limit(), 10**9])  # other libraries of the same process lift it
def test_a_table_in_utf_16_and_an_open_quotation_mark_are_named(tmp_path, limit):
    (tmp_path / "wide.csv").write_bytes("date,actor,relation,recipient\n".encode("utf-16"))
    (tmp_path / "open.csv").write_text('date,actor,relation,recipient\n2014-01-01,Iran,"visits,Iraq\n' + "x" * 140_000)
    with pytest.raises(BadInput, match="UTF-16"):
        list(read_events(tmp_path / "wide.csv"))
    was = csv.field_size_limit(limit)
    try:
        with pytest.raises(BadInput, match=r"line 2: .*quotation marks"):
            list(read_events(tmp_path / "open.csv"))
    finally:
        csv.field_size_limit(was)


def test_acled_claims_no_direction(files, tmp_path):
    one, two = read_events(files["acled"])
    assert (one.actor, one.recipient) == (
        Party("Military Forces of Iraq (2014-)", "IRQ", "MIL"), Party("Islamic State (Iraq)", "IRQ", "REB"))
    assert not one.relation.directed
    assert (one.relation.type, one.deaths, one.sources, one.publisher, one.place.name) == ("ASSAULT", 3, 2, "Example Wire", "Mosul")
    assert "over two lines" in one.note
    assert (two.relation.type, two.precision, two.line, two.recipient) == ("", "month", 4, None)
    (tmp_path / "comma.csv").write_text(parted(ACLED_ROWS))
    assert [r.id for r in read_events(tmp_path / "comma.csv")] == ["IRQ1", "IRQ2"]


def test_ucdp_with_and_without_its_header(files, tmp_path):
    one, two = read_events(files["ucdp"])
    assert (one.day, one.end, one.precision, one.deaths) == (date(2017, 3, 1), date(2017, 3, 2), "range", 7)
    assert (one.actor, one.recipient.name, one.relation.directed) == (Party("Government of Syria", "SYR", "GOV"), "IS", False)
    assert (two.relation.directed, two.recipient, two.place.precision) == (True, Party("Civilians", "IRQ", "CVL"), "country")
    (tmp_path / "candidate.csv").write_text(parted(UCDP_ROWS[1:]))
    assert told_by(tmp_path / "candidate.csv") == "ucdp"
    assert [(r.id, r.line) for r in read_events(tmp_path / "candidate.csv")] == [("51", 1), ("52", 2)]


def test_plover_records_by_specification_and_by_example(files):
    one, two = read_events(files["plover"])
    assert (one.status, one.relation.modes, one.place.precision, one.url) == ("negated", ("aerial",), "city", "https://news.example.org/1")
    assert [p.country for p in (two.actor, *two.co_actors)] == ["IRQ", "SYR"]
    assert (two.day, two.end, two.deaths) == (date(2017, 3, 10), date(2017, 3, 12), 2)
    assert [(len(EventTable.of([r]))) for r in (one, two)] == [0, 1]


def test_a_table_of_ones_own_with_a_column_map(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("Tag\twer\twas\twem\n3/9/2017\tIran\tConsult\tIraq\n")
    with pytest.raises(BadInput, match="--column date=MYDATE"):
        list(read_events(path))
    [row] = read_events(path, columns={"date": "Tag", "actor": "wer", "relation": "was", "recipient": "wem"})
    assert (row.day, row.actor.name, row.relation.type, row.relation.quad) == (date(2017, 3, 9), "Iran", "CONSULT", 1)
    with pytest.raises(BadInput, match="no column nix"):
        list(read_events(path, columns={"date": "nix"}))


def test_a_bad_row_is_named_and_the_others_are_read(tmp_path):
    path = tmp_path / "a.csv"
    wrong = [("20170309", "040"), ("20171399", "040"), ("20170309", "999")]
    bad = [gdelt_line(n, on, IRAN, code, IRAQ) for n, (on, code) in enumerate(wrong)]
    bad.insert(1, "1\t2\t3")
    path.write_text("\n".join([*bad, GDELT_LINES[0]]))
    with pytest.raises(BadInput, match=r"a\.csv, line 2: 3 columns"):
        list(read_events(path))
    skipped = []
    assert [r.line for r in read_events(path, on_skip=skipped.append)] == [1, 5]
    assert [(s.line, s.bad) for s in skipped] == [(2, True), (3, True), (4, True)]


def test_what_is_no_event_data_is_refused_with_the_next_step(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("Iran attacked Iraq.\n")
    with pytest.raises(BadInput, match="cannot tell"):
        read_events(path)
    with pytest.raises(UnknownName, match="Choose one of"):
        read_events(path, "gdelt3")
    (tmp_path / "long.csv").write_bytes(b"x" * 1_100_000)
    with pytest.raises(BadInput, match="longer than"):
        told_by(tmp_path / "long.csv")
    (tmp_path / "no.zip").write_bytes(b"PK no")
    with pytest.raises(BadInput, match="unpacked"):
        told_by(tmp_path / "no.zip")


def test_every_cameo_code_is_of_plover_or_of_nothing():
    assert {c[:2] for c in acts()} == {f"{n:02}" for n in range(1, 21)}
    for found in acts().values():
        assert not found.type or set(found.modes) <= set(event_types()[found.type].modes), found
        assert len(found.code) <= 2 or found.code[:-1] in acts(), found.code


def test_plover_goes_to_cameo_and_back_but_for_the_losses_that_are_told():
    lost = set()
    for kind in event_types().values():
        for mode in ("", *kind.modes):
            back = act(code_of(kind.name, (mode,) if mode else ()))
            assert back is not None
            if (back.type, back.modes) != (kind.name, (mode,) if mode else ()):
                lost.add((kind.name, mode))
    told = {(r["type"], r["mode"]) for r in _to_cameo() if "comes back" in r["note"] or "not told" in r["note"]}
    assert lost <= told
    assert act("163").type == "SANCTION"
    assert "COERCE" in act("163").note


def _to_cameo():
    from foreshock.types.plover import rows

    return rows("to_cameo.tsv")


@pytest.mark.parametrize("name", EVENT_FORMATS)
def test_damaged_files_give_rows_or_reasons_never_a_crash(files, tmp_path, name):
    """Bytes turned, lines cut, cells swapped: what can be read is read, the rest is named."""
    dice, whole = random.Random(name), files[name].read_bytes()
    for n in range(120):
        damaged = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            at = dice.randrange(len(damaged))
            damaged[at : at + dice.randrange(3)] = dice.choice(
                (b"", b"\x00", b"\xff", b"\t", b";", b'"', b"\n", b"nan", b"1e999", b"{", b"[]", b"-1"))
        path = tmp_path / f"{n}"
        path.write_bytes(damaged)
        skipped = []
        with contextlib.suppress(BadInput):  # the file as a whole is refused: no header, a quotation without an end
            for row in read_events(path, name, on_skip=skipped.append):
                assert row.actor.name
                assert abs(row.relation.score) < 1e12
        path.unlink()
