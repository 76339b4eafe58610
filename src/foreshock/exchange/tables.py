"""Tables (streamed by a store, or of `Holdings`) → a folder, one file a noun, CSV or Parquet, with a Frictionless `datapackage.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from foreshock.store.columnar import Stream
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
    return write_tables(of_holdings(holdings), path, "parquet")


def write_csv(holdings: Holdings, path: Path) -> Losses:
    """Holdings, folder → CSV files (RFC 4180, UTF-8, header, LF); lists are joined with `;`, missing is empty."""
    return write_tables(of_holdings(holdings), path, "csv")


def of_holdings(holdings: Holdings) -> Iterator[Stream]:
    """Holdings → the tables of what they hold as nouns."""
    return (streamed(name, _keyed(name, table.to_arrow(), holdings)) for name, table in _tables(holdings).items())


def streamed(name: str, table: pa.Table) -> Stream:
    """Name, a table that is in memory → the same as one that a store streams."""
    return Stream(name, table.schema, iter(table.to_batches()))


def write_tables(tables: Iterable[Stream], path: Path, kind: str) -> Losses:
    """Tables, folder, "csv" or "parquet" → the files. A streamed table is never in memory whole, but as CSV."""
    if path.exists() and not path.is_dir():
        raise BadInput(f"{path} is a file; {kind} writes a folder of tables. Name another path.")
    path.mkdir(exist_ok=True)
    losses, resources, ids = Losses(), [], dict[str, set[str]]()
    for table in tables:
        file = path / f"{table.name}.{kind}"
        points_at: dict[str, bool] = {field: True for field, _ in _REFERENCES.get(table.name, ())}
        noted = _noted(table, ids, points_at, losses)
        if kind == "parquet":
            with pq.ParquetWriter(file, table.schema, compression="zstd") as out:
                for batch in noted:
                    out.write_batch(batch)
        else:
            joined, guarded = _flat(pa.Table.from_batches(noted, table.schema))
            pacsv.write_csv(joined, file)
            losses.lost["cells that a spreadsheet would run as a formula, now led by an apostrophe"] += guarded
        resources.append(_resource(table.name, file.name, kind, table.schema, points_at))
    package = {"name": "foreshock", "profile": "data-package", "title": "A foreshock store", "resources": resources}
    (path / "datapackage.json").write_text(json.dumps(package, indent=1) + "\n", encoding="utf-8", newline="\n")
    return losses


def _noted(table: Stream, ids: dict[str, set[str]], points_at: dict[str, bool], losses: Losses) -> Iterator[pa.RecordBatch]:
    """A table → its batches; rows are counted, ids that others point at are kept, and fields whose pointers lead nowhere are told."""
    referred = dict(_REFERENCES.get(table.name, ()))
    kept = ids.setdefault(table.name, set()) if table.name in ("documents", "actors") else set[str]()
    losses.written[f"{table.name} rows"] += 0
    for batch in table.batches:
        losses.written[f"{table.name} rows"] += batch.num_rows
        if table.name in ids:
            kept.update(batch.column("id").to_pylist())
        for field, to in referred.items():
            points_at[field] = points_at[field] and set(batch.column(field).unique().to_pylist()) <= ids.get(to, set())
        yield batch


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


def _resource(name: str, file: str, kind: str, schema: pa.Schema, points_at: Mapping[str, bool]) -> dict[str, Any]:
    """One table as its package describes it; a foreign key is told where it holds (a lens may leave out what a row points at)."""
    fields = [{"name": f.name, "type": _frictionless(f.type) if kind == "parquet" or not pa.types.is_nested(f.type) else "string"}
              for f in schema]
    told: dict[str, Any] = {"fields": fields, "primaryKey": _KEYS.get(name), "foreignKeys": [
        {"fields": field, "reference": {"resource": to.replace("_", "-"), "fields": "id"}} for field, to in _REFERENCES.get(name, ())
        if points_at[field]]}
    return {"name": name.replace("_", "-"), "path": file, "format": kind, "mediatype": _MEDIA[kind], "encoding": "utf-8",
            "schema": {key: value for key, value in told.items() if value}}


def _frictionless(kind: pa.DataType) -> str:
    for test, name in ((pa.types.is_boolean, "boolean"), (pa.types.is_integer, "integer"), (pa.types.is_floating, "number"),
                       (pa.types.is_date, "date"), (pa.types.is_timestamp, "datetime"), (pa.types.is_nested, "array")):
        if test(kind):
            return name
    return "string"
