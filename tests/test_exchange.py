"""Exports hold what docs/formats.md says, validate, and lose nothing unsaid."""

import csv
import json
import re
import xml.etree.ElementTree as ET

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from foreshock.errors import BadInput, StoreError
from foreshock.exchange import write
from foreshock.exchange.json_store import schema
from foreshock.store import columnar
from foreshock.types.plover import contexts, event_types


def test_json_holds_to_its_schema_and_its_spans_to_the_text(desk, tmp_path):
    desk.export(tmp_path / "store.json", "json")
    told = json.loads((tmp_path / "store.json").read_text())
    assert not [e.message for e in Draft202012Validator(schema()).iter_errors(told)][:5]
    texts = {d["id"]: d["text"] for d in told["documents"]}
    spans = [(e["document"], s) for e in told["event_mentions"] for s in (e["evidence"], e["trigger"], *e["actors"], *e["recipients"])]
    spans += [(s["document"], c) for s in told["statements"] for c in (*s["cue"], *s["content"])]
    assert len(spans) > 500
    assert all(texts[d][s["start"] : s["end"]] == s["text"] for d, s in spans)
    actors = {a["id"] for a in told["actors"]}
    assert {i for e in told["events"] for i in (*e["actors"], *e["recipients"])} <= actors
    assert {i for t in told["ties"] for i in (t["subject"], t["target"])} <= actors


def test_the_schema_refuses_what_is_not_so(desk, tmp_path):
    desk.export(tmp_path / "store.json", "json")
    told = json.loads((tmp_path / "store.json").read_text())
    told["events"][0]["status"] = "maybe"
    assert list(Draft202012Validator(schema()).iter_errors(told))


def test_the_same_store_gives_the_same_bytes(desk, tmp_path):
    for name in ("a", "b"):
        desk.export(tmp_path / name, "json")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_plover_lines_hold_only_what_is_asserted(desk, tmp_path):
    losses = desk.export(tmp_path / "events.jsonl", "plover")
    rows = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert rows
    assert losses.lost["statements"] > 0
    for row in rows:
        assert {"id", "date", "actor", "event"} <= set(row)
        assert row["event"][0] in event_types()
        assert set(row["mode"]) <= set(event_types()[row["event"][0]].modes)
        assert set(row["context"]) <= set(contexts())
        assert row["foreshock_status"] == "actual"
    desk.export(tmp_path / "denied.jsonl", "plover", status="negated")
    denied = [json.loads(line) for line in (tmp_path / "denied.jsonl").read_text().splitlines()]
    assert denied
    assert all("negation" in row["mode"] for row in denied)


def test_geojson_puts_longitude_first_and_keeps_what_has_no_place(desk, tmp_path):
    desk.export(tmp_path / "events.geojson", "geojson")
    features = json.loads((tmp_path / "events.geojson").read_text())["features"]
    placed = [f for f in features if f["geometry"]]
    assert placed
    assert len(placed) < len(features)
    mosul = [f["geometry"]["coordinates"] for f in placed if f["properties"]["place"] == "Mosul"]
    assert mosul
    assert all(42 < lon < 44 and 35 < lat < 37 for lon, lat in mosul)
    assert all(not isinstance(v, dict | list) for f in features for v in f["properties"].values())


def test_the_picture_has_the_same_coordinates_everywhere(desk, tmp_path):
    spots = desk.picture().spots
    desk.export(tmp_path / "ties.gexf", "gexf", status="actual,future,hypothetical,historical")
    root = ET.parse(tmp_path / "ties.gexf").getroot()
    nodes = {n.get("id"): n.find("{http://gexf.net/1.3/viz}position") for n in root.iter("{http://gexf.net/1.3}node")}
    placed = {actor: at for actor, at in nodes.items() if at is not None}
    assert placed
    assert {a for a in nodes if a in spots} == set(placed)
    for actor, at in placed.items():
        assert (float(at.get("x")), float(at.get("y"))) == pytest.approx([1000 * x for x in spots[actor]], abs=0.01)
    page = desk.report(tmp_path / "report.html").read_text(encoding="utf-8")
    held = re.search(r'<script type="application/json" id="foreshock-data">(.*?)</script>', page, re.DOTALL)
    drawn = json.loads(held[1])["answers"]["/picture"]["spots"]
    assert drawn
    assert all(tuple(at) == spots[actor] for actor, at in drawn.items())


def test_gexf_has_positive_weights_and_signs(desk, tmp_path):
    desk.export(tmp_path / "ties.gexf", "gexf")
    root = ET.parse(tmp_path / "ties.gexf").getroot()
    ns = {"g": "http://gexf.net/1.3"}
    assert root.get("version") == "1.3"
    edges = root.findall(".//g:edge", ns)
    nodes = {n.get("id") for n in root.findall(".//g:node", ns)}
    assert edges
    assert all(float(e.get("weight", "0")) > 0 and e.get("source") in nodes and e.get("target") in nodes for e in edges)
    signs = {v.get("value") for v in root.findall(".//g:edge/g:attvalues/g:attvalue[@for='0']", ns)}
    assert signs == {"1", "-1"}


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables_agree_with_the_store(desk, tmp_path, format):
    desk.export(tmp_path / "t", format)
    package = json.loads((tmp_path / "t/datapackage.json").read_text())
    names = {r["name"] for r in package["resources"]}
    assert {"documents", "events", "statements", "ties", "courses", "runs"} <= names
    for resource in package["resources"]:
        path = tmp_path / "t" / resource["path"]
        if format == "parquet":
            columns = pq.read_table(path).column_names
        else:
            with path.open(newline="", encoding="utf-8") as table:
                columns = next(csv.reader(table))
        assert columns == [f["name"] for f in resource["schema"]["fields"]]
    if format == "parquet":
        assert pq.read_table(tmp_path / "t/documents.parquet").num_rows == len(desk.documents())


ASKED = [{}, {"actor": "USA"}, {"pair": ("USA", "RUS")}, {"since": "2017-02-01", "until": "2017-12-31"}, {"as_of": "2018-01-01"},
         {"status": ("negated", "future")}, {"part": ("headline", "comment")}]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_is_streamed_from_the_tables_is_what_the_nouns_hold(desk, tmp_path, asked):
    desk.export(tmp_path / "streamed", "parquet", with_ties=not asked, **asked)
    write(desk.holdings(**asked), tmp_path / "nouns", "parquet")
    written = sorted(p.stem for p in (tmp_path / "streamed").glob("*.parquet"))
    assert len(written) == (14 if not asked else 12)
    for name in written:
        streamed, nouns = (pq.read_table(tmp_path / of / f"{name}.parquet") for of in ("streamed", "nouns"))
        assert streamed.schema == nouns.schema, name
        assert streamed.equals(nouns), name


def test_rows_that_come_a_few_at_a_time_are_the_same(desk, tmp_path, monkeypatch):
    for rows in (columnar.ROWS, 73):
        monkeypatch.setattr(columnar, "ROWS", rows)
        desk.export(tmp_path / str(rows), "parquet", with_ties=False)
    for name in columnar.NAMES:
        whole, some = (pq.read_table(file) for file in sorted(tmp_path.glob(f"*/{name}.parquet")))
        assert some.equals(whole), name
    assert pq.ParquetFile(tmp_path / "73/event_mentions.parquet").metadata.row_group(0).num_rows == 73


def test_rows_are_put_in_order_in_little_memory_where_the_rest_may_wait_on_disk(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(columnar, "MEMORY", "1KB")
    with pytest.raises(StoreError, match=r"cannot be put in order: Out of Memory Error.* Make room"):
        desk.export(tmp_path / "little", "parquet", with_ties=False)
    monkeypatch.setattr(columnar, "may_spill", lambda _: False)
    desk.export(tmp_path / "all", "parquet", with_ties=False)
    assert pq.read_table(tmp_path / "all/documents.parquet").num_rows == len(desk.documents())


def test_ties_are_left_out_of_tables_alone(desk, tmp_path):
    with pytest.raises(BadInput, match="csv and parquet"):
        desk.export(tmp_path / "out.json", "json", with_ties=False)


def test_a_page_cannot_write_a_formula(tmp_path):
    import foreshock

    (tmp_path / "evil.txt").write_text('=HYPERLINK("http://example.org") Iran\n\nIran attacked Iraq on Sunday, officials said. ' * 2)
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "evil.txt")
    desk.export(tmp_path / "t", "csv")
    cells = [c for p in (tmp_path / "t").glob("*.csv") for row in csv.reader(p.open(newline="")) for c in row]
    assert any("HYPERLINK" in c for c in cells)
    assert not [c for c in cells if c.startswith("=")]
