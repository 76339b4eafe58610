"""Others' event data in a store: taken in once, mapped to the registry by name and day, beside what pages told, never lost by a kill."""

from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

import foreshock
from eventsmade import ACLED_ROWS, GDELT_LINES, ICEWS, IRAN, IRAQ, gdelt_line, parted, rows_of, tabbed, write_all
from foreshock.cli import app
from foreshock.errors import BadInput
from foreshock.run import importing
from foreshock.store import Store, check

CLOCK = datetime(2020, 1, 1, tzinfo=UTC)
run = CliRunner()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def imported(files, tmp_path_factory):
    """A desk that holds one file of each format; tests must not write to it."""
    desk = foreshock.open(tmp_path_factory.mktemp("desk") / "desk.duckdb")
    told = desk.import_events(*files.values(), clock=CLOCK)
    assert (told.stored, told.unchanged, told.skipped, told.bad) == (15, 3, 2, 0)  # the zip holds the rows of the plain file
    return desk


def test_importing_again_changes_nothing(imported, files):
    before = list(imported.events())
    told = imported.import_events(*files.values(), clock=CLOCK)
    assert (told.stored, told.unchanged) == (0, 18)
    assert list(imported.events()) == before
    assert check(imported.path) == []


def test_events_stand_on_the_word_of_their_table(imported):
    events = {e.id: e for e in imported.events()}
    gdelt = events["gdelt:900000002"]
    assert (gdelt.actors, gdelt.recipients, gdelt.type) == (("us-armed-forces",), ("generic:SYR:REB:rebel",), "ASSAULT")
    assert (gdelt.mentions, gdelt.documents) == ((), ())
    assert gdelt.word_of == "GDELT: conventional force, not specified (20170309.export.CSV, line 2, reported 4 times)"
    assert events["acled:IRQ1"].recipients == ()  # no direction is claimed: both act
    assert set(events["acled:IRQ1"].actors) == {"iraqi-armed-forces", "islamic-state"}
    assert events["ucdp:51"].when.text == "2017-03-01/2017-03-02"
    assert events["polecat:202303090001"].actors == ("hossein-amir-abdollahian", "ali-bagheri-kani")
    assert "gdelt:900000003" not in events  # names nobody
    assert not any(i.startswith("icews:7001") for i in events)  # a statement is no event of PLOVER's
    assert "no sentence stands behind it; on the word of GDELT" in str(imported.show("gdelt:900000002"))
    assert "(no sentence; on the word of POLECAT: Assault: heavy-weapons (ngecEvents.2023.txt, line 3))" in str(imported.brief())


def test_the_lens_goes_by_day_actor_pair_and_knowledge(imported):
    def ids(**asked):
        return [e.id for e in imported.events(**asked)]

    assert ids(pair=("IRN", "IRQ"), until="2017-12-31") == ["gdelt:900000001", "table:dd6a01f32cca4a06-1"]
    assert ids(actor="islamic-state") == ["ucdp:51", "ucdp:52", "acled:IRQ1"]
    assert ids(since="2017-03-02", until="2017-03-04") == ["ucdp:51", "ucdp:52"]
    assert "polecat:202303090001" not in ids(as_of="2023-03-09")  # published on the tenth
    assert "polecat:202303090001" in ids(as_of="2023-03-10")
    assert ids(status="negated") == ["plover:p1"]
    assert ids(part="comment") == []


def test_ties_courses_and_forecasts_rest_on_them(imported):
    fights = {(t.subject, t.target): t for t in imported.ties(as_of="2017-12-31") if t.kind == "fights"}
    assert ("TUR", "pkk") in fights
    assert fights["TUR", "pkk"].evidence == ()
    assert any(c.pair == ("TUR", "pkk") for c in imported.courses(as_of="2017-12-31"))
    assert 0 < imported.forecast("TUR", "pkk", as_of="2017-12-31").probability < 1
    assert {a.id for a in imported.actors()} >= {"TUR", "IRN", "pkk", "turkish-armed-forces"}  # and those they act for


def test_all_events_come_by_columns(imported):
    table = imported.event_table(until="2017-12-31")
    told = [(date.fromordinal(int(d)), table.parties[a].id, table.parties[r].id if r >= 0 else None, o)
            for d, a, r, o in zip(table.day, table.actor, table.recipient, table.origin, strict=True)]
    assert (date(2017, 3, 10), "us-armed-forces", "generic:SYR:REB:rebel", "gdelt:900000002") in told
    assert (date(2017, 3, 9), "iraqi-armed-forces", "islamic-state", "acled:IRQ1") in told
    assert (date(2017, 3, 10), "IRQ", "SYR", "plover:p2") in told
    assert not [t for t in told if t[3] == "plover:p1"]  # denied
    assert list(table.day) == sorted(table.day)
    assert {r.directed for r in table.relations} == {True, False}


def test_pages_and_tables_stand_in_one_picture(files, tmp_path):
    desk = foreshock.open(tmp_path / "s.duckdb")
    (tmp_path / "page.txt").write_text("March 12, 2017\n\nTurkey bombed PKK positions in Qandil on Sunday, officials said.\n")
    desk.read(tmp_path / "page.txt", clock=CLOCK)
    own = [e.id for e in desk.events()]
    desk.import_events(files["icews"], clock=CLOCK)
    both = desk.events()
    assert set(own) < {e.id for e in both}
    table = desk.event_table()
    assert set(table.origin) == {*own, "icews:7001@2017-03-09", "icews:7002@2017-12-01"}
    assert len({p.id for p in table.parties if p.id == "pkk"}) == 1
    assert [e.when.earliest or date.max for e in both] == sorted(e.when.earliest or date.max for e in both)
    assert check(desk.path) == []


def test_posts_are_those_of_the_day(tmp_path):
    rows = [{"Event ID": str(n), "Event Date": day, "Source Name": "President (Iran)", "Source Country": "Iran", "CAMEO Code": "040",
             "Target Name": "Front for Nothing", "Target Country": "Iraq"} for n, day in enumerate(("2012-05-01", "2017-05-01"))]
    (tmp_path / "a.tab").write_text(tabbed(rows_of(ICEWS, *rows)))
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.import_events(tmp_path / "a.tab", clock=CLOCK)
    assert [e.actors for e in desk.events()] == [("mahmoud-ahmadinejad",), ("hassan-rouhani",)]
    assert desk.unmapped() == [("Front for Nothing", "IRQ", 2)]
    assert [a.origin for a in desk.actors() if a.name == "Front for Nothing"] == ["table"]


def test_what_a_kill_cut_short_is_taken_up(tmp_path, monkeypatch):
    lines = [gdelt_line(n, f"201703{n:02}", IRAN, "040", IRAQ) for n in range(1, 10)]
    lines[4] = lines[3]  # the same event twice
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(importing, "BATCH", 2)

    def killed(told, path):
        if told.stored >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.import_events([path], tmp_path / "s.duckdb", clock=CLOCK, progress=killed)
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.imported_count() == 4
        assert store.runs()[-1].ended is None
    told = importing.import_events([path], tmp_path / "s.duckdb", clock=CLOCK)
    assert (told.stored, told.unchanged) == (4, 5)
    assert [e.id for e in foreshock.open(tmp_path / "s.duckdb").events()] == [f"gdelt:{n}" for n in (1, 2, 3, 4, 6, 7, 8, 9)]
    assert check(tmp_path / "s.duckdb") == []


def test_rows_without_an_id_are_told_apart_by_what_they_say(tmp_path):
    one = "2017-03-09,Iran,Consult,Iraq\n"
    path = tmp_path / "a.csv"
    path.write_text("date,actor,relation,recipient\n" + one + one)
    desk = foreshock.open(tmp_path / "s.duckdb")
    assert desk.import_events(path, clock=CLOCK).stored == 2  # said twice, meant twice
    path.write_text("date,actor,relation,recipient\n2017-03-08,Iran,Consult,Iraq\n" + one + one)
    told = desk.import_events(path, clock=CLOCK)
    assert (told.stored, told.unchanged) == (1, 2)


def test_what_a_store_holds_does_not_hang_on_the_order_of_files(tmp_path):
    lines = [gdelt_line(n, f"201703{n:02}", IRAN, "040", IRAQ) for n in range(1, 6)]
    (tmp_path / "a.csv").write_text("\n".join(lines[1:4]) + "\n")
    (tmp_path / "b.csv").write_text("\n".join(lines) + "\n")
    told = []
    for n, order in enumerate((("a.csv", "b.csv"), ("b.csv", "a.csv"))):
        desk = foreshock.open(tmp_path / f"{n}.duckdb")
        for name in order:
            desk.import_events(tmp_path / name, clock=CLOCK)
        told.append(list(desk.events()))
    assert told[0] == told[1]
    assert [e.word_of.partition("(")[2].partition(",")[0] for e in told[0]] == ["b.csv", "a.csv", "a.csv", "a.csv", "b.csv"]


def test_a_store_of_event_data_is_locked_and_made_again(files, tmp_path):
    for path in files.values():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "own.tsv").write_text("Tag\twer\twas\twem\n2017-03-09\tIran\tConsult\tIraq\n")
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.import_events(*(tmp_path / p.name for p in files.values()), clock=CLOCK)
    desk.import_events(tmp_path / "own.tsv", columns={"date": "Tag", "actor": "wer", "relation": "was", "recipient": "wem"}, clock=CLOCK)
    made = desk.lock(tmp_path / "run.lock")
    assert len(made.files) == len(files) + 1
    assert made.counts["imported rows"] == 16
    again = run.invoke(app, ["reproduce", str(tmp_path / "run.lock"), "-o", str(tmp_path / "again.duckdb")])
    assert again.exit_code == 0, again.output
    assert list(foreshock.open(tmp_path / "again.duckdb").events()) == list(desk.events())
    (tmp_path / "own.tsv").write_text("Tag\n")
    with pytest.raises(BadInput, match=r"own\.tsv: is not there any more, or has changed since it was imported"):
        desk.lock(tmp_path / "run.lock")


def test_a_row_that_its_makers_changed_replaces_the_older_one(tmp_path):
    desk = foreshock.open(tmp_path / "s.duckdb")
    stamp, deaths, day = (ACLED_ROWS[0].index(c) for c in ("timestamp", "fatalities", "event_date"))
    for told, count, on in (("1500000000", "3", "2017-03-09"), ("1600000000", "5", "2017-03-08"), ("1400000000", "1", "2017-03-09")):
        row = list(ACLED_ROWS[1])
        row[stamp], row[deaths], row[day] = told, count, on
        (tmp_path / f"{told}.csv").write_text(parted([ACLED_ROWS[0], row]))
        desk.import_events(tmp_path / f"{told}.csv", clock=CLOCK)
    [event] = desk.events()
    assert event.when.text == "2017-03-08"


def test_the_command_names_bad_rows_and_unknown_names(tmp_path):
    path, store = tmp_path / "mine.csv", tmp_path / "s.duckdb"
    path.write_text("Tag,wer,was,wem\n2017-03-09,Iran,Consult,Nobody's Front\n2017-99-09,Iran,Consult,Iraq\n")
    mapped = [w for pair in ("date=Tag", "actor=wer", "relation=was", "recipient=wem") for w in ("--column", pair)]
    told = run.invoke(app, ["import", str(path), "--store", str(store), "--unmapped", str(tmp_path / "u.csv"), *mapped])
    assert told.exit_code == 3
    assert "mine.csv, line 3: '2017-99-09' is no day" in told.output
    assert "1 rows stored, 0 already there, 0 name no actor, 1 bad." in told.output
    assert (tmp_path / "u.csv").read_text() == "name,country,rows\nNobody's Front,,1\n"
    assert run.invoke(app, ["events", str(store)]).output.count("a table") == 1
    with pytest.raises(BadInput, match="date=MYDATE"):
        run.invoke(app, ["import", str(path), "--store", str(store), "--column", "date"], catch_exceptions=False)


def test_gdelt_counts_are_of_reports(tmp_path):
    (tmp_path / "a.csv").write_text(GDELT_LINES[0] + "\n")
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.import_events(tmp_path / "a.csv", clock=CLOCK)
    assert len(desk.events()) == 1  # four articles, one event
    with Store.open(desk.path) as store:
        assert store._connection.execute("SELECT reports, sources FROM imported_events").fetchall() == [(4, 2)]


def test_what_no_column_holds_is_a_bad_row(tmp_path):
    lines = [GDELT_LINES[0], GDELT_LINES[1].replace("\t4\t-3.1", "\t99999999999\t-3.1"), gdelt_line(7, "00010101", IRAN, "040", IRAQ),
             gdelt_line(8, "20170309", ("IRN", "IR\0AN \ud83d\ude00", "IRN"), "040", IRAQ)]
    (tmp_path / "a.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    desk = foreshock.open(tmp_path / "s.duckdb")
    told = desk.import_events(tmp_path / "a.csv", clock=CLOCK)
    assert (told.stored, told.bad) == (2, 2)
    (tmp_path / "a.jsonl").write_text('{"id":"\\ud800","date":"2017-03-09","actor":[{"entity_text":"A\\ud800\\u0000"}],"event":["AID"]}\n')
    assert desk.import_events(tmp_path / "a.jsonl", clock=CLOCK).stored == 1
    assert len(desk.events()) == 3
    assert check(desk.path) == []
