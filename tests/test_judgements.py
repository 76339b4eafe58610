"""People's corrections: written down a line each, applied, taken back byte for byte, and applied again when pages are read anew."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import foreshock
from foreshock.actors import registry
from foreshock.cli import app
from foreshock.corrected import Asked, alike, made
from foreshock.errors import BadInput, BadJudgement, UnknownName
from foreshock.exchange import judgements as file
from foreshock.exchange.json_store import as_text
from foreshock.resolve.happenings import settled
from foreshock.resolve.judgements import judged, like_of
from foreshock.store import Store, check
from foreshock.types import EventMention, Judgement, Target, in_force

CLOCK = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WHO = {"who": "A. Tester", "clock": CLOCK}


@pytest.fixture
def desk(few: foreshock.Desk, tmp_path: Path) -> foreshock.Desk:
    """A desk of one's own with the nine pages of `few` read, which a test may write to."""
    shutil.copy(few.path, tmp_path / "few.duckdb")
    return foreshock.open(tmp_path / "few.duckdb")


def rows(desk: foreshock.Desk) -> dict[str, list[object]]:
    """Everything in the store but the mark of the file of judgements, in an order of its own."""
    with Store.open(desk.path) as store:
        names = [n for (n,) in store._connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {n: store._connection.execute(f"SELECT * FROM {n} ORDER BY ALL").fetchall() for n in names if n != "meta"}


def assault(desk: foreshock.Desk) -> EventMention:
    return next(m for m in desk.event_mentions() if m.type == "ASSAULT" and m.actors and m.recipients and m.factuality.status == "actual")


def test_what_is_judged_is_so_everywhere_and_undo_gives_the_same_bytes(desk):
    before, export = rows(desk), as_text(desk.holdings())
    m = assault(desk)
    told = desk.judge("type", m.id, new="PROTEST", why="it was a march", **WHO)
    assert told.applied == 1
    assert next(x for x in desk.event_mentions() if x.id == m.id).type == "PROTEST"
    assert next(e for e in desk.events() if m.id in e.mentions).type == "PROTEST"
    assert "it was a march" in str(desk.show(m.id))
    assert check(desk.path) == []
    undone = desk.withdraw(told.judgement.id, **WHO)
    assert undone.judgement.withdraws == told.judgement.id
    assert rows(desk) == before
    assert as_text(desk.holdings()) == export
    assert check(desk.path) == []
    again = desk.withdraw(undone.judgement.id, **WHO)  # to take back the taking back is to judge again
    assert next(x for x in desk.event_mentions() if x.id == m.id).type == "PROTEST"
    assert [j.id for j in in_force(desk.judgements())] == [told.judgement.id]
    assert again.judgement.withdraws == undone.judgement.id


@pytest.mark.parametrize(("kind", "more", "holds"), [
    ("status", {"new": "negated"}, lambda m: m.factuality.status == "negated" and m.voice == "denied"),
    ("date", {"new": "2019-01-02/2019-01-05"}, lambda m: m.when.text == "2019-01-02/2019-01-05" and m.when.basis == "judgement"),
    ("date", {}, lambda m: not m.when.known),
    ("actor", {"side": "actors", "new": "RUS"}, lambda m: [x.actor_id for x in m.actors] == ["RUS"] and m.actors[0].name == "Russia"),
    ("actor", {"side": "recipients", "new": None}, lambda m: not m.recipients),
])
def test_each_kind_of_judgement(few, kind, more, holds):
    m = next(m for m in few.event_mentions() if m.type == "ASSAULT" and len(m.actors) == len(m.recipients) == 1
             and all(x.actor_id for x in (*m.actors, *m.recipients)))
    if kind == "actor":
        more = {**more, "old": getattr(m, more["side"])[0].actor_id}
    one = made(few, Asked(kind, "A. Tester", mention=m.id, **more), CLOCK)
    with Store.open(few.path) as store:
        reading = store.reading(m.document_id)
    corrected, touched = judged(reading, [one], registry().get)
    assert touched == [(one.id, m.id)]
    changed = next(x for x in corrected.events if x.id == m.id)
    assert holds(changed)
    assert changed.evidence == m.evidence
    assert [x for x in corrected.events if x.id != m.id] == [x for x in reading.events if x.id != m.id]
    assert judged(corrected, [one], registry().get)[0] == corrected


def test_a_tie_can_be_turned_and_two_actors_made_one(desk):
    tie = next(t for t in desk.tie_mentions() if t.kind != "collides with")
    before = rows(desk)
    told = desk.judge("sign", tie.id, new="-" if tie.sign > 0 else "+", **WHO)
    turned = next(t for t in desk.tie_mentions() if t.id == tie.id)
    assert (told.applied, turned.sign, turned.evidence) == (1, -tie.sign, tie.evidence)
    desk.withdraw(told.judgement.id, **WHO)
    assert rows(desk) == before
    goes = next(a.id for a in desk.actors() if a.origin == "page")
    told = desk.judge("merge", old=goes, new="IRN", **WHO)
    assert told.applied is not None
    assert told.applied >= 1
    made = rows(desk)
    with Store.open(desk.path, mode="write") as store:
        store.rebuild_events(settled)  # all of them, where the judgement made those of some types anew
    assert rows(desk) == made
    assert goes not in {a.id for a in desk.actors()}
    assert not [m for m in desk.event_mentions() for x in (*m.actors, *m.recipients) if x.actor_id == goes]
    assert check(desk.path) == []
    desk.withdraw(told.judgement.id, **WHO)
    assert rows(desk) == before


def test_one_judgement_can_hold_for_all_like_it(desk):
    every = desk.event_mentions(part="all")
    m = max(every, key=lambda m: (sum(like_of(o) == like_of(m) for o in every), m.id))
    others = alike(desk, m.id, "type")
    assert len(others) > 1
    told = desk.judge("type", m.id, new="CONSULT" if m.type != "CONSULT" else "AID", like=True, **WHO)
    assert told.applied == len(others)
    assert {x.type for x in desk.event_mentions(part="all") if x.id in {o.id for o in others}} == {told.judgement.new}


def test_judgements_are_applied_again_when_pages_are_read_anew(few_pages, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    page = pages / "analysis-2019-06-drone.html"
    text = (few_pages / page.name).read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(pages)
    m = assault(desk)
    told = desk.judge("type", m.id, new="PROTEST", **WHO)
    page.write_text(text.replace("<p>", "<p>This was put in later. ", 1), encoding="utf-8")
    assert desk.read(pages).stored == 1  # a new version, in which the sentence stands elsewhere
    moved = [x for x in desk.event_mentions() if x.evidence.text == m.evidence.text and x.trigger.text == m.trigger.text]
    assert [x.type for x in moved] == ["PROTEST"]
    assert moved[0].evidence.start > m.evidence.start
    desk.withdraw(told.judgement.id, **WHO)
    fresh = foreshock.open(tmp_path / "fresh" / "s.duckdb")
    fresh.path.parent.mkdir()
    shutil.copytree(pages, fresh.path.parent / "pages")
    fresh.read(fresh.path.parent / "pages")
    assert desk.event_mentions() == fresh.event_mentions()
    shutil.copy(file.beside(desk.path), file.beside(fresh.path))
    assert fresh.event_mentions() == desk.event_mentions()


def test_a_file_that_was_changed_is_applied_by_the_next_question(desk):
    m = assault(desk)
    told = desk.judge("type", m.id, new="PROTEST", **WHO)
    file.beside(desk.path).unlink()
    assert next(x for x in desk.event_mentions() if x.id == m.id).type == "ASSAULT"
    file.append(file.beside(desk.path), [told.judgement])
    assert next(e for e in desk.events() if m.id in e.mentions).type == "PROTEST"


GOOD = '{"id": "j-1", "kind": "merge", "who": "A", "when": "2026-01-02T03:04:05+00:00", "old": "x", "new": "y"}'


@pytest.mark.parametrize(("line", "words"), [
    (b"{", "no JSON"), (b"[]", "no JSON object"), (b'"' + b"x" * 20_000 + b'"', "longer"), (b"\xff\xfe", "no JSON"),
    (b"[" * 9_000, "no JSON"), (GOOD.replace("merge", "burn").encode(), "burn"), (GOOD.replace('"A"', "7").encode(), "who"),
    (GOOD.replace("+00:00", "").encode(), "UTC"),
    (GOOD.replace('"old": "x"', '"old": 3').encode(), "old"), (GOOD.replace('"old"', '"rm -rf"').encode(), "rm -rf"),
    (GOOD.encode(), "earlier line"), (GOOD.replace("j-1", "j-2")[:-1].encode() + b', "withdraws": "j-9"}', "no line before"),
    (GOOD.replace("j-1", "j-2")[:-1].encode() + b', "target": {"document": "d"}}', "target"),
    (GOOD.replace("j-1", "j-2").replace("merge", "type").encode(), "makes no sense"),
    (GOOD.replace("j-1", "j-2").replace('"y"', '"x"').encode(), "two different actors"),
])
def test_a_line_that_is_no_judgement_is_named(desk, line, words):
    where = file.beside(desk.path)
    where.write_bytes(GOOD.encode() + b"\n" + line + b"\n")
    before = where.read_bytes()
    with pytest.raises(BadJudgement, match=r"line 2|j-2") as told:
        desk.events()
    assert words in str(told.value)
    with pytest.raises(BadJudgement):
        desk.judge("type", assault.__name__, new="AID", **WHO)
    assert where.read_bytes() == before


def test_a_torn_last_line_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "s.judgements.jsonl"
    one = file.of_line(GOOD)
    path.write_bytes(GOOD.encode()[:30])
    file.append(path, [one])
    with pytest.raises(BadJudgement, match="line 1"):
        file.read(path)
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[1:]))
    assert file.read(path) == (one,)


def test_what_makes_no_sense_is_not_written_down(desk):
    m = assault(desk)
    for error, kind, more in (
        (BadInput, "type", {"mention": m.id, "new": "KISS"}), (BadInput, "type", {"mention": m.id, "new": "ASSAULT"}),
        (UnknownName, "type", {"mention": "e-0", "new": "AID"}), (BadInput, "date", {"mention": m.id, "new": "yesterday"}),
        (BadInput, "luck", {"mention": m.id}), (BadInput, "sign", {"mention": m.id, "new": "+"}),
        (UnknownName, "merge", {"old": "nobody at all", "new": "IRN"}), (BadInput, "merge", {"old": "IRN", "new": "IRN"}),
        (BadInput, "actor", {"mention": m.id, "old": "CHN" if all(x.actor_id != "CHN" for x in m.actors) else "FRA", "side": "actors"}),
    ):
        with pytest.raises(error):
            desk.judge(kind, **more, **WHO)
    with pytest.raises(BadInput, match="who"):
        desk.judge("type", m.id, new="AID", who=" ")
    assert not file.beside(desk.path).exists()


def test_a_judgement_is_the_same_there_and_back():
    target = Target("d", 1, 2, "é", "t", "ASSAULT")
    one = Judgement("j-1", "actor", "Ä “quoted” \n", CLOCK, "why\x1b[31m", target, None, "actors", "a", None)
    assert file.of_line(json.dumps(file.as_json(one))) == one
    assert file.with_id(one).id == file.with_id(one).id != "j-1"


def test_the_same_in_the_terminal(desk):
    def said(*words: str, code: int = 0) -> str:
        told = CliRunner().invoke(app, ["judge", *words])
        assert told.exit_code == code, (told.output, told.exception)
        return told.output

    store, m = str(desk.path), assault(desk)
    assert "0 judgements" in said("list", store)
    assert "like it" in said("like", store, m.id)
    made = said("add", store, "type", m.id, "--new", "PROTEST", "--who", "A. Tester", "--why", "a march")
    one = desk.judgements()[0]
    assert one.id in made
    assert "PROTEST" in said("list", store)
    assert json.loads(said("list", store, "--json"))[0]["id"] == one.id
    assert "a march" in CliRunner().invoke(app, ["show", store, m.id]).output
    said("undo", store, one.id, "--who", "A. Tester")
    assert next(x for x in desk.event_mentions() if x.id == m.id).type == "ASSAULT"
    theirs = desk.path.parent / "theirs.jsonl"
    other = file.with_id(Judgement("", "not an event", "B", CLOCK, target=one.target))
    file.append(theirs, [other])
    assert "1 new" in said("apply", store, str(theirs))
    assert "0 new" in said("apply", store, str(theirs))
    assert m.id not in {x.id for x in desk.event_mentions()}
    assert not [e for e in desk.events() if m.id in e.mentions]
