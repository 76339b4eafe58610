"""What issue 2 promises of the whole house, asked of a store that has read the packaged example."""

import json
from dataclasses import MISSING, fields, is_dataclass, replace

import pytest

from foreshock import types
from test_cli import run

LOOKS = ["documents", "events", "statements", "actors", "roles", "ties", "courses", "forecast", "watchlist", "brief"]
LENSES = [
    ("--since", "2018-01-01", "--until", "2018-12-31"), ("--as-of", "2016-01-01", "--part", "all"), ("--actor", "Iran"),
    ("--pair", "IRN", "USA"), ("--status", "actual,negated"),
]


@pytest.mark.parametrize("command", LOOKS)
def test_every_look_takes_every_lens(desk, command):
    for lens in LENSES[1:4:2] if command in ("brief", "ties", "courses", "forecast", "watchlist", "actors") else LENSES:
        code, out, err = run(command, desk.path, *lens, "--json")
        assert (code, err) == (0, ""), lens
        json.loads(out)


def test_every_look_has_the_same_options():
    for command in LOOKS:
        told = run(*(("actors", "list") if command == "actors" else (command,)), "--help")[1]  # "actors" alone is a group
        assert not [o for lens in LENSES for o in (*lens, "--json") if o.startswith("--") and o not in told], command


def test_actors_as_of_a_day_are_those_of_the_pages_of_that_day(desk):
    then = {a.id for a in desk.actors(as_of="2015-01-01", part="all")}
    pages = {d.id for d in desk.documents(as_of="2015-01-01")}
    assert then < {a.id for a in desk.actors()}
    taught = {r.document_id for r in desk.roles(as_of="2015-01-01") if r.document_id}
    assert taught <= pages
    assert all(r.start is None or r.start.year < 2015 or str(r.start) == "2015-01-01" for r in desk.roles(as_of="2015-01-01"))
    assert all(r.end is None or str(r.end) <= "2015-01-01" for r in desk.roles(as_of="2015-01-01"))


def test_actors_of_a_pair_take_part_with_it(desk):
    pair = {a.id for a in desk.actors(pair=("IRN", "USA"))}
    assert pair < {a.id for a in desk.actors(actor="IRN")} < {a.id for a in desk.actors()}


def test_documents_narrow_by_part_and_status(desk):
    assert all(any(p.kind == "comment" for p in d.parts) for d in desk.documents(part="comment"))
    assert 0 < len(desk.documents(part="comment")) < len(desk.documents())
    negated = {m.document_id for m in (*desk.event_mentions(status="negated"), *desk.tie_mentions(status="negated"))}
    assert {d.id for d in desk.documents(status="negated")} == negated


def test_a_watchlist_of_a_pair_is_that_pair(desk):
    one = desk.watchlist(pair=("IRN", "USA"), top=50)
    ours = {a.id: a.country for a in desk.actors()} | {"IRN": "IRN", "USA": "USA"}
    assert one
    assert {frozenset(ours[i] for i in f.pair) for f in one} == {frozenset(("IRN", "USA"))}
    assert not desk.watchlist(status="actual")


def test_a_forecast_opens_to_events_and_their_sentences(desk):
    told = desk.forecast("IRN", "USA")
    first = next(i for r in told.reasons for i in r.events)
    shown = desk.show(first)
    assert shown.event.status == "actual"
    out = run("forecast", desk.path, "IRN", "USA")[1]
    assert f"{first} {shown.event.type} {shown.event.when.text}" in out
    assert shown.reports[0].marked[:60] in out


def test_forecast_takes_a_pair_by_option_or_by_name(desk):
    assert run("forecast", desk.path, "--pair", "IRN", "USA", "--json")[1] == run("forecast", desk.path, "IRN", "USA", "--json")[1]
    assert run("forecast", desk.path, "IRN", "USA", "--actor", "IRN")[0] == 2


def test_what_is_written_is_told_as_json(desk, tmp_path):
    told = json.loads(run("report", desk.path, "-o", tmp_path / "r.html", "--json")[1])
    assert told["bytes"] == (tmp_path / "r.html").stat().st_size
    told = json.loads(run("export", desk.path, "--format", "geojson", "-o", tmp_path / "g.json", "--json")[1])
    assert told["written"]
    assert json.loads(run("why", desk.path, "IRN", "USA", "--json")[1])["outline"]


NOUNS = [n for n in vars(types).values() if isinstance(n, type) and is_dataclass(n) and n is not types.Lens]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda n: n.__name__)
def test_every_noun_shows_itself_in_a_notebook_without_acting(desk, noun):
    needed = [f for f in fields(noun) if f.default is MISSING and f.default_factory is MISSING]
    shown = noun(*("<img src=x onerror=alert(1)>" for _ in needed))._repr_html_()
    assert "<img" not in shown
    assert "&lt;img" in shown or not needed
    assert f"<caption>{noun.__name__}</caption>" in shown


def test_nouns_of_a_store_show_what_they_hold(desk):
    event = desk.events(pair=("USA", "qasem-soleimani"))[0]
    assert "ASSAULT" in event._repr_html_()
    assert "<th>pair</th>" in desk.courses()[0]._repr_html_()
    page = max(desk.documents(), key=lambda d: len(d.text))
    assert len(page._repr_html_()) < 10_000
    assert desk.brief()._repr_html_().startswith("<pre>As of")
    assert "<b>" not in replace(desk.brief(), scope="<b>bold</b>")._repr_html_()
    assert "▸" in desk.show(event.id)._repr_html_()
