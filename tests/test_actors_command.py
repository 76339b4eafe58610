"""`foreshock actors`: the list of a store stays where it was; search, show, add and validate; --actors on the commands that read."""

import json

import pytest

from test_cli import run

ROWS = "id\tname\tkind\tcountry\tsector\taliases\tcitation\nmarsh-front\tMarshland Front\tarmed group\tIRQ\tREB\tMLF\tour notes\n"
LINE = b'{"id": "a", "text": "The Marshland Front attacked Kuwait on Sunday.", "date": "2017-03-09"}\n'


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "mine.tsv").write_text(ROWS, encoding="utf-8")
    return tmp_path / "mine.tsv"


def test_the_actors_of_a_store_are_still_listed(desk, tmp_path, monkeypatch):
    code, out, err = run("actors", desk.path)
    assert (code, err) == (0, "")
    assert "qasem-soleimani" in out
    assert run("actors", "list", desk.path)[1] == out
    assert run("actors", desk.path, "--json", "--pair", "USA", "IRN")[0] == 0
    monkeypatch.chdir(tmp_path)
    code, _, err = run("actors")
    assert code == 4
    assert "foreshock.duckdb" in err


def test_help_is_there_for_every_word():
    for words in (("actors",), *(("actors", w) for w in ("list", "search", "show", "add", "validate"))):
        code, out, _ = run(*words, "--help")
        assert code == 0
        assert "Usage" in out


def test_search_finds_parts_of_names_and_the_users_own(mine):
    code, out, _ = run("actors", "search", "quds", "force")
    assert code == 0
    assert "quds-force" in out
    assert json.loads(run("actors", "search", "marshland", "--json")[1]) == []
    (found,) = json.loads(run("actors", "search", "marshland", "--actors", mine, "--json")[1])
    assert found["id"] == "marsh-front"
    assert "0 of 0" in run("actors", "search", "no such name at all")[1]


def test_show_tells_names_dates_roles_and_where_to_check(mine):
    code, out, _ = run("actors", "show", "Qasem", "Soleimani")
    assert code == 0
    for piece in ("Qassem Suleimani", "person", "IRN", "commander", "quds-force", "1998", "2020-01-03", "Wikipedia"):
        assert piece in out, piece
    told = json.loads(run("actors", "show", "qasem-soleimani", "--json")[1])
    assert told["actor"]["name"] == "Qasem Soleimani"
    assert told["roles"][0]["post"] == "commander"
    assert "REB" in run("actors", "show", "MLF", "--actors", mine)[1]


def test_show_on_a_day_tells_who_held_what_then():
    then = json.loads(run("actors", "show", "qasem-soleimani", "--on", "2017-03-09", "--json")[1])
    assert [r["held"] for r in then["roles"]] == [True]
    later = json.loads(run("actors", "show", "qasem-soleimani", "--on", "2021-03-09", "--json")[1])
    assert later["roles"] == []
    assert "No post is known on 2021-03-09" in run("actors", "show", "qasem-soleimani", "--on", "2021-03-09")[1]
    state = json.loads(run("actors", "show", "USA", "--on", "2015-06-01", "--json")[1])
    assert "barack-obama" in {r["holder"] for r in state["roles"] if r["post"] == "president"}


@pytest.mark.parametrize(("words", "says"), [
    (("show", "nobody at all"), "no such actor"), (("show", "IRN", "--on", "March"), "2017-03-09"),
    (("search", "x", "--actors", "gone.tsv"), "gone.tsv"), (("validate", "gone.tsv"), "gone.tsv"),
    (("add", "gone.tsv", "--into", "mine.tsv"), "gone.tsv"),
])
def test_errors_say_what_and_end_with_2(words, says):
    code, _, err = run("actors", *words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_add_checks_then_writes(mine, tmp_path):
    into = tmp_path / "all.tsv"
    assert json.loads(run("actors", "add", mine, "--into", into, "--json")[1])["added"] == 1
    assert "0 rows added" in run("actors", "add", mine, "--into", into)[1]
    before = into.read_bytes()
    (tmp_path / "bad.tsv").write_text(ROWS.replace("IRQ", "XXX").replace("marsh-front", "other"), encoding="utf-8")
    code, _, err = run("actors", "add", tmp_path / "bad.tsv", "--into", into)
    assert code == 2
    assert "bad.tsv:2: no state has the code XXX" in err
    assert into.read_bytes() == before
    (tmp_path / "roles.tsv").write_text("holder\tpost\tof\tstart\nqasem-soleimani\tguest\tIRQ\t2019\n", encoding="utf-8")
    assert run("actors", "add", tmp_path / "roles.tsv", "--into", tmp_path / "posts.tsv")[0] == 0
    code, _, err = run("actors", "add", tmp_path / "roles.tsv", "--into", into)
    assert code == 2
    assert "holds another table" in err
    assert "guest" in run("actors", "show", "qasem-soleimani", "--actors", tmp_path / "posts.tsv")[1]


def test_validate_names_what_does_not_hold_and_notes_gaps(mine, tmp_path):
    assert "the tables of the package: " in run("actors", "validate")[1]
    assert run("actors", "validate", mine)[0] == 0
    (tmp_path / "roles.tsv").write_text(
        "holder\tpost\tof\tstart\tend\ta\n"
        "barack-obama\treed warden\tIRQ\t2001\t2003\t\n"
        "vladimir-putin\treed warden\tIRQ\t2002\t2004\t\n"
        "xi-jinping\treed warden\tIRQ\t2010\t2008\t\n"
        "narendra-modi\treed warden\tIRQ\t2012\t2013\t\n", encoding="utf-8")
    code, out, err = run("actors", "validate", tmp_path / "roles.tsv")
    assert code == 2
    assert "roles.tsv:3: vladimir-putin is reed warden of IRQ while barack-obama is" in out
    assert "roles.tsv:4: ends 2008 before it starts 2010" in out
    assert "note: " in out
    assert "no reed warden of IRQ is known from 2004" in out
    told = json.loads(run("actors", "validate", tmp_path / "roles.tsv", "--json")[1])
    assert all("roles.tsv" in p for p in told["problems"])
    assert "Mend" in err


@pytest.mark.parametrize("command", ["code", "understand"])
def test_lines_are_read_with_the_users_actors(mine, command):
    code, out, err = run(command, "-", "--actors", mine, stdin=LINE)
    assert (code, err) == (0, "")
    assert "marsh-front" in out
    assert "marsh-front" not in run(command, "-", stdin=LINE)[1]


def test_bad_lines_of_a_list_are_told_and_the_rest_is_used(tmp_path):
    (tmp_path / "list.txt").write_text("MARSHLAND_FRONT_ [IRQREB]\nBAD_ONE_ [IRAQ]\n", encoding="utf-8")
    code, out, err = run("code", "-", "--actors", tmp_path / "list.txt", stdin=LINE)
    assert code == 3
    assert "list.txt:2" in err
    assert "marshland-front" in out


def test_a_changed_file_of_actors_has_pages_read_again(mine, tmp_path):
    (tmp_path / "page.txt").write_text("The Marshland Front attacked Kuwait on Sunday, officials said. " * 3, encoding="utf-8")
    (tmp_path / "page2.txt").write_text("The Marshland Front attacked Jordan on Monday, officials said. " * 3, encoding="utf-8")
    store = tmp_path / "s.duckdb"
    words = ("read", tmp_path / "page.txt", tmp_path / "page2.txt", "--store", store, "-q", "--actors", mine)
    assert "2 pages stored" in run(*words, "--workers", 2)[1]
    assert "2 already there" in run(*words)[1]
    listed = {a["id"]: a for a in json.loads(run("actors", store, "--json")[1])}
    assert listed["marsh-front"]["sector"] == "REB"
    mine.write_text(ROWS.replace("REB", "PRM"), encoding="utf-8")
    assert "2 pages stored" in run(*words)[1]
    listed = {a["id"]: a for a in json.loads(run("actors", store, "--json")[1])}
    assert listed["marsh-front"]["sector"] == "PRM"
    assert run("store", "check", store)[0] == 0
