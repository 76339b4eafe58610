"""The page of our own with the article's traps gives what a careful reader takes from it, and none of what must not be."""

import subprocess
import sys
from pathlib import Path

EVALS = Path(__file__).parents[1] / "evals"


def judged(*more: str) -> subprocess.CompletedProcess[str]:
    page, expected = EVALS / "article/page.txt", EVALS / "article/expected.yaml"
    return subprocess.run([sys.executable, str(EVALS / "article.py"), str(page), str(expected), *more], capture_output=True, text=True)


def test_the_floor_holds_and_nothing_forbidden_happens():
    made = judged("--floor", "80")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "0 of must_not broken" in made.stdout
    # The collision is stated where the page names it, and inferred, for its reasons, when that sentence is taken out.
    courses = [line for line in made.stdout.splitlines() if line.split()[1:2] == ["courses"]]
    assert len(courses) == 6
    assert all(line.startswith("met") for line in courses), courses


def test_a_floor_that_is_not_reached_is_an_error():
    made = judged("--floor", "101", "--json")
    assert made.returncode == 1
    assert '"must_not_broken": 0' in made.stdout
