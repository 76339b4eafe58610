"""Temporal expressions: what is found, of which type, with which value; and what a value means on a day."""

from __future__ import annotations

from datetime import date

import pytest

from foreshock import words
from foreshock.types import Document, Part, Span
from foreshock.understand import understand
from foreshock.understand.times import find_in
from foreshock.understand.timex_value import days, narrowed, resolve

FOUND = [
    ("The envoy spoke on 9 March 2017.", "9 March 2017", "DATE", "2017-03-09"),
    ("The envoy spoke on March 9.", "March 9", "DATE", "XXXX-03-09"),
    ("The log is dated 2017-03-09.", "2017-03-09", "DATE", "2017-03-09"),
    ("He signed on Mar. 9, 2017 in haste.", "Mar. 9, 2017", "DATE", "2017-03-09"),
    ("Shells fell on Sunday, March 12, 2017.", "Sunday, March 12, 2017", "DATE", "2017-03-12"),
    ("The truce began in March 2017.", "March 2017", "DATE", "2017-03"),
    ("The war began in 2003.", "2003", "DATE", "2003"),
    ("They fought all through the 1990s.", "the 1990s", "DATE", "199"),
    ("It is a rivalry of the 21st century.", "the 21st century", "DATE", "20"),
    ("They met on Sunday.", "Sunday", "DATE", "XXXX-WXX-7"),
    ("They met last Tuesday.", "last Tuesday", "DATE", "XXXX-WXX-2<"),
    ("They met on Tuesday night.", "Tuesday night", "TIME", "XXXX-WXX-2TNI"),
    ("They meet today.", "today", "DATE", "@day+0"),
    ("The city is now calm.", "now", "DATE", "PRESENT_REF"),
    ("The raid came last month.", "last month", "DATE", "@month-1"),
    ("The vote is due early next month.", "early next month", "DATE", "@month+1#START"),
    ("He left over the past three years.", "the past three years", "DURATION", "P3Y<"),
    ("He left two years ago.", "two years ago", "DATE", "@year-2"),
    ("He had left three days earlier.", "three days earlier", "DATE", "^day-3"),
    ("They invaded in the spring of 2003.", "the spring of 2003", "DATE", "2003-SP"),
    ("The city fell in mid-2014.", "mid-2014", "DATE", "2014#MID"),
    ("They will leave by the end of the year.", "the end of the year", "DATE", "@year+0#END"),
    ("Exports fell in the first quarter of 2017.", "the first quarter of 2017", "DATE", "2017-Q1"),
    ("The siege went on for three days.", "three days", "DURATION", "P3D"),
    ("A five-week siege ended.", "five-week", "DURATION", "P5W"),
    ("After a decade the two agreed.", "a decade", "DURATION", "P10Y"),
    ("They meet every week.", "every week", "SET", "P1W"),
    ("The parade is held annually.", "annually", "SET", "P1Y"),
    ("The blast came at 8:30 a.m. in the market.", "8:30 a.m.", "TIME", "T08:30"),
    ("It will end before Nowruz.", "Nowruz", "DATE", "XXXX-03-21"),
]


@pytest.mark.parametrize(("text", "quote", "kind", "value"), FOUND)
def test_found_with_type_and_value(text: str, quote: str, kind: str, value: str) -> None:
    assert (quote, kind, value) in find_in(text)


@pytest.mark.parametrize("text", [
    "May I ask who will march?", "Some 2000 troops crossed the river.", "He paid 1,950 dollars for it.",
    "They fall back and spring a trap.", "Theresa May signed the letter.", "The second man fled.",
])
def test_not_taken_for_time(text: str) -> None:
    assert find_in(text) == []


def test_a_range_gives_both_its_ends() -> None:
    assert [v for _, _, v in find_in("Talks ran from 2009 to 2011, then on March 9-12.")] == ["2009", "2011", "XXXX-03-09", "XXXX-03-12"]


def test_spans_are_verbatim_under_odd_spaces_and_quotes() -> None:
    text = "“We met on March\u00a09,” he said. “Last year’s talks failed.” 🙂 They resume next\u202fweek."
    document = Document("d", "v", text, (Part(0, "body", Span.of(text, 0, len(text))),))
    times = understand(document).times
    assert [t.span.text for t in times] == ["March\u00a09", "Last year’s", "next\u202fweek"]
    assert all(text[t.span.start : t.span.end] == t.span.text for t in times)


ROWS = [r for name in ("times_fixed.tsv", "times_names.tsv") for r in words.rows(name)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.get("phrase") or r.get("word"))
def test_every_row_of_the_tables_is_found_in_its_example(row: dict[str, str]) -> None:
    phrase = (row.get("phrase") or row.get("word") or "").lower()
    assert any(phrase.rstrip(".") in found.lower() or found.lower() in phrase for found, _, _ in find_in(row["example"]))


@pytest.mark.parametrize(("value", "direction", "expected"), [
    ("@week-1", "none", "2017-W09"), ("@quarter-1", "none", "2016-Q4"), ("@weekend+0", "none", "2017-W10-WE"),
    ("@year-1:SU", "none", "2016-SU"), ("XXXX-03-09", "past", "2017-03-09"), ("XXXX-12-11", "past", "2016-12-11"),
    ("XXXX-04", "future", "2017-04"), ("XXXX-02", "past", "2017-02"), ("XXXX-WXX-4", "past", "2017-03-09"),
    ("XXXX-WXX-4<", "past", "2017-03-02"), ("XXXX-WXX-5>", "none", "2017-03-10"), ("@day-1TNI", "none", "2017-03-08TNI"),
    ("XXXX-11-TG", "past", "2016-11-24"), ("XXXX-02-29", "past", "2016-02-29"),
])
def test_resolved_on_a_thursday(value: str, direction: str, expected: str) -> None:
    assert resolve(value, date(2017, 3, 9), direction) == expected  # type: ignore[arg-type]


def test_days_of_values_and_what_is_none() -> None:
    assert days("2017-Q1") == (date(2017, 1, 1), date(2017, 3, 31))
    assert days("2016-WI") == (date(2016, 12, 1), date(2017, 2, 28))
    assert days("201") == (date(2010, 1, 1), date(2019, 12, 31))
    assert days("2017-02-30") is None
    assert days("PXY") is None
    assert resolve("@year-9999", date(2017, 3, 9)) != resolve("@year-1", date(2017, 3, 9))
    early = narrowed((date(2017, 1, 1), date(2017, 12, 31)), "START")
    assert early[0] == date(2017, 1, 1)
    assert date(2017, 4, 1) < early[1] < date(2017, 7, 1)
