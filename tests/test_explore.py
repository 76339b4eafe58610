"""The explorer's server: what its API answers, what it describes, and whom it lets in."""

import json
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

import foreshock
import storemade
from foreshock.cli import app
from foreshock.explore import Gate, application, columns, loopback, woven
from foreshock.explore import opened as opened_room
from foreshock.explore.asked import Asked
from foreshock.explore.describe import openapi
from foreshock.explore.routes import FILTERS, PARAMETERS, PREFIX, ROUTES, WRITES
from foreshock.explore.shell import packaged
from foreshock.explore.turns import Turns
from foreshock.store import Store
from foreshock.types import Lens

TOKEN = "a-token-of-the-tests"
HOME = "http://127.0.0.1:8765"
CLOCK = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WRITER = {"X-Foreshock-Token": TOKEN, "Origin": HOME, "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client(few: foreshock.Desk) -> TestClient:
    return TestClient(application(few.path, Gate("127.0.0.1", 8765, TOKEN), lambda: CLOCK), base_url=HOME)


def ask(client: TestClient, path: str, **parameters: object) -> dict:
    answer = client.get(PREFIX + path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, status: int, **more: object) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == status, answer.text
    return answer.json()["error"]["message"]


def one_of_each(client: TestClient) -> dict[str, str]:
    """Routes' own parameters that the small desk can answer."""
    event = ask(client, "/events", limit=1)["events"][0]
    tie = ask(client, "/picture")["ties"][0]
    return {"document": event["documents"][0], "start": "0", "end": "5", "event": event["id"], "a": "IRN", "b": "USA", "tie": tie["id"],
            "mention": event["quote"]["mention"], "kind": "type"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.path)
def test_every_route_gives_what_is_described(client, route):
    known = one_of_each(client)
    path = route.path
    for kind, of in (("documents", "document"), ("events", "event"), ("ties", "tie"), ("actors", "a")):
        path = path.replace(f"{kind}/{{id}}", f"{kind}/{known[of]}")
    needed = {n: known[n] for n in route.takes if n in known and (n in "ab" or not set(FILTERS) <= set(route.takes))}
    assert tuple(ask(client, path, **needed)) == route.gives


def test_the_description_is_that_of_the_routes(client):
    told = client.get(f"{PREFIX}/openapi.json").json()
    assert told == json.loads(json.dumps(openapi()))
    assert set(told["paths"]) == {PREFIX + r.path for r in (*ROUTES, *WRITES)}
    every = [p for path in told["paths"].values() for way in path.values() for p in way["parameters"]]
    assert all(p["name"] in PARAMETERS or p["in"] == "path" for p in every)


def test_counts_are_those_of_python(client, few):
    every = few.events(part="all")
    told = ask(client, "/counts", part="all")
    assert told["total"] == told["events"] == len(every)
    for word in ("asserted", "reported", "hedged", "denied"):
        asked = ask(client, "/counts", voice=word, part="all")["events"]
        assert asked == len(few.events(voice=word, part="all")) == told["voices"].get(word, 0)
    for name in told["publishers"]:
        assert ask(client, "/counts", publisher=name)["events"] == len(few.events(publisher=name))
    for genre in told["genres"]:
        assert ask(client, "/counts", genre=genre)["events"] == len(few.events(genre=genre))
    narrow = {"since": "2019-01-01", "until": "2020-01-31", "actor": "IRN", "status": "actual", "confidence": 0.7}
    assert ask(client, "/counts", **narrow)["events"] == len(few.events(**narrow)) > 0
    assert ask(client, "/counts", pair=["IRN", "USA"])["events"] == len(few.events(pair=("IRN", "USA"))) > 0


def test_events_are_those_of_python_page_by_page(client, few):
    wanted = [e.id for e in few.events()]
    got, cursor = [], ""
    while cursor is not None:
        answer = ask(client, "/events", limit=7, cursor=cursor)
        got += [e["id"] for e in answer["events"]]
        cursor = answer["next"]
    assert got == wanted
    one = ask(client, "/events", limit=1, actor="IRN")
    assert eval(one["python"], {"foreshock": type("f", (), {"open": lambda path: few})}) == few.events(actor="IRN")  # noqa: S307
    scores = [e["score"] for e in ask(client, "/events", sort="-score")["events"]]
    assert scores == sorted(scores, reverse=True)


def test_a_quote_is_the_text_as_printed(client):
    told = ask(client, "/events", limit=5)["events"]
    for event in told:
        page = ask(client, f"/documents/{event['quote']['document']}")
        quote = event["quote"]
        assert page["document"]["text"][quote["start"]:quote["end"]] == quote["text"]
        assert event["id"] in {e["happening"] for e in page["events"]}
        assert all(page["document"]["text"][a:b].strip() for a, b in page["sentences"])
    cited = ask(client, "/cite", document=quote["document"], start=quote["start"], end=quote["end"])
    assert cited["quote"]["text"] == quote["text"]
    assert " ".join(quote["text"].split()) in cited["text"]


def test_ties_and_courses_are_those_of_python(client, few):
    told = ask(client, "/picture")
    assert [t["id"] for t in told["ties"]] == [t.id for t in few.ties()]
    assert set(told["spots"]) == {i for t in told["ties"] for i in (t["subject"], t["target"])}
    assert {c["id"] for c in told["actors"].values()} >= set(told["spots"])
    one = ask(client, f"/ties/{told['ties'][0]['id']}")["tie"]
    assert len(one["evidence"]) == told["ties"][0]["evidence_count"]
    courses = ask(client, "/courses", limit=500)
    assert [c["score"] for c in courses["courses"]] == [round(c.score, 6) for c in few.courses()]
    assert ask(client, "/courses")["computed"]["cached"] is True
    a, b = courses["courses"][0]["pair"]
    assert ask(client, "/course", a=a, b=b)["course"]["reasons"] == courses["courses"][0]["reasons"]
    narrow = ask(client, "/picture", publisher=ask(client, "/about")["publishers"][0]["name"])
    assert all(told["spots"][i] == spot for i, spot in narrow["spots"].items() if set(narrow["spots"]) <= set(told["spots"]))


def test_a_pair_has_its_events_each_way(client, few):
    told = ask(client, "/pair", a="IRN", b="USA", by="month")
    assert told["total"] == told["events"]["total"] == sum(f["events"] for f in told["flows"]) > 0
    assert all(sum(b["events"] for b in f["bins"]) <= f["events"] for f in told["flows"])
    for event in told["events"]["events"]:
        assert {"IRN", "USA"} <= {told["actors"][i]["country"] for i in (*event["actors"], *event["recipients"])}
    assert sum(d["documents"] for d in told["documents"]) <= len(few.documents())
    assert "act for" in refused(client, f"{PREFIX}/pair?a=IRN&b=IRN", 400)
    third = ask(client, "/pair/thirds", a="IRN", b="USA")["thirds"]
    assert all((t["pull"] > 0) == (t["toward"] == "together") == (t["to"]["IRN"] * t["to"]["USA"] > 0) for t in third)
    for said in ask(client, "/pair/statements", a="IRN", b="USA")["statements"]:
        assert {said["by"], said["about"]} == {"IRN", "USA"}


def test_a_reason_can_be_switched_off(client, few):
    told = ask(client, "/forecast", a="IRN", b="USA")
    assert told["forecast"]["probability"] == round(few.forecast("IRN", "USA").probability, 6)
    steps = told["waterfall"]
    assert steps[0]["to"] == told["forecast"]["base_rate"]
    assert steps[-1]["to"] == pytest.approx(told["forecast"]["probability"], abs=1e-6)
    rule = max(steps[1:], key=lambda s: s["weight"])["rule"]
    less = ask(client, "/forecast", a="IRN", b="USA", without=rule)
    assert less["forecast"]["probability"] < told["forecast"]["probability"] == less["whole"]["probability"]
    assert [s["rule"] for s in less["waterfall"] if s["off"]] == [rule]
    assert less["waterfall"][-1]["to"] == pytest.approx(less["forecast"]["probability"], abs=1e-6)
    assert "no reason" in refused(client, f"{PREFIX}/forecast?a=IRN&b=USA&without=luck", 400)
    assert "nobody" in refused(client, f"{PREFIX}/forecast?a=IRN&b=nobody", 404)


def test_an_actor_has_a_dossier(client, few):
    told = ask(client, "/actors/IRN")
    assert told["actor"]["name"] == "Iran"
    assert told["counts"]["events"] == sum(1 for e in few.events() if "IRN" in (*e.actors, *e.recipients)) > 0
    page = ask(client, f"/documents/{told['first_seen']['document']}")
    assert page["document"]["text"][told["first_seen"]["start"]:told["first_seen"]["end"]] == told["first_seen"]["text"]
    assert {"Iran", "Iranian"} & {n["text"] for n in told["names"]}
    assert [o["strength"] for o in told["opposes"]] == sorted((o["strength"] for o in told["opposes"]), reverse=True)
    found = ask(client, "/actors", q="iran")["found"]
    assert found[0]["id"] == "IRN"
    assert ask(client, "/actors", limit=3)["found"][0]["events"] >= ask(client, "/actors", limit=3)["found"][2]["events"]


def test_what_is_new_since_a_day(client, few):
    told = ask(client, "/since", **{"from": "2019-01-01", "to": "2020-06-30"})
    assert [c["text"] for c in told["changes"]] == [c.text for c in few.diff("2019-01-01", "2020-06-30") if "tension" not in c.what][:200]
    assert told["new_actors"]
    assert all("2019-01-01" < n["first"] <= "2020-06-30" for n in told["new_actors"])
    causes = [c for change in told["changes"] for c in change["causes"]]
    assert causes
    assert all(c["text"] for c in causes)
    assert "before" in refused(client, f"{PREFIX}/since?from=2020-01-01&to=2019-01-01", 400)


def test_who_meets_most(client, few):
    told = ask(client, "/pairs", level="actor", limit=500)
    events = few.events()
    for pair in told["pairs"][:5]:
        a, b = pair["pair"]
        mine = [e for e in events if (a in e.actors and b in e.recipients) or (b in e.actors and a in e.recipients)
                or (not e.recipients and {a, b} <= set(e.actors))]
        assert pair["events"] == len(mine)
        assert pair["score"] == pytest.approx(sum(e.score for e in mine))


@pytest.mark.parametrize(("query", "word"), [
    ("voice=loud", "voice"), ("since=yesterday", "2017-03-09"), ("actor=nobodyatall", "nobodyatall"), ("pair=IRN", "pair"),
    ("wrong=1", "wrong"), ("limit=0", "limit"), ("limit=9999", "limit"), ("cursor=x", "cursor"), ("sort=random", "sort"),
    ("bbox=1,2,3", "bbox"), ("confidence=2", "confidence"), ("since=2020-01-01&until=2019-01-01", "Swap"), ("type=KISS", "KISS"),
    ("since=2019-01-01&since=2020-01-01", "since"), (f"actor={'x' * 500}", "400"),
])
def test_what_makes_no_sense_is_said(client, query, word):
    assert word in refused(client, f"{PREFIX}/events?{query}", 404 if "nobody" in query else 400)


def test_what_is_not_there_is_404(client):
    assert "no event" in refused(client, f"{PREFIX}/events/h-0", 404)
    assert "no document" in refused(client, f"{PREFIX}/documents/d-0", 404)
    assert "openapi" in refused(client, f"{PREFIX}/nothing", 404)


@pytest.mark.parametrize("name", [
    "../../desk.py", "..%2f..%2fdesk.py", "%2e%2e/report.css", "/etc/passwd", "//etc/passwd", "report.css%00", "vendor/../report.css",
    "vendor", "", "report.py", "\\..\\..\\desk.py",
])
def test_no_path_of_the_disk_is_reachable(client, name):
    answer = client.get(f"/web/{name}")
    held = {f.body for f in packaged().values()}
    assert answer.status_code == 404 or answer.headers["content-type"].startswith("text/html") or answer.content in held
    assert not any(words in answer.content for words in (b"root:", b"class Desk"))


def test_the_shell_runs_only_its_own(client):
    answer = client.get("/pair/IRN/USA")
    assert answer.status_code == 200
    assert TOKEN in answer.text
    policy = answer.headers["content-security-policy"]
    assert all(words in policy for words in ("default-src 'none'", "frame-ancestors 'none'", "'sha256-"))
    assert "'unsafe" not in policy
    for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
                        ("cross-origin-resource-policy", "same-origin"), ("x-frame-options", "DENY")):
        assert answer.headers[name] == value
        assert client.get(f"{PREFIX}/about").headers[name] == value
    assert client.get(f"{PREFIX}/about").headers["cache-control"] == "no-store"
    style = client.get("/web/explorer.css")
    assert style.headers["content-type"].startswith("text/css")
    assert client.get("/web/explorer.css", headers={"If-None-Match": style.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 200), ({"Host": "localhost:8765"}, 200), ({"Host": "[::1]:8765"}, 200), ({"Origin": HOME}, 200),
    ({"Sec-Fetch-Site": "same-origin"}, 200), ({"Host": "evil.example"}, 403), ({"Host": "evil.example:8765"}, 403),
    ({"Host": "127.0.0.1:80"}, 403), ({"Host": "127.0.0.1"}, 403), ({"Host": "127.0.0.1.evil.example:8765"}, 403), ({"Host": ""}, 403),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": "http://localhost:9000"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Host": "192.168.0.7:8765"}, 403),
])
def test_only_its_own_page_may_ask(client, headers, status):
    for path in ("/", f"{PREFIX}/about", "/web/explorer.css"):
        assert client.get(path, headers=headers).status_code == status


def test_who_listens_to_all_lets_bare_addresses_in_but_no_strangers_name():
    gate = Gate("0.0.0.0", 8765, TOKEN)
    assert gate.refuses("GET", {"host": "192.168.0.7:8765"}) is None
    assert gate.refuses("GET", {"host": "evil.example:8765"})
    assert all(loopback(h) for h in ("127.0.0.1", "::1", "localhost"))
    assert not any(loopback(h) for h in ("0.0.0.0", "192.168.0.7", "desk.example"))


def test_bodies_and_addresses_are_bounded(client):
    assert client.post(f"{PREFIX}/judgements", content=b"x" * 70_000, headers=WRITER).status_code == 413
    assert client.post(f"{PREFIX}/judgements", content=iter([b"x" * 40_000, b"x" * 40_000]), headers=WRITER).status_code == 413
    assert client.get(f"{PREFIX}/events?actor={'x' * 9000}").status_code == 414


def test_a_store_that_changes_is_looked_at_anew(few_pages: Path, tmp_path: Path):
    desk = foreshock.open(tmp_path / "s.duckdb")
    names = sorted(few_pages.glob("*.html"))
    desk.read(names[0])
    client = TestClient(application(desk.path, Gate("127.0.0.1", 8765, TOKEN), lambda: CLOCK), base_url=HOME)
    before = client.get(f"{PREFIX}/about")
    desk.read(names[1])
    after = client.get(f"{PREFIX}/about")
    assert [a.json()["counts"]["documents"] for a in (before, after)] == [1, 2]
    assert before.headers["x-foreshock-stamp"] != after.headers["x-foreshock-stamp"]


@pytest.mark.parametrize("level", ["actor", "group", "country"])
def test_ties_of_a_large_store_are_the_same_by_columns(few, level, monkeypatch):
    monkeypatch.setattr(opened_room, "LARGE", 1)
    state = opened_room.opened(few.path)
    lens = Lens(parts=("headline", "body", "caption", "comment"))
    drawn = columns.picture_by_columns(Asked(lens, level=level), state, with_courses=False).ties
    summed, total = woven.ties(Asked(lens, level=level), state, 10_000)
    assert total == len(drawn) > 20
    for mine, theirs in zip(sorted(drawn, key=lambda t: t.id), sorted((t.tie for t in summed), key=lambda t: t.id), strict=True):
        assert mine.strength == pytest.approx(theirs.strength, abs=2e-6)
        assert replace(mine, strength=0, hedged=False, how=(), speakers=(), evidence=(), denials=(), place=None, valid_from=None,
                       valid_to=None) == replace(theirs, strength=0, hedged=False)


def test_a_large_store_answers_as_a_small_one_does(few, client, monkeypatch):
    monkeypatch.setattr(opened_room, "LARGE", 1)
    large = TestClient(application(few.path, Gate("127.0.0.1", 8765, TOKEN), lambda: CLOCK), base_url=HOME)
    assert ask(large, "/about")["large"] is True
    both = [ask(c, "/picture") for c in (client, large)]
    assert [p["computed"]["how"] for p in both] == ["pages", "columns"]
    assert {t["id"] for t in both[0]["ties"] if t["basis"] == "stated"} == {t["id"] for t in both[1]["ties"] if t["basis"] == "stated"}
    tie = next(t for t in both[1]["ties"] if t["evidence_count"])
    quoted = ask(large, f"/ties/{tie['id']}")["tie"]["evidence"]
    assert len(quoted) == tie["evidence_count"]
    for one in quoted[:3]:
        page = ask(large, f"/documents/{one['document_id']}")["document"]["text"]
        assert page[one["span"]["start"]:one["span"]["end"]] == one["span"]["text"]
    for path in ("/courses", "/actors/IRN", "/since"):
        assert tuple(ask(large, path)) == next(r.gives for r in ROUTES if r.path == path.replace("IRN", "{id}"))
    assert ask(large, "/forecast", a="IRN", b="USA")["forecast"]["probability"] == pytest.approx(
        ask(client, "/forecast", a="IRN", b="USA")["forecast"]["probability"], abs=0.02)
    narrow = ask(large, "/picture", voice="asserted", publisher=ask(large, "/about")["publishers"][0]["name"])
    assert set(narrow["spots"]) == {i for t in narrow["ties"] for i in (t["subject"], t["target"])}


def test_hostile_words_of_a_page_stay_data(tmp_path):
    evil = "<script>alert(1)</script>\u202e\x00"
    page = storemade.reading(replace(storemade.document(), title=evil, publisher=f"{evil} & Co", authors=(evil,)))
    storemade.filled(tmp_path / "s.duckdb", page)
    client = TestClient(application(tmp_path / "s.duckdb", Gate("127.0.0.1", 8765, TOKEN), lambda: CLOCK), base_url=HOME)
    for path in ("/documents", "/documents/d-1", "/about", "/events?part=all", "/counts?part=all"):
        answer = client.get(f"{PREFIX}{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert ask(client, "/documents")["documents"][0]["title"] == evil
    assert ask(client, "/counts", publisher=f"{evil} & Co", part="all")["events"] > 0
    assert "<script>" not in client.get(f"/{evil[:25]}").text.replace('<script type="', "")
    assert "<script>" not in client.get(f"{PREFIX}/{evil[:25]}", headers={"Accept": "text/html"}).headers["content-type"]


def test_the_command_serves_what_it_says(few):
    command = "from foreshock.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", command, "explore", str(few.path), "--port", "0", "--no-open"],
                          stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().split()[0]
            with urllib.request.urlopen(f"{address}api/v1/about", timeout=30) as answer:
                assert json.load(answer)["store"] == few.path.name
            strange = urllib.request.Request(f"{address}api/v1/about", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(strange, timeout=30)
        finally:
            server.terminate()
    assert address.startswith("http://127.0.0.1:")


def test_who_lets_others_in_is_warned(few, monkeypatch):
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: [s.close() for s in sockets])
    for host, warned in (("127.0.0.1", False), ("0.0.0.0", True)):
        told = CliRunner().invoke(app, ["explore", str(few.path), "--port", "0", "--no-open", "--host", host])
        assert told.exit_code == 0, told.output
        assert ("other machines" in told.output) == warned


@pytest.fixture
def own(few: foreshock.Desk, tmp_path: Path) -> TestClient:
    """A client of a store that a test may correct."""
    shutil.copy(few.path, tmp_path / "few.duckdb")
    return TestClient(application(tmp_path / "few.duckdb", Gate("127.0.0.1", 8765, TOKEN), lambda: CLOCK), base_url=HOME)


def test_a_correction_is_made_shown_and_taken_back(own):
    before = ask(own, "/events", type="ASSAULT", limit=500)
    one = next(e for e in before["events"] if e["reports"] == 1 and e["quote"])
    mention = one["quote"]["mention"]
    assert ask(own, "/judgements/like", mention=mention, kind="type")["count"] >= 1
    body = {"kind": "type", "mention": mention, "new": "PROTEST", "who": "A. <b>Tester</b>", "why": "a march", "like": False}
    told = own.post(f"{PREFIX}/judgements", json=body, headers=WRITER)
    assert told.status_code == 201, told.text
    made = told.json()
    assert made["applied"] == 1
    assert made["stamp"] == own.get(f"{PREFIX}/about").headers["x-foreshock-stamp"]
    assert ask(own, "/events", type="ASSAULT")["total"] == before["total"] - 1
    shown = ask(own, f"/events/{mention}")
    assert shown["event"]["type"] == "PROTEST"
    assert [(j["id"], j["who"], j["active"]) for j in shown["judgements"]] == [(made["judgement"]["id"], "A. <b>Tester</b>", True)]
    assert ask(own, f"/documents/{one['quote']['document']}")["judgements"][0]["id"] == made["judgement"]["id"]
    listed = ask(own, "/judgements")
    assert [(j["active"], j["applied"], j["when"]) for j in listed["judgements"]] == [(True, 1, CLOCK.isoformat())]
    gone = own.request("DELETE", f"{PREFIX}/judgements/{made['judgement']['id']}", json={"who": "A. Tester"}, headers=WRITER)
    assert gone.status_code == 200, gone.text
    assert ask(own, "/events", type="ASSAULT", limit=500) == before
    assert [j["active"] for j in ask(own, "/judgements")["judgements"]] == [True, False]
    again = own.request("DELETE", f"{PREFIX}/judgements/{made['judgement']['id']}", json={"who": "x"}, headers=WRITER)
    assert "withdrawn already" in again.json()["error"]["message"]


@pytest.mark.parametrize(("body", "status"), [
    (b"{", 400), (b"[]", 400), (b'"x"', 400), (b'{"kind": "type"}', 400), (b'{"kind": "type", "who": 7}', 400),
    (b'{"path": "/etc/passwd"}', 400), (b'{"kind": "type", "mention": "e-0", "new": "AID", "who": "x"}', 404),
    (b'{"kind": "merge", "old": "IRN", "new": "IRN", "who": "x"}', 400), (b"[" * 60_000, 400),
    (b'{"kind": "type", "mention": "e-0", "new": "AID", "who": "x", "like": 1}', 400),
])
def test_a_correction_that_makes_no_sense_is_refused(client, body, status):
    assert client.post(f"{PREFIX}/judgements", content=body, headers=WRITER).status_code == status


@pytest.mark.parametrize("change", [
    {"X-Foreshock-Token": "guess"}, {"X-Foreshock-Token": ""}, {"Origin": "http://evil.example"}, {"Origin": "null"},
    {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Host": "evil.example:8765"},
    {"Sec-Fetch-Site": "cross-site"},
])
def test_nobody_elses_page_can_write(own, change):
    body = b'{"kind": "merge", "old": "IRN", "new": "USA", "who": "x"}'
    assert own.post(f"{PREFIX}/judgements", content=body, headers={**WRITER, **change}).status_code == 403
    assert own.request("DELETE", f"{PREFIX}/judgements/j-1", content=b'{"who": "x"}', headers={**WRITER, **change}).status_code == 403
    assert ask(own, "/judgements")["judgements"] == []


def test_a_correction_made_while_another_looks_into_the_store_is_applied_later(own, few, tmp_path):
    one = next(e for e in ask(own, "/events", type="ASSAULT", limit=500)["events"] if e["reports"] == 1 and e["quote"])
    body = {"kind": "type", "mention": one["quote"]["mention"], "new": "PROTEST", "who": "A. Tester"}
    with Store.open(tmp_path / "few.duckdb"):  # as another process would, with one long question
        made = own.post(f"{PREFIX}/judgements", json=body, headers=WRITER).json()
        assert made["applied"] is None
        assert ask(own, f"/events/{body['mention']}")["event"]["type"] == "ASSAULT"
    answer = own.get(f"{PREFIX}/events/{body['mention']}")
    assert answer.json()["event"]["type"] == "PROTEST"
    assert answer.headers["x-foreshock-stamp"] != made["stamp"]


def test_whoever_writes_waits_for_answers_under_way_and_others_wait_for_him():
    turns, order = Turns(), []
    asked, wrote = threading.Event(), threading.Event()

    def write():
        with turns.writing():
            order.append("written")
        wrote.set()

    def look():
        asked.set()
        with turns.answering():
            order.append("looked")

    with turns.answering():
        writer = threading.Thread(target=write)
        writer.start()
        while not turns.wanted:
            time.sleep(0.001)
        late = threading.Thread(target=look)
        late.start()
        asked.wait(5)
        assert not wrote.wait(0.05)
        order.append("answered")
    writer.join(5)
    late.join(5)
    assert order == ["answered", "written", "looked"]
