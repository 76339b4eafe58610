"""The store's file: missing, locked, foreign, older, newer; damage that `check` finds; the Table that readers give."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from foreshock.errors import StoreError, StoreLocked, StoreMissing, StoreTooNew, StoreTooOld
from foreshock.store import SCHEMA_VERSION, Store, Table, check, file
from foreshock.store.file import bounded
from foreshock.types import Document, Event, Run, Span
from storemade import document, filled, happenings, reading, run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "s.duckdb"
    filled(path, reading(), reading(document(id="d-2")))
    return path


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    shutil.copy(whole, tmp_path / "s.duckdb")
    return tmp_path / "s.duckdb"


def test_no_store_says_how_to_make_one(tmp_path: Path) -> None:
    for mode in ("read", "write"):
        with pytest.raises(StoreMissing, match="foreshock read"):
            Store.open(tmp_path / "s.duckdb", mode)  # type: ignore[arg-type]
    with pytest.raises(StoreMissing):
        Store.open(tmp_path / "s.duckdb", create=True)  # looking makes nothing
    assert list(tmp_path.iterdir()) == []


def test_no_store_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        Store.open(tmp_path / "no" / "s.duckdb", "write", create=True)


@pytest.mark.parametrize("content", [b"", b"<html>hello</html>" * 100, bytes(range(256)) * 64])
@pytest.mark.parametrize("mode", ["read", "write"])
def test_what_is_no_store_is_said_to_be_none(tmp_path: Path, content: bytes, mode: file.Mode) -> None:
    path = tmp_path / "s.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no foreshock store"):
        Store.open(path, mode, create=mode == "write")
    assert path.read_bytes() == content


def test_a_folder_and_a_foreign_database_are_no_stores(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no foreshock store"):
        Store.open(tmp_path)
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE sales (n INTEGER)")
    with pytest.raises(StoreError, match="no foreshock store"):
        Store.open(tmp_path / "other.duckdb", "write")


OPENER = """
import sys
from foreshock.errors import ForeshockError
from foreshock.store import Store
try:
    with Store.open(sys.argv[1], sys.argv[2]) as store:
        print("open", len(store.documents()))
except ForeshockError as error:
    print(type(error).__name__, error)
"""


def opened_elsewhere(path: Path, mode: str) -> str:
    done = subprocess.run([sys.executable, "-c", OPENER, str(path), mode], capture_output=True, text=True, check=True, cwd=path.parent)
    return done.stdout


def test_one_writes_or_several_look(copy: Path) -> None:
    with Store.open(copy, "write"):
        told = opened_elsewhere(copy, "write")
        assert told.startswith("StoreLocked")
        assert f"process {os.getpid()}" in told
        assert opened_elsewhere(copy, "read").startswith("StoreLocked")
        with pytest.raises(StoreLocked):
            Store.open(copy)
    with Store.open(copy), Store.open(copy) as second:
        assert opened_elsewhere(copy, "read") == "open 2\n"
        assert opened_elsewhere(copy, "write").startswith("StoreLocked")
        assert len(second.documents()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere DuckDB's own lock stands alone")
def test_the_lock_holds_when_the_process_reads_the_file(copy: Path) -> None:
    with Store.open(copy, "write"):
        copy.read_bytes()  # closing this handle drops DuckDB's fcntl lock
        assert opened_elsewhere(copy, "write").startswith("StoreLocked")
        assert opened_elsewhere(copy, "read").startswith("StoreLocked")


def test_a_newer_store_asks_for_a_newer_foreshock(copy: Path) -> None:
    change(copy, f"UPDATE meta SET value = '{SCHEMA_VERSION + 1}' WHERE key = 'schema'")
    with pytest.raises(StoreTooNew, match="pip install -U foreshock"):
        Store.open(copy, "write")


def test_a_store_older_than_all_is_refused(copy: Path) -> None:
    change(copy, "UPDATE meta SET value = '-1' WHERE key = 'schema'")
    with pytest.raises(StoreTooOld, match="Read the pages again"):
        Store.open(copy, "write")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store with the tables of schema 1 and a page in it."""
    return made_with(1, tmp_path)


def made_with(number: int, tmp_path: Path) -> Path:
    """A schema's number → a store of that schema: what it has of the tables and columns that a page fills today."""
    ddl, path = (Path(__file__).parent / "data" / f"store_schema_{number}.sql").read_text(encoding="utf-8"), tmp_path / "s.duckdb"
    filled(tmp_path / "today.duckdb", reading())
    with duckdb.connect(str(path)) as store:
        file.build(store, ddl, number)
        store.execute(f"ATTACH '{tmp_path / 'today.duckdb'}' AS today (READ_ONLY)")
        columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = '{}' AND table_name <> 'meta'"
        held: dict[str, list[str]] = {}
        for table, column in store.execute(f"{columns.format('s')} INTERSECT {columns.format('today')} ORDER BY ALL").fetchall():
            held.setdefault(table, []).append(f'"{column}"')
        tables = {t for (t,) in store.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 's'").fetchall()}
        for table in sorted(tables & held.keys()):
            store.execute(f"INSERT INTO {table} BY NAME SELECT {', '.join(held[table])} FROM today.{table} ORDER BY rowid")
    (tmp_path / "today.duckdb").unlink()
    return path


def schema(path: Path) -> list[tuple[str, ...]]:
    with duckdb.connect(str(path), read_only=True) as store:
        tables = store.execute("SELECT table_name, sql FROM duckdb_tables() UNION ALL SELECT index_name, sql FROM duckdb_indexes() "
                               "UNION ALL SELECT view_name, sql FROM duckdb_views() "
                               "WHERE NOT internal ORDER BY ALL").fetchall()
    return [(name, sql.replace("CREATE OR REPLACE", "CREATE")) for name, sql in tables]


def test_an_older_store_is_migrated_once_and_a_copy_kept(old: Path, whole: Path) -> None:
    before = old.read_bytes()
    assert schema(old) != schema(whole)
    with Store.open(old, "write") as store:
        assert store.reading("d-1") == reading()
        assert store.stale
    copy = old.with_name("s.v1.backup.duckdb")
    assert copy.read_bytes() == before
    assert schema(old) == schema(whole)
    with Store.open(old, "write") as store:
        store.begin(run(2))
        store.rebuild_events(happenings)
    assert check(old) == []
    assert sorted(p.name for p in old.parent.iterdir()) == ["s.duckdb", "s.v1.backup.duckdb"]


def test_schema_2_is_migrated_too(tmp_path: Path, whole: Path) -> None:
    path = made_with(2, tmp_path)
    with Store.open(path, "write") as store:
        assert store.reading("d-1") == reading()
        assert store.imported_count() == 0
    assert schema(path) == schema(whole)
    assert path.with_name("s.v2.backup.duckdb").exists()


@pytest.mark.parametrize("number", [3, 5, 6])
def test_later_schemas_are_migrated_too(number: int, tmp_path: Path, whole: Path) -> None:
    path = made_with(number, tmp_path)
    with Store.open(path, "write") as store:
        assert store.reading("d-1") == reading()
        assert store.stale == (number < 5)
        assert {e.voices for e in store.events(store.everything())} == {1}
    assert schema(path) == schema(whole)


def test_another_stores_copy_is_not_written_over(old: Path) -> None:
    old.with_name("s.v1.backup.duckdb").write_text("something else")
    before = old.read_bytes()
    with Store.open(old, "write"):
        pass
    assert old.with_name("s.v1.backup.duckdb").read_text() == "something else"
    assert old.with_name("s.v1.backup.2.duckdb").read_bytes() == before


def test_an_older_store_is_not_changed_by_looking(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(StoreTooOld, match=r"schema 1, .* reads 7.*foreshock read"):
        Store.open(old)
    assert old.read_bytes() == before
    assert opened_elsewhere(old, "write").startswith("open 1")  # and the refusal left no lock behind


def test_a_migration_that_fails_leaves_the_old_store(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = file.sql
    monkeypatch.setattr(file, "sql", lambda name: sql(name) + "; INSERT INTO nothing VALUES (1);")
    with pytest.raises(StoreError, match="cannot be migrated"):
        Store.open(old, "write")
    monkeypatch.undo()
    with pytest.raises(StoreTooOld):
        Store.open(old)
    with Store.open(old, "write") as store:
        assert store.reading("d-1") == reading()


def change(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as store:
        for statement in statements:
            store.execute(statement)


DAMAGE = {
    "a span's text": ("UPDATE mentions SET span = struct_pack(\"start\" := 0, \"end\" := 4, \"text\" := 'Xxxx') "
                      "WHERE in_document = 'd-2' AND \"position\" = 0", "d-2 .*mentions: span 0:4 reads 'Mini', not 'Xxxx'"),
    "a span deep inside": ("UPDATE statements SET speaker = struct_update(speaker, span := struct_pack(\"start\" := 1, \"end\" := 9999, "
                           "\"text\" := 'x')) WHERE speaker IS NOT NULL AND in_document = 'd-1'", "statements: span 1:9999 lies outside"),
    "a sentence": ("UPDATE sentences SET \"end\" = \"end\" - 1 WHERE in_document = 'd-1' AND \"position\" = 0", "sentences: span"),
    "a page that is gone": ("DELETE FROM documents WHERE id = 'd-2'", "mentions: 5 rows of document d-2"),
    "a page's text": ("UPDATE documents SET text = replace(text, 'war', 'tea') WHERE id = 'd-2'", "document d-2 .*sha256"),
    "the digest of the bytes": ("UPDATE documents SET sha256 = 'abc' WHERE id = 'd-1'", "no run noted bytes"),
    "a run": ("DELETE FROM runs", "documents: 2 rows of run r-1"),
    "a key": ("INSERT INTO times SELECT * FROM times", "times: more than one row has the key"),
    "an event mention": ("DELETE FROM event_mentions WHERE in_document = 'd-1'", "event_arguments: rows of event m-"),
    "a happening's reports": ("UPDATE events SET mentions = ['m-gone']", "rests on mentions that are not there"),
    "a happening's pages": ("UPDATE events SET documents = ['d-gone']", "rests on documents that are not there"),
    "a happening": ("DELETE FROM events", "event mentions belong to no event"),
    "a page's number": ("UPDATE documents SET \"number\" = 0", "more than one page has the number 0"),
    "where rows stand": ("UPDATE mentions SET page = 7 WHERE in_document = 'd-1'", "mentions: .* of document d-1 .* number of another"),
    "who took part": ("UPDATE event_actors SET actor_id = 'nobody'", "event_actors: not those whom event e-"),
    "what counts": ("DELETE FROM newest WHERE id = 'd-1'", "newest: d-1 .* is not noted"),
    "a happening's actors": ("UPDATE event_actors SET event_id = 'e-gone'", "rows of event e-gone"),
    "a statement": ("DELETE FROM statements WHERE depth = 0", "lies in statement s-.*, which is not there"),
    "a part": ("UPDATE event_mentions SET part = 9", "lies in part 9"),
    "two parts of one number": ("UPDATE parts SET \"index\" = 0", "3 parts have the index 0"),
    "an id": ("UPDATE tie_mentions SET document_id = 'd-2'", "says that it is of document d-2"),
    "two of one id": ("UPDATE event_mentions SET id = 'm-same'", "2 events have the id m-same"),
    "stale happenings": ("UPDATE meta SET value = 'yes' WHERE key = 'stale'", "older than the pages"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_check_finds_damage(copy: Path, name: str) -> None:
    statement, told = DAMAGE[name]
    change(copy, statement)
    assert re.search(told, "\n".join(check(copy)))


def test_check_finds_bytes_that_turned(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    for at in range(20_000, len(content), 4096):
        content[at] ^= 0xFF
    copy.write_bytes(content)
    try:
        told = check(copy)
    except StoreError as error:
        told = [str(error)]
    assert any("damaged" in t or "cannot be opened" in t for t in told)


def test_what_memory_cannot_hold_waits_in_a_folder_of_this_process(copy: Path) -> None:
    """Two processes that wrote to the folder which DuckDB gives both took each other's rows."""
    with Store.open(copy) as store, bounded(store._connection, "64MB"):
        store._connection.execute("CREATE TEMP TABLE much AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(6_000_000) r(i)")
        assert sorted(p.name for p in copy.parent.iterdir()) == [f".{copy.name}.{os.getpid()}.tmp", copy.name]
    assert list(copy.parent.iterdir()) == [copy]


def test_check_finds_nothing_in_a_whole_store(whole: Path) -> None:
    assert check(whole) == []


def test_every_noun_has_its_columns(whole: Path) -> None:
    with Store.open(whole) as store:
        for table, count in ((store.documents(), 2), (store.event_mentions(), 2), (store.events(), 1), (store.actors(), 3),
                             (store.statements(), 4), (store.tie_mentions(), 2), (store.roles(), 2), (store.runs(), 1)):
            arrow = table.to_arrow()
            assert arrow.num_rows == len(table) == count
            assert arrow.to_pylist() == table.to_dicts()
            assert pa.table(table).equals(arrow)
        told = store.event_mentions().to_dicts()[0]
    assert told["evidence_text"] == "the militia «قوات» shelled Samawah"
    assert told["when_earliest"].isoformat() == "2017-03-09"
    assert told["speaker_id"] == "p-daud"
    assert [a["id"] for a in told["actors"]] == [None, "p-guard"]
    assert told["status"] == "actual"
    assert told["hedged"] is True


def test_other_tools_take_a_table(whole: Path) -> None:
    with Store.open(whole) as store:
        events = store.events()
    assert duckdb.sql("SELECT type, count(*) FROM events GROUP BY ALL").fetchall() == [("ASSAULT", 1)]
    assert duckdb.from_arrow(events.to_arrow()).columns[:2] == ["id", "type"]


def test_an_empty_table_knows_its_columns_if_it_knows_its_noun() -> None:
    assert Table((), Event).to_arrow().column_names[:2] == ["id", "type"]
    assert Table(()).to_arrow().column_names == []
    assert Table(()) == Table((), Event)


def test_a_table_is_a_sequence_that_does_not_change() -> None:
    table = Table([Span(n, n + 1, "x") for n in range(60)])
    assert table[3] == Span(3, 4, "x")
    assert isinstance(table[:2], Table)
    assert list(table[:2]) == [Span(0, 1, "x"), Span(1, 2, "x")]
    assert Span(5, 6, "x") in table
    assert not hasattr(table, "append")
    with pytest.raises(TypeError):
        table[0] = Span(0, 1, "y")  # type: ignore[index]


def test_html_is_escaped_and_short() -> None:
    page = Document("d", "v", "<script>alert(1)</script>" * 50, (), title="<b>&")
    html = Table([page] * 60)._repr_html_()
    assert "<script" not in html
    assert "&lt;b&gt;&amp;" in html
    assert html.count("<tr>") == 51
    assert "The first 50 of 60 rows" in html
    assert len(html) < 50 * 2000
    assert "language" not in html  # nothing stands in that column


def test_runs_with_maps_become_lists_of_pairs() -> None:
    told = Table([replace(run(), counts={"stored": 2}, models={"m": "x"})], Run).to_arrow().to_pylist()[0]
    assert told["counts"] == [{"key": "stored", "value": 2}]


def test_pandas_and_polars_are_not_needed() -> None:
    code = "import sys, foreshock.store; sys.exit(any(m in sys.modules for m in ('pandas', 'polars', 'pyarrow')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=os.sep, check=False).returncode == 0
