"""Files that no reader can use, histories that tell nothing: an error in one sentence, and no file half written."""

import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from foreshock import cli
from foreshock.cli import app
from foreshock.cli.words import short
from foreshock.errors import BadInput
from foreshock.exchange.cells import lines
from foreshock.written import whole

HEADER = "date\tactor\trelation\trecipient\n"


@pytest.mark.parametrize("way", ["password", "packing"])
def test_a_zip_that_cannot_be_unpacked_is_bad_input(tmp_path: Path, way: str) -> None:
    path = tmp_path / "events.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("events.tsv", HEADER)
    packed = bytearray(path.read_bytes())
    at = packed.index(b"PK\x01\x02")
    for start in (0, at + 2):  # the local header, and the same in the directory
        packed[start + (6 if way == "password" else 8)] = 1 if way == "password" else 99
    path.write_bytes(packed)
    with pytest.raises(BadInput, match="cannot be unpacked"):
        list(lines(path))


def test_onset_without_countries_says_so_and_leaves_the_old_table(tmp_path: Path) -> None:
    history, out = tmp_path / "history.tsv", tmp_path / "out.tsv"
    history.write_text(HEADER + "2020-01-01\tA\tASSAULT\tB\n", encoding="utf-8")
    out.write_text("kept", encoding="utf-8")
    words = ["predict", "onset", "--history", str(history), "--from", "2020-01-08", "--to", "2020-01-08", "-o", str(out)]
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, BadInput)
    assert "--level party" in str(done.exception)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["history.tsv", "out.tsv"]
    assert out.read_text(encoding="utf-8") == "kept"


def test_next_with_nobody_to_name_answers_nobody(tmp_path: Path) -> None:
    history = tmp_path / "history.tsv"
    history.write_text(HEADER + "2020-01-01\tA\tASSAULT\t\n", encoding="utf-8")
    words = ["predict", "next", "--history", str(history), "--actor", "A", "--relation", "ASSAULT", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert done.stdout.strip() == "[]"


def test_a_link_keeps_pointing_to_what_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    with whole(link) as out:
        out.write("new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"


def test_a_long_word_is_cut_too() -> None:
    assert short("A" * 900, 10) == "A" * 10 + " …"


def test_who_stops_a_command_is_told_what_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stopped = typer.Typer()

    @stopped.command()
    def work() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", stopped)
    monkeypatch.setattr("sys.argv", ["foreshock"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130
    assert "foreshock: stopped." in capsys.readouterr().err
