"""A Parquet file → pages: the columns of a JSON line's record, a row a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from foreshock.errors import UnreadablePage
from foreshock.read.raw import Found, Limits
from foreshock.read.records import page_of_record

COLUMNS = ("id", "url", "title", "published", "date", "author", "authors", "publisher", "text", "html")
_AT_ONCE = 16  # rows in memory: a hostile file can hold 16 long pages in a few bytes


def parquet_pages(source: BinaryIO, address: str, limits: Limits, groups: Sequence[int] | None = None, first: int = 0) -> Iterator[Found]:
    """An open Parquet file, numbers of its row groups (all if left out), rows before these → a page or an UnreadablePage for each row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        named = [c for c in COLUMNS if c in file.schema_arrow.names]
        if not {"text", "html"} & set(named):
            yield UnreadablePage(address, 'has no column "text" or "html". Name the column of the pages so.')
            return
        if file.metadata.num_rows > limits.records:
            yield UnreadablePage(address, f"holds more than {limits.records:,} rows. Split it, or raise Limits.records.")
            return
        number = first
        for batch in file.iter_batches(_AT_ONCE, row_groups=groups, columns=named):
            for row in batch.to_pylist():
                number += 1
                told = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items() if v is not None}
                yield page_of_record(told, address, f"{address}#row-{number}", limits)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield UnreadablePage(address, f"is a damaged Parquet file ({' '.join(str(error).split())[:120]}). Write it anew.")


def row_groups(source: BinaryIO) -> list[int]:
    """An open Parquet file → the rows in each of its row groups; none where it cannot be told."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.ParquetFile(source).metadata
    except (pa.ArrowException, OSError):
        return []
    return [told.row_group(n).num_rows for n in range(told.num_row_groups)]
