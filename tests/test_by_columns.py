"""A store's own events by columns: the same happenings, ties and courses as from the nouns, under every lens; none read in vain."""

import random
import shutil
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

import foreshock
from foreshock import drawing
from foreshock.desk import cast_of
from foreshock.errors import StoreError
from foreshock.graph.picture import picture
from foreshock.resolve import happenings as settling
from foreshock.resolve import pool
from foreshock.resolve.happenings import happenings, settled
from foreshock.store import Store, happened, retold, writing
from foreshock.store import store as stores
from foreshock.types import Document, EventMention, Factuality, Lens, Mention, Part, Place, Reading, Span, TieMention, When
from foreshock.types.copies import sketch_of
from storemade import run

TOWNS = [None, Place("Mosul", 99072, country="IRQ", precision="city"), Place("Erbil", 95446, country="IRQ", precision="city"),
         Place("Iraq", None, country="IRQ", precision="country")]
WHO = [Mention(Span(0, 3, w), actor_id=w, name=w, country=c, sector=s) for w, c, s in (
    ("USA", "USA", None), ("IRQ", "IRQ", "GOV"), ("generic:army", "IRQ", "MIL"), ("IS", "IMG", "REB"), ("generic:people", None, None))]
FIRST = date(2017, 3, 1)


def made(seed: int, pages: int = 60) -> list[Reading]:
    """Seed, how many → pages of a month that tell, over and over, of the same few acts: copies, vague and missing dates, comments."""
    dice = random.Random(seed)
    texts = [" ".join(f"word{dice.randrange(400)}" for _ in range(40)) for _ in range(5)]
    return [_reading(dice, f"d{n:03}", dice.choice(texts)) for n in range(pages)]


def _reading(dice: random.Random, name: str, text: str) -> Reading:
    out = FIRST + timedelta(dice.randrange(30))
    published = dice.choice([When.day(out, "meta")] * 8 + [When(out, out + timedelta(3), "range", "meta"), When()])
    parts = (Part(0, "body", Span.of(text, 0, 100)), Part(1, "comment", Span.of(text, 102, 150)))
    page = Document(name, "v", text, parts, publisher=dice.choice(["Tigris Wire", "Zagros Daily", None]), published=published,
                    genre=dice.choice(["report", "analysis"]), address=name, sha256=name, sketch=sketch_of([text]))
    return Reading(page, (), (), (), (), (), tuple(_report(dice, page, f"m-{name}-{k}", out) for k in range(4)),
                   (_tie(dice, page, f"t-{name}"),), (), ())


def _report(dice: random.Random, page: Document, name: str, out: date) -> EventMention:
    day = out - timedelta(dice.choice([0, 0, 1, 2, 9, -2]))
    when = dice.choice([When.day(day, "text")] * 5 + [When(day - timedelta(20), day, "month", "text"), When()])
    one, other = dice.sample(WHO, 2)
    start = dice.randrange(60)
    factuality = Factuality(dice.choice(["actual"] * 5 + ["negated", "future", "hypothetical", "historical"]),
                            dice.choice(["certain", "certain", "probable"]))
    return EventMention(
        name, page.id, dice.choice([0, 0, 0, 1]), dice.choice(["ASSAULT", "CONSULT", "AGREE"]), Span.of(page.text, start, start + 30),
        Span.of(page.text, start, start + 4), (), (), (one,), dice.choice([(other,), (other,), ()]), factuality,
        dice.choice([None, WHO[0]]), dice.choice(["author", "commenter", "actor"]), None, when, dice.choice(TOWNS), 0.0, "row",
        dice.choice([0.4, 0.6, 0.9]))


def _tie(dice: random.Random, page: Document, name: str) -> TieMention:
    one, other = dice.sample(WHO[:4], 2)
    return TieMention(
        name, page.id, 0, one, other, dice.choice(["supports", "allied with", "fights", "collides with"]), 1, Span.of(page.text, 5, 25),
        dice.choice([(), ("military", "financial")]), Factuality(dice.choice(["actual", "negated", "future"])),
        when=dice.choice([When(), When(date(2016, 1, 1), date(2016, 6, 1), "range", "text")]), place=dice.choice(TOWNS))


@pytest.fixture(scope="module")
def dense(tmp_path_factory):
    """A desk whose happenings have several reports each, and of which any day or lens leaves out some."""
    path = tmp_path_factory.mktemp("dense") / "s.duckdb"
    with Store.open(path, "write", create=True) as store:
        noted = store.begin(run())
        store.commit(noted.id, made(3))
        store.rebuild_events(settled)
        store.finish(noted.id, {}, noted.started)
    return foreshock.open(path)


LENSES = [
    Lens(as_of=date(2017, 3, 8)), Lens(as_of=date(2017, 3, 15)), Lens(as_of=date(2017, 4, 30)),
    Lens(as_of=date(2017, 3, 20), voices=("reported", "hedged")), Lens(as_of=date(2017, 3, 20), publishers=("Tigris Wire",)),
    Lens(as_of=date(2017, 3, 20), genres=("report",)), Lens(as_of=date(2017, 3, 25), confidence=0.5),
    Lens(as_of=date(2017, 3, 25), since=date(2017, 3, 12)), Lens(as_of=date(2017, 3, 25), parts=("body", "comment")),
]


def by_nouns(store, lens):
    """Every report read, the happenings made of them: what columns must come to."""
    return happenings(store.event_mentions(lens), store.documents(lens))


@pytest.mark.parametrize("lens", LENSES, ids=str)
def test_happenings_of_a_day_are_those_made_of_all_that_was_out(dense, lens):
    with Store.open(dense.path) as store:
        told = drawing.of_pages(store, lens, store.printed(lens))
        assert sorted(told, key=lambda e: e.id) == sorted(by_nouns(store, lens), key=lambda e: e.id)
        assert [e.id.encode() for e in told] == told.id.tolist()
        assert all(told.mentions(n) == e.mentions for n, e in enumerate(told))


def test_pieces_give_what_the_whole_gives(dense, monkeypatch, tmp_path):
    for module, name, few in ((retold, "LOT", 40), (stores, "AT_ONCE", 1), (writing, "LOT", 30), (pool, "KEPT", 3), (settling, "PAIRS", 4)):
        monkeypatch.setattr(module, name, few)
    path = tmp_path / "s.duckdb"
    shutil.copyfile(dense.path, path)
    with Store.open(path, "write") as store:
        store.rebuild_events(settled)
        lens = store.everything()
        whole = happenings(store.event_mentions(lens), store.documents(lens))
        assert sorted(store.events(lens), key=lambda e: e.id) == sorted(whole, key=lambda e: e.id)
        assert sum(len(e.mentions) > 1 for e in whole) > 10


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_could_meet_is_passed_over(seed, monkeypatch):
    """The same as where every happening known is held against a vague report, and every two that have a party and a day in common are."""

    def every_two(told, of):
        days = defaultdict(set)
        for n in sorted(set(of.tolist())):
            r = told[n]
            if not r.vague:
                for who in (r.doers | r.recipients) - {w for w in r.doers | r.recipients if w.startswith("generic:")}:
                    for day in range(r.first, r.last + 2):
                        days[r.sort, who, day].add(n)
        return [np.array(sorted({pair for some in days.values() for pair in combinations(sorted(some), 2)})).reshape(-1, 2)]

    pages = made(seed, 80)
    told = [m for r in pages for m in r.events], [r.document for r in pages[: 80 - 5 * seed]]
    found = happenings(*told)
    known: dict[int, list[object]] = {}
    monkeypatch.setattr(settling, "_meeting", every_two)
    monkeypatch.setattr(settling._Known, "__init__", lambda self, precise: known.update({id(self): list(precise)}))
    monkeypatch.setattr(settling._Known, "add", lambda self, cluster: known[id(self)].append(cluster))
    monkeypatch.setattr(settling._Known, "near", lambda self, report: known[id(self)])
    assert happenings(*told) == found


def test_only_what_a_day_changes_is_made_anew(dense, monkeypatch):
    asked = []
    monkeypatch.setattr(drawing, "happenings", lambda mentions, *rest: asked.append(len(mentions)) or happenings(mentions, *rest))
    with Store.open(dense.path) as store:
        whole = Lens(as_of=date(2017, 4, 30), parts=("body", "comment"))
        drawing.of_pages(store, whole, store.printed(whole))
        assert 0 < asked[-1] < len(store.event_mentions(whole)) / 2  # some pages are undated: their day is not known to have come


@pytest.mark.parametrize(
    ("level", "lens"), [("actor", LENSES[1]), ("group", LENSES[3]), ("actor", LENSES[7]), ("group", LENSES[8])], ids=str)
def test_ties_and_courses_are_those_of_the_nouns(dense, lens, level):
    with Store.open(dense.path) as store:
        slow = picture(
            store.tie_mentions(lens), by_nouns(store, lens), store.event_mentions(lens), store.documents(lens),
            cast_of(store.actors(), store.roles()), as_of=lens.as_of, level=level, parts=lens.parts, roles=store.roles())
    asked = {"as_of": lens.as_of, "part": lens.parts, "voice": lens.voices, "since": lens.since}
    fast = dense.picture(level=level, **asked)
    assert (fast.ties, fast.courses) == (slow.ties, slow.courses)
    assert len(fast.ties) > 4
    assert lens.voices or any(t.denials for t in fast.ties)


def test_the_packaged_example_comes_out_the_same(desk):
    with Store.open(desk.path) as store:
        for day in ("2017-03-15", "2019-09-20"):
            lens = Lens(as_of=date.fromisoformat(day))
            slow = picture(
                store.tie_mentions(lens), by_nouns(store, lens), store.event_mentions(lens), store.documents(lens),
                cast_of(store.actors(), store.roles()), as_of=lens.as_of, level="group", parts=lens.parts, roles=store.roles())
            fast = desk.picture(as_of=day)
            assert (fast.ties, fast.courses, list(fast.events)) == (slow.ties, slow.courses, list(slow.events))


def test_what_is_asked_for_alone_is_told_in_full(dense):
    whole = dense.picture(as_of="2017-03-15")
    assert list(dense.ties(as_of="2017-03-15")) == list(whole.ties)
    assert list(dense.courses(as_of="2017-03-15")) == list(whole.courses)


def test_a_diff_reads_no_sentence_and_ties_no_event(desk, monkeypatch):
    def read(*_):
        raise AssertionError("something was read")

    monkeypatch.setattr(happened, "_events", read)
    assert len(desk.ties()) > 100
    monkeypatch.undo()
    monkeypatch.setattr(happened, "_evidence", read)
    assert len(desk.diff("2017-01-01", "2017-03-20")) > 10


def test_events_are_read_from_the_file_when_they_are_looked_at(dense, tmp_path):
    path = tmp_path / "copy.duckdb"
    path.write_bytes(dense.path.read_bytes())
    found = foreshock.open(path).picture(as_of="2017-03-15").events
    assert found[0].id == found.id[0].decode()
    with Store.open(path, "write") as store:
        noted = store.begin(run(2))
        store.rebuild_events(lambda *told: [replace(e, id=f"{e.id}-") for e in settled(*told)])
        store.finish(noted.id, {}, noted.started)
    with pytest.raises(StoreError, match="Ask again"):
        list(found)
