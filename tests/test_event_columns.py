"""Events by columns come to the same ties, courses and forecasts as the same events one by one; a kill loses and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

import foreshock
from eventsmade import gdelt_line, write_all
from foreshock.desk import cast_of
from foreshock.forecast import forecast, watchlist
from foreshock.graph.picture import picture
from foreshock.show.brief import _lately
from foreshock.store import Store, check
from foreshock.types import Event, EventColumns, Place, When

CLOCK = datetime(2020, 1, 1, tzinfo=UTC)
WHO = [("IRNGOV", "TEHRAN", "IRN"), ("IRQ", "IRAQ", "IRQ"), ("SYRREB", "SYRIA", "SYR"), ("USAMIL", "UNITED STATES", "USA"),
       ("TUR", "TURKEY", "TUR"), ("RUSGOV", "RUSSIA", "RUS")]
CODES = ("036", "046", "057", "071", "112", "130", "138", "150", "163", "173", "190", "195")


def lines(count):
    dice = random.Random(7)
    for n in range(count):
        day = date.fromordinal(date(2016, 3, 1).toordinal() + n * 400 // count)
        one, two = dice.sample(WHO, 2)
        yield gdelt_line(n, f"{day:%Y%m%d}", one, dice.choice(CODES), two)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("columns")
    (folder / "made.csv").write_text("\n".join(lines(600)) + "\n")
    made = foreshock.open(folder / "s.duckdb")
    made.import_events(folder / "made.csv", *write_all(folder).values(), clock=CLOCK)
    return made


def own():
    """Happenings of pages, as a store would hold them beside the imported ones."""
    def one(n, kind, day, status="actual", **more):
        return Event(f"h{n}", kind, ("IRN", "hezbollah"), ("USA",), When.day(date.fromisoformat(day), "text") if day else When(), status,
                     score=-9.0 if kind == "ASSAULT" else 6.0, **more)
    return [
        one(1, "ASSAULT", "2016-09-09", place=Place("Mosul", country="IRQ", precision="city")), one(2, "AGREE", "2016-08-09", hedged=True),
        one(3, "ASSAULT", "2017-09-09", "future"), one(4, "ASSAULT", "", "hypothetical"), one(5, "ASSAULT", "2016-09-10", "negated"),
        one(6, "ASSAULT", "2016-09-11", part_kinds=("comment",)), one(7, "THREATEN", "2016-09-09", confidence=0.5),
        Event("h8", "AGREE", ("IRN", "TUR", "RUS"), (), When.day(date(2016, 12, 1), "text"), "actual", score=6.0),
    ]


@pytest.fixture(scope="module")
def both(desk):
    """(by columns, one by one, actors, roles)."""
    with Store.open(desk.path) as store:
        columns = store.imported_columns().joined(EventColumns.of(own()))
        return columns, list(columns), cast_of(store.actors(), store.roles()), store.roles()


def test_the_columns_hold_every_event_once_and_in_order(desk, both):
    columns, told, _, _ = both
    with Store.open(desk.path) as store:
        assert {e.id: e for e in told} == {e.id: e for e in [*store.imported_events(), *own()]}
    days = [(e.when.latest or e.when.earliest or date.min, e.id) for e in told]
    assert days == sorted(days)
    again = EventColumns.of(told)
    for side in ("doer", "other"):
        stand = [{(int(n), c.actors[i]) for n, i in zip(getattr(c, f"{side}_of"), getattr(c, side), strict=True)} for c in (columns, again)]
        assert stand[0] == stand[1]
    kept = columns.only(columns.day > date(2016, 12, 1).toordinal())
    assert list(kept) == [e for e, d in zip(told, columns.day, strict=True) if d > date(2016, 12, 1).toordinal()]


@pytest.mark.parametrize("level", ["actor", "group", "country"])
def test_ties_and_courses_are_those_of_the_same_events_one_by_one(both, level):
    columns, told, actors, roles = both
    day = date(2017, 3, 9)
    fast, slow = (picture((), events, (), (), actors, as_of=day, level=level, roles=roles) for events in (columns, told))
    assert {t.id: t for t in fast.ties}.keys() == {t.id for t in slow.ties}
    others = {t.id: t for t in slow.ties}
    for tie in fast.ties:
        other = others[tie.id]
        assert tie.strength == pytest.approx(other.strength, abs=2e-6)
        assert (tie.kind, tie.first_seen, tie.last_seen, tie.hedged) == (other.kind, other.first_seen, other.last_seen, other.hedged)
    assert {c.pair: c.score for c in fast.courses} == pytest.approx({c.pair: c.score for c in slow.courses}, abs=1e-4)
    assert len(fast.courses) > 5
    by_pair = {c.pair: c for c in slow.courses}
    for one in fast.courses[:5]:
        assert {r.text for r in one.reasons} == {r.text for r in by_pair[one.pair].reasons}


def test_forecasts_are_those_of_the_same_events_one_by_one(both):
    columns, told, actors, roles = both
    day = date(2017, 3, 9)
    found = []
    for events in (columns, told):
        p = picture((), events, (), (), actors, as_of=day, roles=roles)
        listed = watchlist(p.events, p.ties, p.courses, p.actors, as_of=day)
        one = forecast(("IRN", "USA"), p.events, p.ties, p.courses, p.actors, as_of=day)
        assert "weights fitted" in one.record
        found.append(({f.pair: f.probability for f in listed}, one.probability, [w.split(":")[0] for w in one.would_change]))
    assert found[0][0] == pytest.approx(found[1][0], abs=1e-5)
    assert found[0][1:] == (pytest.approx(found[1][1], abs=1e-5), found[1][2])


def test_no_row_becomes_an_event_for_ties(desk, monkeypatch):
    from foreshock.store import imported

    def made(*_):
        raise AssertionError("a row was read as an Event")

    monkeypatch.setattr(imported, "_event", made)
    assert len(desk.ties()) > 10


def test_what_a_brief_tells_is_the_same_by_columns(both):
    columns, told, _, _ = both
    assert _lately(columns) == _lately(EventColumns.of(told))


def test_diff_and_report_stand_on_imported_rows(desk, tmp_path):
    changes = desk.diff("2016-06-01", "2017-03-01")
    assert {c.what for c in changes} & {"new tie", "stronger", "flipped"}
    page = desk.report(tmp_path / "r.html", as_of="2017-03-09").read_text("utf-8")
    assert "Nothing to forecast from" not in page
    assert "No pair is on course" not in page


KILLED = """
import sys
from datetime import UTC, datetime
from foreshock.run import importing
importing.BATCH = 50
def told(so_far, path):
    print(so_far.stored, flush=True)
    if so_far.stored >= 200:
        sys.stdin.read()  # held inside the import until the kill comes
importing.import_events([sys.argv[1]], sys.argv[2], clock=datetime(2020, 1, 1, tzinfo=UTC), progress=told)
"""


def test_a_real_kill_loses_nothing_and_doubles_nothing(tmp_path):
    path, store = tmp_path / "made.csv", tmp_path / "s.duckdb"
    path.write_text("\n".join(lines(600)) + "\n")
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path), str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True, env=dict(os.environ))
    while int(process.stdout.readline()) < 200:
        pass
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.stdin.close()
    process.stdout.close()
    desk = foreshock.open(store)
    told = desk.import_events(path, clock=CLOCK)
    assert (told.stored, told.unchanged) == (400, 200)
    whole = foreshock.open(tmp_path / "whole.duckdb")
    whole.import_events(path, clock=CLOCK)
    assert list(desk.events()) == list(whole.events())
    assert check(store) == []
