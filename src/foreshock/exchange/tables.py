"""`Holdings` → a folder of tables, one file a noun, as CSV or Parquet, with a Frictionless `datapackage.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from foreshock.errors import BadInput
from foreshock.exchange.giving import FORMULA
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.store import Table
from foreshock.types import (
    Actor,
    Course,
    Document,
    Event,
    EventMention,
    Mention,
    Part,
    Predicate,
    Role,
    Run,
    Statement,
    Tie,
    TieMention,
    Time,
)

_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_KEYS = {**dict.fromkeys(("documents", "actors", "event_mentions", "events", "statements", "tie_mentions", "ties", "runs"), "id"),
         "parts": ["document_id", "index"]}
_REFERENCES = {
    **dict.fromkeys(("parts", "mentions", "times", "predicates", "event_mentions", "statements", "tie_mentions"),
                    (("document_id", "documents"),)),
    "roles": (("holder", "actors"),), "ties": (("subject", "actors"), ("target", "actors")),
}


def _tables(holdings: Holdings) -> dict[str, Table[Any]]:
    rows: dict[str, tuple[type, Iterable[Any]]] = {
        "documents": (Document, holdings.documents),
        "parts": (Part, (p for d in holdings.documents for p in d.parts)),
        "mentions": (Mention, (m for r in holdings.readings for m in r.mentions)),
        "times": (Time, (t for r in holdings.readings for t in r.times)),
        "predicates": (Predicate, (p for r in holdings.readings for p in r.predicates)),
        "actors": (Actor, sorted(holdings.picture.actors.values(), key=lambda a: a.id)),
        "roles": (Role, holdings.roles),
        "event_mentions": (EventMention, holdings.event_mentions),
        "events": (Event, holdings.events),
        "statements": (Statement, holdings.statements),
        "tie_mentions": (TieMention, holdings.tie_mentions),
        "ties": (Tie, holdings.picture.ties),
        "courses": (Course, holdings.picture.courses),
        "runs": (Run, holdings.runs),
    }
    return {name: Table(found, kind) for name, (kind, found) in rows.items()}


def _keyed(name: str, table: pa.Table, holdings: Holdings) -> pa.Table:
    """The tables of what stands in a document → the same with the document's id in front; positions alone say nothing."""
    per_document: dict[str, Sequence[tuple[str, int]]] = {
        "parts": [(d.id, len(d.parts)) for d in holdings.documents],
        "mentions": [(r.document.id, len(r.mentions)) for r in holdings.readings],
        "times": [(r.document.id, len(r.times)) for r in holdings.readings],
        "predicates": [(r.document.id, len(r.predicates)) for r in holdings.readings],
    }
    if name not in per_document:
        return table
    ids = [document for document, count in per_document[name] for _ in range(count)]
    return table.add_column(0, "document_id", pa.array(ids, pa.string()))


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, folder → Parquet files (zstd); lists stay lists."""
    return _write(holdings, path, "parquet")


def write_csv(holdings: Holdings, path: Path) -> Losses:
    """Holdings, folder → CSV files (RFC 4180, UTF-8, header, LF); lists are joined with `;`, missing is empty."""
    return _write(holdings, path, "csv")


def _write(holdings: Holdings, path: Path, kind: str) -> Losses:
    if path.exists() and not path.is_dir():
        raise BadInput(f"{path} is a file; {kind} writes a folder of tables. Name another path.")
    path.mkdir(exist_ok=True)
    losses, resources, ids = Losses(), [], dict[str, set[str]]()
    for name, table in _tables(holdings).items():
        arrow = _keyed(name, table.to_arrow(), holdings)
        if name in ("documents", "actors"):
            ids[name] = set(arrow.column("id").to_pylist())
        file = path / f"{name}.{kind}"
        if kind == "parquet":
            pq.write_table(arrow, file, compression="zstd")
        else:
            joined, guarded = _flat(arrow)
            pacsv.write_csv(joined, file)
            losses.lost["cells that a spreadsheet would run as a formula, now led by an apostrophe"] += guarded
        losses.written[f"{name} rows"] = arrow.num_rows
        resources.append(_resource(name, file.name, kind, arrow, ids))
    package = {"name": "foreshock", "profile": "data-package", "title": "A foreshock store", "resources": resources}
    (path / "datapackage.json").write_text(json.dumps(package, indent=1) + "\n", encoding="utf-8", newline="\n")
    return losses


def _flat(table: pa.Table) -> tuple[pa.Table, int]:
    """Arrow table → the same with lists and structs as text and formula-like text defused, and how many cells that were."""
    columns, guarded = [], 0
    for column in table.columns:
        values = column.to_pylist()
        if pa.types.is_nested(column.type):
            values = [_joined(v) for v in values]
        elif not pa.types.is_string(column.type):
            columns.append(column)
            continue
        risky = [isinstance(v, str) and v.startswith(FORMULA) for v in values]
        guarded += sum(risky)
        columns.append(pa.array([f"'{v}" if r else v for v, r in zip(values, risky, strict=True)], pa.string()))
    return pa.table(columns, names=table.column_names), guarded


def _joined(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(v, str | int | float) for v in value):
        return ";".join(str(v) for v in value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _resource(name: str, file: str, kind: str, table: pa.Table, ids: Mapping[str, set[str]]) -> dict[str, Any]:
    """One table as its package describes it; a foreign key is told where it holds (a lens may leave out what a row points at)."""
    schema = table.schema
    fields = [{"name": f.name, "type": _frictionless(f.type) if kind == "parquet" or not pa.types.is_nested(f.type) else "string"}
              for f in schema]
    told: dict[str, Any] = {"fields": fields, "primaryKey": _KEYS.get(name), "foreignKeys": [
        {"fields": field, "reference": {"resource": to.replace("_", "-"), "fields": "id"}} for field, to in _REFERENCES.get(name, ())
        if set(table.column(field).to_pylist()) <= ids.get(to, set())]}
    return {"name": name.replace("_", "-"), "path": file, "format": kind, "mediatype": _MEDIA[kind], "encoding": "utf-8",
            "schema": {key: value for key, value in told.items() if value}}


def _frictionless(kind: pa.DataType) -> str:
    for test, name in ((pa.types.is_boolean, "boolean"), (pa.types.is_integer, "integer"), (pa.types.is_floating, "number"),
                       (pa.types.is_date, "date"), (pa.types.is_timestamp, "datetime"), (pa.types.is_nested, "array")):
        if test(kind):
            return name
    return "string"
