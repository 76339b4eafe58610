"""The command line: every command runs on a real store, errors are one sentence and an exit code, bad lines are told."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

import pytest

from foreshock import cli
from foreshock.exchange import FORMATS


def run(*words: object, stdin: bytes = b"") -> tuple[int, str, str]:
    """Words of the command line → exit code, standard output, standard error; in this process, for speed."""
    out, err = io.StringIO(), io.StringIO()
    fake = mock.Mock(buffer=io.BytesIO(stdin))
    with mock.patch.object(sys, "argv", ["foreshock", *map(str, words)]), mock.patch.object(sys, "stdin", fake), \
            redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


LOOKS = ["documents", "events", "statements", "actors", "roles", "ties", "courses", "watchlist", "brief", "forecast"]


@pytest.mark.parametrize("command", LOOKS)
def test_every_look_gives_a_table_and_json(desk, command):
    code, out, err = run(command, desk.path)
    assert (code, err) == (0, "")
    assert out.strip()
    code, out, _ = run(command, desk.path, "--json")
    assert code == 0
    assert json.loads(out)


def test_lenses_narrow(desk):
    everything = json.loads(run("events", desk.path, "--json")[1])
    actual = json.loads(run("events", desk.path, "--json", "--status", "actual")[1])
    assert 0 < len(actual) < len(everything)
    assert {e["status"] for e in actual} == {"actual"}
    voice = json.loads(run("events", desk.path, "--json", "--voice", "asserted", "--genre", "report", "--confidence", 0.6)[1])
    assert [e["id"] for e in voice] == [e.id for e in desk.events(voice="asserted", genre="report", confidence=0.6)]
    assert 0 < len(voice) < len(actual)
    printed = json.loads(run("ties", desk.path, "--json", "--publisher", "Tigris Wire", "--publisher", "Levant Monitor")[1])
    assert [t["id"] for t in printed] == [t.id for t in desk.ties(publisher=["Tigris Wire", "Levant Monitor"])]
    pair = json.loads(run("events", desk.path, "--json", "--pair", "USA", "Islamic State")[1])
    assert 0 < len(pair) < len(everything)
    late = json.loads(run("events", desk.path, "--json", "--since", "2019-01-01")[1])
    assert all(e["date"]["latest"] is None or e["date"]["latest"] >= "2019-01-01" for e in late if e["date"])
    comments = json.loads(run("events", desk.path, "--json", "--part", "comment")[1])
    assert not {e["id"] for e in comments} & {e["id"] for e in everything}


def test_the_past_does_not_know_the_future(desk):
    then = json.loads(run("events", desk.path, "--json", "--as-of", "2016-12-31")[1])
    assert then
    documents = {d["id"]: d["published"]["latest"] for d in json.loads(run("documents", desk.path, "--json")[1])}
    assert all(documents[d] <= "2016-12-31" for e in then for d in e["documents"])


def test_show_marks_the_evidence_and_names_the_posts(desk):
    killed = next(m for m in desk.event_mentions(pair=("USA", "qasem-soleimani")) if m.type == "ASSAULT")
    code, out, _ = run("show", desk.path, killed.id)
    assert code == 0
    assert f"▸{' '.join(killed.evidence.text.split())}◂" in out
    assert "commander" in out
    told = json.loads(run("show", desk.path, killed.id, "--json")[1])
    assert told["reports"][0]["mention"]["type"] == "ASSAULT"


def test_why_and_forecast_take_names(desk):
    code, out, _ = run("why", desk.path, "Popular Mobilization Units", "USA")
    assert code == 0
    assert "“" in out
    told = json.loads(run("forecast", desk.path, "Popular Mobilization Units", "United States", "--json")[1])
    assert 0 < told["low"] <= told["probability"] <= told["high"] < 1


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_every_format_is_written(desk, tmp_path, format):
    code, out, _ = run("export", desk.path, "--format", format, "-o", tmp_path / "out")
    assert code == 0
    assert "written" in out


def test_report_is_written(desk, tmp_path):
    code, out, _ = run("report", desk.path, "-o", tmp_path / "r.html")
    assert code == 0
    assert "KB" in out


def test_a_good_store_checks_clean(desk):
    assert run("store", "check", desk.path)[0] == 0


@pytest.mark.parametrize(("words", "code", "says"), [
    (("events", "nowhere.duckdb"), 4, "nowhere.duckdb"),
    (("export", "nowhere.duckdb", "-o", "x.json"), 4, "nowhere.duckdb"),
    (("why", "USA"), 2, "Usage"),
    (("code", "no-such-file.jsonl"), 2, "no-such-file.jsonl"),
])
def test_errors_are_one_sentence_and_a_code(words, code, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    got, _, err = run(*words)
    assert got == code, err
    assert err.startswith("foreshock: ")
    assert says in err
    assert "Traceback" not in err


def test_an_unknown_name_is_told_with_its_neighbours(desk):
    code, _, err = run("events", desk.path, "--actor", "Hezbolah of Iraq and the moon")
    assert code == 2
    assert "Hezbolah" in err


LINES = (
    b'{"id": "a", "text": "Iran attacked Iraq on Sunday.", "date": "2017-03-09"}\n'
    b"not json\n"
    b'{"id": "b", "text": "Iran denied attacking Saudi Arabia."}\n'
    b'{"id": "c"}\n'
    b'{"id": "d", "text": "\\ud800"}\n'
    b'{"id": "e", "text": "   "}\n'
)


def test_lines_keep_their_order_and_bad_ones_are_told():
    code, out, err = run("code", "-", stdin=LINES)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [r["id"] for r in rows] == ["a", "b", "e"]
    assert err.count("-: line ") == 3
    (event,) = rows[0]["events"]
    assert event["type"] == "ASSAULT"
    assert [a["country"] for a in event["actors"]] == ["IRN"]
    assert [a["country"] for a in event["recipients"]] == ["IRQ"]
    assert rows[2]["events"] == []
    assert not [e for e in rows[1]["events"] if e["status"] == "actual" and e["type"] == "ASSAULT"]


def test_understand_gives_every_field():
    code, out, _ = run("understand", "-", stdin=LINES.splitlines(keepends=True)[0])
    (row,) = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert set(row) == {"id", "sentences", "mentions", "times", "places", "predicates", "statements"}
    assert row["times"][0]["value"] == "2017-03-05"
    assert row["predicates"][0]["factuality"] > 2.5  # asserted outright: the head grades it near the full 3


def test_read_names_what_it_cannot_read_and_stores_the_rest(tmp_path):
    (tmp_path / "good.txt").write_text("Iran attacked Iraq on Sunday, officials said. " * 3)
    (tmp_path / "bad.html").write_bytes(b"")
    code, out, err = run("read", tmp_path / "good.txt", tmp_path / "bad.html", "--store", tmp_path / "s.duckdb", "-q")
    assert code == 3
    assert "bad.html" in err
    assert "1 pages stored" in out
    code, out, _ = run("read", tmp_path / "good.txt", "--store", tmp_path / "s.duckdb", "-q")
    assert code == 0
    assert "1 already there" in out


def test_the_installed_command_tells_its_help():
    made = subprocess.run([sys.executable, "-c", "from foreshock.cli import main; main()", "--help"], capture_output=True, text=True,
                          env={**os.environ, "COLUMNS": "120"})
    assert made.returncode == 0
    for command in ("read", "events", "courses", "report"):
        assert command in made.stdout


def test_output_cut_short_is_no_crash(desk):
    made = subprocess.run(f"{sys.executable} -c 'from foreshock.cli import main; main()' events {desk.path} --json | head -c 10",
                          shell=True, capture_output=True, text=True)
    assert "Traceback" not in made.stderr


def test_escape_sequences_in_pages_do_not_reach_the_terminal(tmp_path):
    (tmp_path / "evil.html").write_text(
        "<html><head><title>\x1b[31mred</title></head><body><article><h1>Evil \u202e page</h1><p>"
        + "Iran attacked Iraq on Sunday, officials said in Baghdad. " * 5 + "</p></article></body></html>")
    assert run("read", tmp_path / "evil.html", "--store", tmp_path / "s.duckdb", "-q")[0] == 0
    out = run("documents", tmp_path / "s.duckdb")[1] + run("brief", tmp_path / "s.duckdb")[1]
    assert "\x1b[31m" not in out
    assert "\u202e" not in out


def test_a_voice_left_out_is_told_with_what_it_changes(desk):
    whole = json.loads(run("ties", desk.path, "--json")[1])
    code, out, err = run("ties", desk.path, "--json", "--without", "publisher=Levant Monitor", "--without", "speaker=Iran")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert {t["id"] for t in told["ties"]} < {t["id"] for t in whole}
    assert any(c["what"] == "tie gone" for c in told["changed"])
    assert all(e["publisher"] != "Levant Monitor" for t in told["ties"] for e in t["evidence"])
    assert "changes without part=headline" in run("courses", desk.path, "--without", "part=headline")[1]
    for wrong in ("publisher=Nobody", "colour=red", "genre=poem", "publisher"):
        code, out, err = run("ties", desk.path, "--without", wrong)
        assert code != 0
        assert len(err.strip().splitlines()) == 1


def test_what_changed_between_two_days(desk):
    code, out, err = run("diff", desk.path, "--from", "2016-12-31", "--to", "2017-03-22", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    kinds = {c["what"] for c in told}
    assert {"new tie", "stronger"} <= kinds
    assert kinds & {"course up", "new course"}
    assert any(", for " in c["text"] for c in told if c["what"] == "course up")
    assert run("diff", desk.path, "--from", "2017-03-22", "--to", "2016-12-31")[0] != 0
    assert run("diff", desk.path, "--from", "2017-03-22")[0] != 0
    assert "changes from 2016-12-31" in run("diff", desk.path, "--from", "2016-12-31", "--to", "2017-03-22")[1]


def test_in_march_2017_the_militias_and_the_united_states_come_first(desk):
    first = json.loads(run("courses", desk.path, "--as-of", "2017-03-22", "--json")[1])[0]
    assert set(first["pair"]) == {"USA", "popular-mobilization-units"}
    assert first["basis"] == ["stated", "inferred"]
