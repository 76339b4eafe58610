"""Ids of sentences → what can be read of them as Arrow: what `Evidence` holds, and no noun made."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from foreshock.errors import StoreError
from foreshock.store import flat
from foreshock.store import selecting as pick
from foreshock.store.columnar import ordered, packed
from foreshock.store.file import Again
from foreshock.store.selecting import Where
from foreshock.types import UNKNOWN, Evidence
from foreshock.types.sentences import Names

SPEAKER = "coalesce(nullif(t.speaker.actor_id, ''), t.speaker.span.text)"
_UNKNOWN = (f"{{'earliest': NULL, 'latest': NULL, 'precision': '{UNKNOWN.precision}', 'basis': '{UNKNOWN.basis}', 'clock': NULL, "
            "'readings': []}::moment")


def quotes(again: Again, table: str, ids: Names, known: npt.NDArray[np.bool_]) -> Any:
    """How to get at the file, table, ids, whether the page of each is known → the evidence in that order, an Arrow array of structs."""
    import pyarrow as pa

    told = (f"SELECT w.n, t.in_document AS document_id, t.evidence AS span, {SPEAKER} AS speaker, t.id AS mention_id, "
            f"CASE WHEN w.known THEN d.published ELSE {_UNKNOWN} END AS date, CASE WHEN w.known THEN d.publisher END AS publisher "
            f"FROM {table} t JOIN wanted w ON w.id = t.id {pick.PAGE.format('t')}")
    kind = pa.struct([(c.name, c.arrow()) for c in flat.columns(Evidence)])
    wanted = pa.table({"id": pa.array(ids).cast(pa.string()), "known": pa.array(known), "n": pa.array(np.arange(len(ids)))})
    with again() as connection:
        connection.register("wanted", wanted)
        rows = ordered(connection, f"SELECT {packed(Evidence, 'q')} AS item FROM ({told}) q ORDER BY q.n", Where("TRUE", []))
        found = pa.chunked_array([c.cast(kind) for some in rows for c in some["item"].chunks], kind)
        connection.unregister("wanted")
    if len(found) != len(ids):
        raise StoreError("The store was written to since this was asked of it. Ask again.")
    return found.combine_chunks()
