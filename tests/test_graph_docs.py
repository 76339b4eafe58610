"""The pages on ties, courses and forecasts say what the code does: every weight on them is the one in use."""

import re
from pathlib import Path

from foreshock.forecast.history import PRIOR
from foreshock.forecast.onset import WEIGHTS
from foreshock.graph import weights
from foreshock.graph.rules import RULES
from foreshock.resolve.reports import TOLERANCE

DOCS = Path(__file__).parents[1] / "docs"


def cells(page: str) -> dict[str, str]:
    """Page → for each cell of its tables the one to its right."""
    found = {}
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        row = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
        found |= {a: b for a, b in zip(row, row[1:], strict=False) if re.fullmatch(r"[+−]?\d+(\.\d+)?", b)}
    return found


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_every_weight_of_the_page_on_ties_is_the_one_in_use():
    told = cells("ties-and-courses.md") | cells("happenings.md")
    for table in (weights.CERTAINTY, weights.STATUS, weights.SPEAKER, weights.KIND, TOLERANCE):
        for name, weight in table.items():
            if name != "unknown":  # stands in two tables: of genres and of precisions
                assert number(told[name]) == weight, name
    for name, weight in weights.GENRE.items():
        assert f"| {name} | {weight} |" in (DOCS / "ties-and-courses.md").read_text(encoding="utf-8")
    page = (DOCS / "ties-and-courses.md").read_text(encoding="utf-8")
    for rule in RULES:
        sign = "+" if rule.weight > 0 else "−"
        assert f"| {rule.name} | {sign}{abs(rule.weight):.2f} | {rule.origin} |" in page, rule.name


def test_every_weight_of_the_page_on_forecasts_is_the_one_in_use():
    told = cells("forecasting.md")
    assert {n: number(told[n]) for n in WEIGHTS} == WEIGHTS
    assert {n: number(told[n]) for n in PRIOR} == PRIOR


def test_every_rule_cites_and_shows_itself():
    for rule in RULES:
        assert rule.rule.__doc__
        assert "→" in rule.rule.__doc__
