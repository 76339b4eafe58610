"""The store: what goes in comes out, versions, what is there already, and what a lens shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock.errors import StoreError, UnknownName, UnreadablePage
from foreshock.store import Store, check, storable
from foreshock.types import Actor, Document, Event, Lens, Mention, Part, Place, Reading, Run, Span, Time, When
from foreshock.types.ids import stable_id
from storemade import CLOCK, TEXT, document, filled, happenings, reading, rows, run, span, when


def test_what_goes_in_comes_out_the_same(tmp_path: Path) -> None:
    filled(tmp_path / "s.duckdb", reading())
    with Store.open(tmp_path / "s.duckdb") as store:
        assert store.reading("d-1") == reading()
        assert list(store.readings()) == [reading()]
        assert store.document("d-1") == document()
        assert list(store.times("d-1")) == list(reading().times)
        assert [m.span.text for m in store.places("d-1")] == ["Samawah"]
        assert store.mention(reading().events[0].id) == reading().events[0]
    assert check(tmp_path / "s.duckdb") == []


letters = st.sampled_from(["a", "Z", "\u00a0", "\U0001f600", "ا", "ل", "\u200f", "\n", "'", '"', "\\", "<", "é", "\u0301", "\x00", " "])
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
moments = st.builds(
    When, st.none() | days, st.none() | days, st.sampled_from(["day", "year", "unknown"]), st.text(letters, max_size=5),
    st.none() | st.times(), st.lists(st.tuples(days, days), max_size=2).map(tuple),
)
maybe = st.none() | st.text(letters, max_size=6)
places = st.builds(Place, st.text(letters), st.none() | st.integers(0, 2**40), st.none() | st.floats(-90, 90), st.none(), maybe, maybe)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    text = draw(st.text(letters, min_size=2, max_size=60))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda p: p[0] < p[1])
    spans = ends.map(lambda p: Span.of(text, *p))
    parts = tuple(Part(0, "body", Span.of(text, 0, len(text)), draw(maybe), draw(moments)) for _ in range(draw(st.integers(0, 1))))
    page = Document("d", "v", text, parts, draw(maybe), draw(st.lists(st.text(letters), max_size=2).map(tuple)), draw(maybe), draw(moments))
    mentions = st.builds(Mention, spans, head=st.integers(-1, 60), name=maybe, place=st.none() | places)
    times = st.builds(Time, spans, st.just("DATE"), st.text(letters), moments)
    return Reading(page, *(draw(st.lists(s, max_size=3).map(tuple)) for s in (spans, mentions, times)))


def test_any_text_comes_out_as_it_went_in(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        store.begin(run())

        @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(readings())
        def comes_out(made: Reading) -> None:
            made = replace(made, document=replace(made.document, id=stable_id("d", made)))
            store.commit("r-1", [made])
            assert store.reading(made.document.id) == made

        comes_out()
    assert [p for p in check(tmp_path / "s.duckdb") if "older than" not in p] == []


def test_the_same_page_twice_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "s.duckdb", reading())
    before = rows(tmp_path / "s.duckdb")
    with Store.open(tmp_path / "s.duckdb", "write") as store:
        store.begin(run(2))
        assert store.seen("d-1.html", document().sha256)
        assert not store.seen("d-1.html", "0" * 64)
        assert store.commit("r-2", [reading()]) == (0, 1)
        assert not store.stale
        store.finish("r-2", {}, CLOCK)
    assert rows(tmp_path / "s.duckdb") == before


def test_a_changed_page_is_a_new_version_and_the_old_one_is_kept(tmp_path: Path) -> None:
    old, new = reading(), reading(document(TEXT + " Updated."))
    path = tmp_path / "s.duckdb"
    filled(path, old)
    filled(path, new, number=2)
    with Store.open(path) as store:
        assert [d.version for d in store.documents()] == [new.document.version]
        assert store.reading("d-1") == new
        assert store.reading("d-1", old.document.version) == old
        assert len(store.tie_mentions()) == 1
    filled(path, old, number=3)  # the page goes back to what it was
    with Store.open(path) as store:
        assert [d.version for d in store.documents()] == [old.document.version]
        assert not store.stale
    assert check(path) == []


def test_a_page_changed_between_a_kill_and_the_next_run_counts_as_changed(tmp_path: Path) -> None:
    old, new = reading(), reading(document(TEXT + " Updated.", published=when(2017, 3, 1)))
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        store.begin(run(1))
        store.commit("r-1", [old])
    with Store.open(tmp_path / "s.duckdb", "write") as store:
        store.begin(run(2))
        assert store.seen("d-1.html", old.document.sha256)
        store.commit("r-2", [new])
        assert store.document("d-1") == new.document


def test_pages_read_with_other_means_are_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    filled(path, reading())
    better = replace(reading(), ties=())
    with Store.open(path, "write") as store:
        store.begin(run(2, resources={"words/cues.tsv": "f" * 64}))
        assert not store.seen("d-1.html", document().sha256)
        assert store.commit("r-2", [better]) == (1, 0)
        store.rebuild_events(happenings)
        assert store.reading("d-1") == better
        assert {r for (r,) in store._connection.execute("SELECT run_id FROM known_actors").fetchall()} == {"r-2"}
    assert check(path) == []


def test_rows_do_not_hang_on_the_order_of_pages(tmp_path: Path) -> None:
    twin = reading(replace(document(), address="copy/d-1.html"))
    three = [reading(), twin, reading(document(id="d-2", published=When()))]
    told = []
    for n, order in enumerate([three, three[::-1], [three[1], three[2], three[0]]]):
        path = tmp_path / f"{n}.duckdb"
        with Store.open(path, "write", create=True) as store:
            store.begin(run())
            assert sum(store.commit("r-1", [r]).stored for r in order) == 2
            store.rebuild_events(happenings)
        told.append(rows(path))
        assert check(path) == []
    assert all(t == told[0] for t in told)


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    broken = reading(document(id="d-2"))
    broken = replace(broken, times=(replace(broken.times[0], value=None),))  # type: ignore[arg-type]
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        store.begin(run())
        with pytest.raises(StoreError, match="NOT NULL"):
            store.commit("r-1", [reading(), broken])
        assert len(store.documents()) == 0
        assert not store.seen("d-1.html", document().sha256)
        assert store.commit("r-1", [reading()]) == (1, 0)


def test_half_a_character_is_the_pages_fault(tmp_path: Path) -> None:
    page = replace(document(), text="half \ud83d", parts=())
    with pytest.raises(UnreadablePage, match="surrogate"):
        storable(Reading(page))


def test_failed_pages_are_noted_even_with_strange_names(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        store.begin(run())
        store.commit("r-1", [], failed=[UnreadablePage("a\udcff.html", "no text")])
        noted = store._connection.execute("SELECT address, outcome, reason FROM ledger").fetchall()
    assert noted == [("a\\udcff.html", "failed", "no text")]


def test_runs_keep_what_they_were_made_of(tmp_path: Path) -> None:
    noon = CLOCK.astimezone(timezone(timedelta(hours=3)))
    made = Run("r-1", noon, "0.1+ab", {"m": "1"}, {"words/a.tsv": "2", "b": "3"}, {"k": "v"}, ("a.html", "ب"))
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        assert store.begin(made) == made
        again = store.begin(made)
        assert again.id != made.id
        store.finish(again.id, {"stored": 3, "failed": 0}, noon + timedelta(seconds=9))
        assert list(store.runs()) == sorted(
            [made, replace(again, counts={"stored": 3, "failed": 0}, ended=noon + timedelta(seconds=9))], key=lambda r: r.id)


def test_writing_needs_a_run_and_a_store_open_for_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        with pytest.raises(StoreError, match="not under way"):
            store.commit("r-9", [])
        with pytest.raises(StoreError, match="no run"):
            store.rebuild_events(happenings)
    with Store.open(tmp_path / "s.duckdb") as store, pytest.raises(StoreError, match="reading only"):
        store.begin(run())


def test_a_disk_that_fills_while_happenings_are_made_is_told_and_the_old_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    filled(path, reading())

    def full(reports: object, story: object) -> list[Event]:
        raise duckdb.OutOfMemoryException("Out of Memory Error: no space left")

    before = rows(path)
    with Store.open(path, "write") as store, pytest.raises(StoreError, match="no space left"):
        store.rebuild_events(full)
    assert rows(path) == before


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dated pages and an undated one."""
    path = tmp_path_factory.mktemp("store") / "s.duckdb"
    filled(path, reading(), reading(document(id="d-0", published=when(2018, 5, 1))), reading(document(id="d-9", published=When())))
    return path


class Heard:
    """A connection that keeps what it was asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked: list[tuple[str, Any]] = []

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        self.asked.append((sql, parameters))
        return self._connection.execute(sql, parameters)

    def close(self) -> None:
        self._connection.close()


def test_rows_of_a_page_and_happenings_of_an_actor_are_found_without_a_look_at_all(pages: Path) -> None:
    with Store.open(pages) as store:
        heard = Heard(store._connection)
        store._connection = heard
        found = store.events(Lens(actor="p-guard"))
        [fetched] = [a for a in heard.asked if "FROM events" in a[0]]
        [(_, plan)] = heard.execute(f"EXPLAIN ANALYZE {fetched[0]}", fetched[1]).fetchall()
        assert len(found) > 0
        assert "Index Scan" in plan
        heard.asked.clear()
        store.reading("d-1")
        assert {sql.partition(" WHERE ")[2][:7] for sql, _ in heard.asked if "position" in sql} == {"page = "}


@pytest.mark.parametrize(("lens", "documents", "mentions", "ties", "statements", "events"), [
    (Lens(), "d-1 d-0 d-9", 3, 3, 6, 1),
    (Lens(parts=("comment",)), "d-1 d-0 d-9", 3, 0, 0, 1),
    (Lens(parts=("headline", "body", "caption", "comment")), "d-1 d-0 d-9", 6, 3, 6, 2),
    (Lens(as_of=date(2018, 1, 1)), "d-1", 1, 1, 2, 0),
    (Lens(as_of=date(2017, 3, 8)), "", 0, 0, 0, 0),
    (Lens(since=date(2018, 1, 1)), "d-0", 0, 0, 1, 0),
    (Lens(until=date(2017, 3, 9)), "", 3, 3, 3, 1),
    (Lens(since=date(2017, 3, 9), until=date(2017, 3, 9)), "", 3, 3, 3, 1),
    (Lens(statuses=("future",)), "d-1 d-0 d-9", 0, 0, 6, 0),
    (Lens(statuses=("future",), parts=("comment",)), "d-1 d-0 d-9", 3, 0, 0, 1),
    (Lens(actor="IRN"), "d-1 d-0 d-9", 3, 3, 3, 1),
    (Lens(actor="iran"), "d-1 d-0 d-9", 3, 3, 3, 1),
    (Lens(actor="IRQ"), "d-1 d-0 d-9", 3, 3, 0, 1),
    (Lens(actor="the guard"), "d-1 d-0 d-9", 3, 3, 0, 1),
    (Lens(actor="the militia"), "d-1 d-0 d-9", 3, 0, 0, 0),
    (Lens(actor="nobody"), "", 0, 0, 0, 0),
    (Lens(pair=("IRN", "Marsh Guard")), "d-1 d-0 d-9", 3, 3, 0, 1),
    (Lens(pair=("p-daud", "IRN")), "d-1 d-0 d-9", 0, 0, 3, 0),
    (Lens(pair=("p-guard", "the militia")), "d-1 d-0 d-9", 0, 0, 0, 0),
])
def test_a_lens_shows_what_it_asks_for(
    pages: Path, lens: Lens, documents: str, mentions: int, ties: int, statements: int, events: int,
) -> None:
    with Store.open(pages) as store:
        assert [d.id for d in store.documents(lens)] == documents.split()
        found = (len(store.event_mentions(lens)), len(store.tie_mentions(lens)), len(store.statements(lens)), len(store.events(lens)))
    assert found == (mentions, ties, statements, events)


def test_a_joint_event_is_between_its_actors_only_without_recipients(tmp_path: Path) -> None:
    page = reading()
    t, event = page.document.text, page.events[0]
    one, two = (Mention(span(t, w), actor_id=i) for w, i in (("Marsh Guard", "x"), ("Iran", "y")))
    talks = replace(event, id="m-talks", actors=(one, two), recipients=(), when=when(2017, 3, 8))
    raid = replace(event, id="m-raid", actors=(one, two))
    filled(tmp_path / "s.duckdb", replace(page, events=(talks, raid)))
    with Store.open(tmp_path / "s.duckdb") as store:
        assert [m.id for m in store.event_mentions(Lens(pair=("y", "x")))] == ["m-talks"]
        assert [e.mentions for e in store.events(Lens(pair=("y", "x")))] == [("m-talks",)]


def test_actors_are_found_by_id_name_alias_and_country(pages: Path) -> None:
    with Store.open(pages) as store:
        assert store.find_actor("p-guard").name == "Marsh Guard"
        assert store.find_actor("THE guard").id == "p-guard"
        assert store.find_actor("irn").name == "Iran"
        assert store.find_actor("Islamic Republic").id == "IRN"
        with pytest.raises(UnknownName, match="Did you mean Marsh Guard"):
            store.find_actor("Marsh Gaurd")
        with pytest.raises(UnknownName, match="foreshock actors"):
            store.find_actor("Zzyzx")
        assert [a.id for a in store.actors()] == sorted(a.id for a in store.actors())
        assert {r.post for r in store.roles("p-daud")} == {"spokesman"}
        with pytest.raises(UnknownName):
            store.event("e-nothing")
        with pytest.raises(UnknownName):
            store.mention("m-nothing")
        with pytest.raises(UnknownName, match="d-1"):
            store.document("d-11")


def test_what_pages_teach_of_one_actor_is_put_together(tmp_path: Path) -> None:
    first = replace(reading(), actors=(Actor("p-x", "Daud", "person", aliases=("Q.",), origin="page"),))
    second = replace(reading(document(id="d-2")), actors=(Actor("p-x", "Qasim", "person", "IRQ", origin="page"),))
    for n, order in enumerate(([first, second], [second, first])):
        filled(tmp_path / f"{n}.duckdb", *order)
        with Store.open(tmp_path / f"{n}.duckdb") as store:
            assert store.find_actor("p-x") == Actor("p-x", "Daud", "person", "IRQ", aliases=("Q.", "Qasim"), origin="page")


def test_the_last_day_is_the_last_page(pages: Path, tmp_path: Path) -> None:
    with Store.open(pages) as store:
        assert store.last_day() == date(2018, 5, 1)
    with Store.open(tmp_path / "new.duckdb", "write", create=True) as store:
        assert store.last_day() is None
