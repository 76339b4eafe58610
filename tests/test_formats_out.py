"""What other tools read is what they take: every writer through the library that its format's users have, with its losses told."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import bibtexparser
import frictionless
import icalendar
import networkx
import pytest
import rispy
import stix2
from followthemoney import model

import foreshock
from eventsmade import write_all
from foreshock.exchange import ASSERTED_ONLY, FORMATS, write
from foreshock.exchange.events_in import read_events
from foreshock.exchange.obsidian import BEGIN, END, renewed
from foreshock.types import Event, When
from foreshock.types.cameo import act, code_of

CLOCK = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A desk that holds rows of every format and no page."""
    folder = tmp_path_factory.mktemp("imported")
    desk = foreshock.open(folder / "desk.duckdb")
    desk.import_events(*write_all(folder).values(), clock=CLOCK)
    return desk


@pytest.fixture(scope="module")
def holdings(desk):
    return desk.holdings()


@pytest.fixture(scope="module")
def asserted(desk):
    """What is said to have happened: all that formats get which know no denial."""
    return desk.holdings(status="actual")


def files(path: Path) -> dict[str, bytes]:
    """A file or folder → every file in it, by name."""
    return {str(p.relative_to(path)): p.read_bytes() for p in ([path] if path.is_file() else sorted(path.rglob("*.*")))}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_store_gives_the_same_bytes_with_and_without_pages(imported, format, tmp_path):
    held = imported.holdings(status="actual")
    told = [str(write(held, tmp_path / name, format)) for name in ("a", "b")]
    made = [files(tmp_path / name) for name in ("a", "b")]
    assert told[0] == told[1]
    assert list(made[0].values()) == list(made[1].values())
    assert made[0]


@pytest.mark.parametrize("format", ["icews", "polecat"])
def test_scripts_for_tables_of_events_find_their_columns(asserted, tmp_path, format):
    losses = write(asserted, tmp_path / "out", format)
    own = [e for e in asserted.events if (e.when.earliest or e.when.latest) and e.actors]
    rows = list(read_events(tmp_path / "out"))  # told by its header
    header = (tmp_path / "out").read_text().partition("\n")[0].split("\t")
    assert len(header) == {"icews": 20, "polecat": 40}[format]
    assert {len(line.split("\t")) for line in (tmp_path / "out").read_text().splitlines()} == {len(header)}
    assert losses.lost["statements"] > 0
    if format == "polecat":
        assert [(r.id, r.relation.type, r.relation.modes, r.relation.score) for r in rows] == [
            (e.id, e.type, e.modes, e.score) for e in own]
        assert [len(r.co_actors) + 1 for r in rows] == [len(e.actors) for e in own]
        assert {r.contexts for r in rows} == {e.contexts for e in own}
    else:
        expected = Counter(act(code_of(e.type, e.modes)).type for e in own for _ in range(_dyads(e)))
        assert Counter(r.relation.type for r in rows) == expected
        assert all(re.fullmatch(r"\d{2,4}", r.relation.cameo) and r.id for r in rows)
        assert len({r.id for r in rows}) == len(rows)


def _dyads(event: Event) -> int:
    n, m = len(event.actors), len(event.recipients)
    return n * m if m else n * (n - 1) // 2 if n > 1 else 1


def test_rows_of_icews_and_polecat_are_as_they_should_be(imported, tmp_path):
    """Golden: one imported event in both shapes."""
    for format in ("icews", "polecat"):
        imported.export(tmp_path / format, format, actor="pkk")
    [icews] = (tmp_path / "icews").read_text().splitlines()[1:]
    assert icews.split("\t") == [
        "111104526331804", "2017-12-01", "Turkish Armed Forces", "Military", "Turkey", "Conventional force, not specified", "190", "-9.0",
        "Kurdistan Workers' Party", "Rebel", "Turkey", "", "", "", "Qandil", "", "Erbil", "Iraq", "36.5", "45.1"]
    [polecat] = (tmp_path / "polecat").read_text().splitlines()[1:]
    assert polecat.split("\t")[:7] == ["icews:7002@2017-12-01", "2017-12-01", "ASSAULT", "", "-9.0", "MATERIAL CONFLICT", ""]
    assert polecat.split("\t")[7:9] == ["Turkish Armed Forces", "TUR"]


def test_plover_records_are_read_back(asserted, tmp_path):
    write(asserted, tmp_path / "out.jsonl", "plover")
    own = {e.id: e for e in asserted.events}
    rows = list(read_events(tmp_path / "out.jsonl"))
    assert len(rows) > 100
    for row in rows:
        event = own[row.id]
        assert (row.relation.type, row.relation.modes, row.contexts) == (event.type, event.modes, event.contexts)
        assert len(row.co_actors) + 1 <= len(event.actors)


def test_follow_the_money_takes_every_entity(asserted, tmp_path):
    losses = write(asserted, tmp_path / "out.json", "ftm")
    rows = [json.loads(line) for line in (tmp_path / "out.json").read_text().splitlines()]
    schema_of = {r["id"]: r["schema"] for r in rows}
    assert len(schema_of) == len(rows) == sum(losses.written.values())
    kinds = {"Article", "Person", "PublicBody", "Organization", "Mention", "Occupancy", "Position", "Event", "UnknownLink", "Address"}
    assert kinds <= set(schema_of.values())
    for row in rows:
        schema = model.get(row["schema"])
        schema.validate(row)  # raises where a value does not hold
        for name, values in row["properties"].items():
            prop = schema.get(name)
            assert prop is not None, (row["schema"], name)
            for value in values if prop.type.name == "entity" else ():
                assert model.get(schema_of[value]).is_a(prop.range), (row["schema"], name, schema_of[value])
    quoted = next(r for r in rows if r["schema"] == "Event" and r["foreshock:evidence"])
    assert quoted["properties"]["description"][0] == quoted["foreshock:evidence"][0]["text"]


@pytest.mark.parametrize("format", sorted(ASSERTED_ONLY))
def test_nobody_takes_a_denial_for_an_event(imported, tmp_path, format):
    assert [e.id for e in imported.events(status="negated")] == ["plover:p1"]
    imported.export(tmp_path / "all", format)
    assert "plover:p1" not in (tmp_path / "all").read_text()
    imported.export(tmp_path / "denied", format, status="negated")
    assert (tmp_path / "denied").read_text() != (tmp_path / "all").read_text()


def test_stix_parses_and_its_references_hold(asserted, tmp_path):
    write(asserted, tmp_path / "out.json", "stix")
    bundle = stix2.parse((tmp_path / "out.json").read_text(), allow_custom=False)
    ids = {o.id for o in bundle.objects}
    assert len(ids) == len(bundle.objects)
    ends = ("source_ref", "target_ref", "created_by_ref")
    named = {r for o in bundle.objects for r in (*(o.get(end) for end in ends), *o.get("object_refs", ()))}
    assert named - {None} <= ids
    kinds = Counter(o.type for o in bundle.objects)
    assert min(kinds[k] for k in ("identity", "incident", "relationship", "location", "note", "report", "extension-definition")) > 0
    incident = next(o for o in bundle.objects if o.type == "incident")
    [extension] = incident.extensions.values()
    assert extension["plover_type"] in incident.name
    assert {o.created for o in bundle.objects} == {bundle.objects[0].created}


def test_graphml_is_what_networkx_reads(holdings, tmp_path):
    write(holdings, tmp_path / "out.graphml", "graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    told = {(a, b, key): d for a, b, key, d in graph.edges(keys=True, data=True)}
    ties = {(t.subject, t.target, t.id): t for t in holdings.picture.ties}
    assert told.keys() == ties.keys()
    for key, tie in ties.items():
        assert told[key]["weight"] == pytest.approx(max(tie.strength, 0.001))
        assert (told[key]["sign"], told[key]["kind"], told[key]["hedged"]) == (tie.sign, tie.kind, tie.hedged)
    assert graph.nodes["IRN"]["label"] == "Iran"


def test_gexf_has_one_edge_a_pair_sign_and_month(holdings, tmp_path):
    write(holdings, tmp_path / "out.gexf", "gexf")
    ns = {"g": "http://gexf.net/1.3"}
    graph = ET.parse(tmp_path / "out.gexf").getroot().find("g:graph", ns)
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == ("dynamic", "date", "interval")
    assert [c.tag.partition("}")[2] for c in graph] == ["attributes", "attributes", "nodes", "edges"]
    assert {a.get("type") for a in graph.iterfind(".//g:attribute", ns)} <= {"string", "integer", "boolean"}
    months = Counter()
    for edge in graph.iterfind(".//g:edge", ns):
        values = {v.get("for"): v.get("value") for v in edge.iterfind("g:attvalues/g:attvalue", ns)}
        spells = edge.findall("g:spells/g:spell", ns)
        assert len(spells) <= 1
        assert all(s.get("start") <= s.get("end") for s in spells)
        if values["2"] == "accrued":
            months[edge.get("source"), edge.get("target"), values["0"], spells[0].get("start")] += 1
            assert spells[0].get("start").endswith("-01")
            assert int(values["6"]) >= 1
    assert set(months.values()) == {1}
    assert len({m for *_, m in months}) > 5


def test_annotations_point_at_what_they_quote(holdings, tmp_path):
    write(holdings, tmp_path / "out.json", "annotations")
    told = json.loads((tmp_path / "out.json").read_text())
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = told["first"]["items"]
    assert told["total"] == len(items) == len({i["id"] for i in items}) > 300
    texts = {d.url: d.text for d in holdings.documents}
    seen = 0
    for item in items:
        for target in item["target"] if isinstance(item["target"], list) else [item["target"]]:
            position, quote = target["selector"]
            text = texts.get(target["source"], "")
            if text:
                seen += 1
                start, end = position["start"], position["end"]
                assert text[start:end] == quote["exact"]
                assert text[:start].endswith(quote["prefix"])
                assert text[end:].startswith(quote["suffix"])
    assert seen > 300


@pytest.mark.parametrize("format", ["csl", "ris", "bibtex"])
def test_citations_are_read_by_what_reads_them(holdings, tmp_path, format):
    page = next(d for d in holdings.documents if any(m.document_id == d.id for m in holdings.event_mentions))
    evil = replace(page, title="Smoke & {fire} \\input{x} 50% $", authors=("Ann B. Clark", "Example News Agency"))
    held = replace(holdings, documents=tuple(evil if d is page else d for d in holdings.documents))
    losses = write(held, tmp_path / "out", format)
    text = (tmp_path / "out").read_text()
    if format == "csl":
        items = json.loads(text)
        told = [(i["title"], i["URL"]) for i in items if "URL" in i]
        authors = next(i["author"] for i in items if i.get("author") and i["title"].startswith("Smoke"))
        assert authors == [{"family": "Clark", "given": "Ann B."}, {"literal": "Example News Agency"}]
        assert all(i["type"] in ("article-newspaper", "interview", "report", "webpage") for i in items)
    elif format == "ris":
        items = rispy.loads(text)
        told = [(i["title"], i["urls"][0]) for i in items if i.get("urls")]
        assert next(i["authors"] for i in items if i["title"].startswith("Smoke")) == ["Clark, Ann B.", "Example News Agency"]
    else:
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        items = library.entries
        told = [(e["title"], e["url"]) for e in items if "url" in e.fields_dict]
        title = next(e["title"] for e in items if e["title"].startswith("Smoke"))
        assert title == r"Smoke \& \{fire\} \textbackslash{}input\{x\} 50\% \$"
    assert len(items) == losses.written["pages"]
    assert len(told) > 50


def test_the_calendar_holds_what_is_foretold(holdings, tmp_path):
    losses = write(holdings, tmp_path / "out.ics", "ics")
    raw = (tmp_path / "out.ics").read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    assert len(events) == losses.written["dates"] > 0
    own = {e.id: e for e in holdings.events if e.status == "future"}
    days = {e.when.earliest for e in own.values()}
    for event in events:
        assert event.decoded("DTSTART") in days
        assert event.decoded("DTEND") > event.decoded("DTSTART")
        assert "foretold" in event["CATEGORIES"].cats
    assert losses.lost["events that are not foretold"] == sum(e.status != "future" for e in holdings.events)


def test_a_calendar_entry_can_hold_anything():
    from datetime import date

    from foreshock.exchange.ics import Entry, feed

    long = Entry("x", date(2017, 5, 4), date(2017, 5, 5), "Gipfel; “Größe”, " * 20, "a\nb\\c\x07", "javascript:alert(1)")
    [event] = icalendar.Calendar.from_ical(feed([long], date(2017, 5, 1)).replace("\n", "\r\n")).walk("VEVENT")
    assert str(event["SUMMARY"]) == long.summary
    assert str(event["DESCRIPTION"]) == "a\nb\\c"
    assert "URL" not in event
    assert event.decoded("DTEND") == date(2017, 5, 6)


def test_notes_keep_what_the_analyst_wrote(imported, tmp_path):
    imported.export(tmp_path, "obsidian")
    note = tmp_path / "Actors" / "Kurdistan Workers' Party.md"
    first = note.read_text()
    assert "[[Actors/Turkey|Turkey]] − fights [[Actors/Kurdistan Workers' Party|Kurdistan Workers' Party]]" in first
    own = first.replace("---\n<!--", "mine: yes\nlist:\n  - a\n---\n<!--") + "\nMy own thoughts.\n"
    note.write_text(own.replace("− fights", "− hugs"))
    imported.export(tmp_path, "obsidian")
    assert note.read_text() == own
    links = {m for p in tmp_path.rglob("*.md") for m in re.findall(r"\[\[([^|\]]+)\|", p.read_text())}
    assert links
    assert all((tmp_path / f"{link}.md").exists() for link in links)


def test_notes_begin_under_what_stands_there_already():
    told = renewed("---\ntitle: mine\n---\nOld text\n", {"type": "actor"}, "new")
    assert told == f'---\ntype: "actor"\ntitle: mine\n---\n{BEGIN}\nnew\n{END}\n\nOld text\n'
    assert renewed(told, {"type": "actor"}, "newer") == told.replace("new\n", "newer\n")


def test_a_page_cannot_write_into_a_vault(holdings, tmp_path):
    page = holdings.documents[0]
    evil = replace(page, title="../../x [[Iran]] <% tp.system() %> <!-- foreshock:end -->", publisher='a": b\n---')
    write(replace(holdings, documents=(evil, *holdings.documents[1:])), tmp_path / "vault", "obsidian")
    notes = [p for p in tmp_path.rglob("*.md") if "tp.system" in p.read_text()]
    assert notes
    assert all(p.resolve().is_relative_to(tmp_path / "vault") for p in notes)
    for text in (p.read_text() for p in notes):
        assert "<%" not in text
        assert "[[Iran]]" not in text
        assert text.count(END) == 1


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_package_of_tables_is_what_frictionless_says_it_is(desk, tmp_path, format):
    desk.export(tmp_path / "t", format, since="2017-02-01", until="2017-03-31")
    path = tmp_path / "t" / "datapackage.json"
    package = frictionless.Package(str(path))
    assert [r.name for r in package.resources if r.schema.primary_key == ["id"]][:2] == ["documents", "actors"]
    if format == "csv":
        report = frictionless.validate(str(path))
        assert report.valid, report.flatten(["type", "message"])[:3]
        assert any(r.schema.foreign_keys for r in package.resources)


def test_a_store_of_tables_alone_has_every_table_with_its_columns(imported, tmp_path):
    imported.export(tmp_path / "t", "csv")
    report = frictionless.validate(str(tmp_path / "t" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:3]
    assert (tmp_path / "t" / "documents.csv").read_text().startswith('"id","version"')


def test_undated_events_are_lost_aloud(imported, tmp_path):
    held = imported.holdings()
    undated = replace(held, events=(replace(held.events[0], when=When()), *held.events[1:]))
    for format in ("icews", "polecat", "plover"):
        assert any(n == 1 for what, n in write(undated, tmp_path / format, format).lost.items() if "without a date" in what)
