"""`Reading`s ↔ one DuckDB file: `Store`, the `Table`s it gives, and `check`."""

from foreshock.store.file import SCHEMA_VERSION
from foreshock.store.packed import Packed, pack
from foreshock.store.readers import everything
from foreshock.store.store import Store, check
from foreshock.store.table import Table
from foreshock.store.writing import Happenings, Stored, storable

__all__ = ["SCHEMA_VERSION", "Happenings", "Packed", "Store", "Stored", "Table", "check", "everything", "pack", "storable"]
