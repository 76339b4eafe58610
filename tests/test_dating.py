"""Anchoring to a document's bounds, bounds drawn from the text, and the when of what was coded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from foreshock.code import Coded
from foreshock.resolve.dating import anchor, dating
from foreshock.resolve.places import where
from foreshock.resolve.settle import settle
from foreshock.types import UNKNOWN, Document, EventMention, Factuality, Genre, Part, PartKind, Span, Statement, Time, When
from foreshock.understand import Understanding, understand

THURSDAY = When.day(date(2017, 3, 9), "meta")
PLAIN = Factuality()
COMMENTED = When(None, date(2017, 3, 22), "range", "comment")


def read(text: str, published: When = THURSDAY, genre: Genre = "report", kind: PartKind = "body") -> Understanding:
    return understand(Document("d", "v", text, (Part(0, kind, Span.of(text, 0, len(text))),), published=published, genre=genre))


def times(text: str, published: When = THURSDAY) -> tuple[Time, ...]:
    understanding = read(text, published)
    return anchor(understanding.times, understanding, published)


@pytest.mark.parametrize(("text", "value"), [
    ("The minister said Tuesday that the border is shut.", "2017-03-07"),
    ("The ministers will meet on Tuesday in Doha.", "2017-03-14"),
    ("The army attacked the town last week.", "2017-W09"),
    ("The offensive began in October.", "2016-10"),
    ("The two plan to meet in October.", "2017-10"),
    ("He resigned two years ago.", "2015"),
    ("Shells fell on the camp yesterday.", "2017-03-08"),
])
def test_tense_decides(text: str, value: str) -> None:
    assert times(text)[0].value == value


def test_a_later_time_is_counted_from_the_day_the_text_spoke_of() -> None:
    found = times("The army attacked on March 1. Three days later it withdrew at 8:30 a.m.")
    assert [t.value for t in found] == ["2017-03-01", "2017-03-04", "2017-03-04T08:30"]
    assert found[2].when.clock is not None


def test_month_and_day_need_only_the_latest_day() -> None:
    assert times("The envoy said March 9 that the talks will go on.", COMMENTED)[0].when == When.day(date(2017, 3, 9), "text")


def test_a_weekday_with_no_earliest_day_stays_open() -> None:
    found = times("The envoy said Tuesday that talks will go on.", COMMENTED)[0]
    assert found.value == "XXXX-WXX-2"
    assert (found.when.earliest, found.when.latest) == (None, date(2017, 3, 21))


def test_two_readings_are_both_kept() -> None:
    bounds = When(date(2017, 3, 8), date(2017, 3, 15), "range", "text")
    found = times("The envoy said Tuesday that talks will go on.", bounds)[0].when
    assert found.readings == ((date(2017, 3, 7),) * 2, (date(2017, 3, 14),) * 2)
    assert (found.earliest, found.latest, found.precision) == (date(2017, 3, 7), date(2017, 3, 14), "range")


def test_undated_documents_stay_undated() -> None:
    found = times("The envoy said March 9 that talks go on. It began yesterday.", UNKNOWN)
    assert [(t.value, t.when) for t in found] == [("XXXX-03-09", UNKNOWN), ("XXXX-XX-XX", UNKNOWN)]


def test_durations_reach_back_and_on() -> None:
    past, ahead = times("Over the past three years little changed; over the next two weeks much will.")
    assert (past.value, past.when.latest) == ("P3Y", date(2017, 3, 9))
    assert (ahead.value, ahead.when.earliest) == ("P2W", date(2017, 3, 9))


def bounded(text: str, published: When = COMMENTED, kind: PartKind = "body") -> When:
    understanding = read(text, published, kind=kind)
    return dating(understanding.document, anchor(understanding.times, understanding, published), understanding)


def test_a_reported_day_bounds_the_document_from_below() -> None:
    found = bounded("The envoy said March 9 in Doha that talks will go on.")
    assert (found.earliest, found.latest, found.basis) == (date(2017, 3, 9), date(2017, 3, 22), "comment; text")


@pytest.mark.parametrize("text", ["The envoys will meet on March 9 in Doha.", "If they met on March 9, nobody saw it.",
                                  "The envoys did not meet on March 9."])
def test_what_is_planned_supposed_or_denied_bounds_nothing(text: str) -> None:
    assert bounded(text) == COMMENTED


def test_comments_bound_nothing() -> None:
    assert bounded("The envoy said March 9 in Doha that talks will go on.", kind="comment") == COMMENTED


def test_known_dates_are_left_alone_and_a_date_line_is_read() -> None:
    assert bounded("The envoy said March 1 that talks go on.", THURSDAY) == THURSDAY
    assert bounded("Envoys meet in Doha\nMarch 09, 2017\nThe envoys met.", UNKNOWN) == When.day(date(2017, 3, 9), "byline")


def settled(text: str, trigger: str, factuality: Factuality = PLAIN, published: When = THURSDAY) -> EventMention:
    understanding = read(text, published)
    found = anchor(understanding.times, understanding, published)
    start = text.index(trigger)
    sentence = next(s for s in understanding.sentences if s.span.start <= start < s.span.end)
    event = EventMention("e", "d", 0, "ASSAULT", sentence.span, Span.of(text, start, start + len(trigger)), factuality=factuality)
    mentions = where(understanding, ())
    return settle(Coded((event,), (), ()), understanding, mentions, found, published).events[0]


def test_an_event_takes_the_time_and_place_of_its_own_clause() -> None:
    text = "The army shelled Aleppo's suburbs near Idlib on Tuesday, and the envoys will meet in Geneva on Friday."
    shelled, met = settled(text, "shelled"), settled(text, "meet", Factuality("future"))
    assert (shelled.when.text, shelled.place and shelled.place.name) == ("2017-03-07", "Idlib")
    assert (met.when.text, met.place and met.place.country) == ("2017-03-10", "CHE")


def test_without_a_time_the_document_bounds_and_no_more() -> None:
    text = "The army shelled the town."
    told = settled(text, "shelled").when
    assert (told.earliest, told.latest, told.basis, told.precision) == (date(2017, 3, 2), date(2017, 3, 9), "document", "range")
    assert settled(text, "shelled", Factuality("historical")).when.earliest is None
    assert settled(text, "shelled", Factuality("future")).when.latest is None
    assert settled(text, "shelled", published=UNKNOWN).when == UNKNOWN


def test_the_long_past_is_historical_and_the_last_year_is_not() -> None:
    old = settled("The army invaded the country in 2003.", "invaded")
    cue = old.factuality.cue
    assert (old.factuality.status, old.factuality.rule, cue and cue.text) == ("historical", "long past", "2003")
    assert settled("The army invaded the country in January.", "invaded").factuality.status == "actual"
    assert settled("The army did not invade in 2003.", "invade", Factuality("negated")).factuality.status == "negated"


def test_a_dateline_places_what_opens_a_report() -> None:
    told = settled("TIKRIT, Iraq — The army shelled the old bridge.", "shelled").place
    assert told is not None
    assert (told.name, told.country) == ("Tikrit", "IRQ")


def test_a_statement_takes_the_time_of_its_saying_not_of_what_is_said() -> None:
    text = "The envoy said March 7 in Doha that the army shelled Idlib in January."
    understanding = read(text)
    found = anchor(understanding.times, understanding, THURSDAY)
    said, content = text.index("said"), text.index("the army")
    statement = Statement("s", "d", 0, None, "unnamed", (Span.of(text, said, said + 4),), (Span.of(text, content, len(text) - 1),))
    told = settle(Coded((), (statement,), ()), understanding, where(understanding, ()), found, THURSDAY).statements[0]
    assert (told.when.text, told.place and told.place.name) == ("2017-03-07", "Doha")
    bare = settle(Coded((), (replace(statement, cue=()),), ()), understanding, (), found, THURSDAY).statements[0]
    assert bare.when.basis == "document"
