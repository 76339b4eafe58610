"""A path → an open DuckDB connection to a store of this version: made, found, locked, migrated or refused with the next step."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import duckdb

from foreshock.errors import StoreError, StoreLocked, StoreMissing, StoreTooNew, StoreTooOld

Mode = Literal["read", "write"]
Connection = Any  # duckdb.DuckDBPyConnection; duckdb ships no types that mypy follows
MEMORY = "1GB"  # that DuckDB may take where it goes through a whole store; what is more waits in files beside it
Again = Callable[[], AbstractContextManager[Connection]]  # → the connection while it stands, else one of the file opened again

SCHEMA_VERSION = 7
OLDEST = 1  # the oldest version with a way from it to this one

# A store is data from strangers: nothing is installed, loaded or fetched on its behalf.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false",
    # Bytes. In blocks of 16 KB DuckDB cannot pack numbers and the lengths of lists: a large store is a third larger, and its events stand
    # in five times as many pieces. A store of a few pages is 3 MB with 64 KB, 7 MB with DuckDB's own 256.
    "default_block_size": "65536",
    # A row through the index costs what 2,000 rows cost in passing: it is asked for less than that share of a table, or for a hundred.
    "index_scan_percentage": "0.0005", "index_scan_max_count": "100",
}


def connect(path: Path, mode: Mode, create: bool) -> tuple[Connection, Held]:
    """Path, mode, whether to make it → a connection and the lock held beside it; a StoreError says what else."""
    if not path.exists():
        if not (create and mode == "write"):
            raise StoreMissing(f"{path}: there is no store here. Make one: foreshock read PAGES --store {path}")
        _make(path)
    held = Held(path, mode)
    try:
        connection = _open(path, mode)
    except BaseException:
        held.release()
        raise
    try:
        found = version(connection, path)
        if found < SCHEMA_VERSION:
            connection = _brought_up(connection, path, mode, found)
    except BaseException:
        connection.close()
        held.release()
        raise
    return connection, held


class Held:
    """A lock on the store's file beside DuckDB's own, for as long as the store is open.

    DuckDB's lock (fcntl) belongs to the process and is lost as soon as the process closes any other handle on the file,
    as happens when the folder that is read holds the store. On Linux an flock belongs to its handle and survives that.
    Elsewhere flock and fcntl may exclude each other, so there DuckDB's lock stands alone.
    """

    def __init__(self, path: Path, mode: Mode) -> None:
        self._handle: int | None = None
        if sys.platform != "linux":
            return
        import fcntl

        try:
            self._handle = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}. Name a store that you may read.") from None
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_EX if mode == "write" else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise StoreLocked(_locked(path, _holder(path, mode))) from None
        except OSError:
            self.release()  # a file system without flock: DuckDB's own lock has to do

    def release(self) -> None:
        """Gives the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _holder(path: Path, mode: Mode) -> str:
    """A path that another process holds → what DuckDB knows of that process."""
    try:
        duckdb.connect(str(path), read_only=mode == "read", config=_CONFIG).close()
    except duckdb.Error as error:
        return str(error)
    return ""


def _locked(path: Path, message: str) -> str:
    found = re.search(r"held in (.+?) \(PID (\d+)\)", message)
    who = f"process {found[2]} ({Path(found[1]).name})" if found else "another process, or another part of this one,"
    return f"{path}: {who} has this store open. One writes, or several look into it: wait until it is done, then try again."


def _open(path: Path, mode: Mode) -> Connection:
    # What memory cannot hold waits beside the store, in a folder of this process: by itself DuckDB has all processes write the same files.
    spill = path.absolute().with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        connection = duckdb.connect(str(path), read_only=mode == "read", config={**_CONFIG, "temp_directory": str(spill)})
        connection.execute("SET enable_progress_bar = false")  # it would stand among the rows that a command prints
        return connection
    except duckdb.Error as error:
        message = str(error)
    if "Could not set lock" in message or "different configuration" in message:
        raise StoreLocked(_locked(path, message))
    if "not a valid DuckDB" in message or "Is a directory" in message:
        raise StoreError(f"{path}: this is no foreshock store. Name the file that foreshock read --store made.")
    if "version" in message:
        raise StoreTooNew(f"{path}: written by a newer DuckDB. Upgrade it: pip install -U duckdb. ({line(message)})")
    raise StoreError(f"{path}: cannot be opened: {line(message)} Restore it from a copy, or read the pages into a new store.")


@contextmanager
def bounded(connection: Connection, memory: str) -> Iterator[None]:
    """Connection, how much memory ("1GB") → meanwhile DuckDB takes no more for the file."""
    [(limit,)] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    connection.execute(f"SET memory_limit = '{memory}'")
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{limit}'")


def may_spill(connection: Connection) -> bool:
    """Connection → whether what memory cannot hold may be written beside the file."""
    [(folder,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    return os.access(Path(folder).parent, os.W_OK)


@contextmanager
def another(connection: Connection) -> Iterator[Connection]:
    """Connection → meanwhile a second one to the same file, with the first one's own views."""
    second = connection.cursor()
    for (view,) in connection.execute("SELECT sql FROM duckdb_views() WHERE temporary AND NOT internal").fetchall():
        second.execute(view)
    try:
        yield second
    finally:
        second.close()


def line(error: object) -> str:
    """An error of DuckDB or the system → the first line of what it says."""
    message = str(error).strip()
    return message.splitlines()[0][:300] if message else "DuckDB gives no reason."


def version(connection: Connection, path: Path) -> int:
    """Connection → its schema version; StoreError if it is no store, StoreTooNew or StoreTooOld if there is no way."""
    try:
        told = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        found = int(told[0]) if told else 0
    except (duckdb.Error, ValueError):
        found = 0
    if found == 0:
        raise StoreError(f"{path}: a DuckDB file, but no foreshock store. Name the file that foreshock read --store made.")
    if found > SCHEMA_VERSION:
        raise StoreTooNew(
            f"{path}: schema {found}, and this foreshock knows {SCHEMA_VERSION}. Upgrade it: pip install -U foreshock"
        )
    if found < OLDEST:
        raise StoreTooOld(f"{path}: schema {found} is too old to be migrated. Read the pages again into a new store.")
    return found


def sql(name: str) -> str:
    """File name under `foreshock/store/` → its SQL."""
    return (files("foreshock.store") / name).read_text(encoding="utf-8")


def build(connection: Connection, ddl: str, number: int) -> None:
    """Connection to an empty database, SQL of a schema, its version → the same with its tables, in one transaction."""
    connection.execute("BEGIN")
    connection.execute(ddl)
    connection.execute("INSERT INTO meta VALUES ('schema', ?), ('stale', 'no')", [str(number)])
    connection.execute("COMMIT")


def _make(path: Path) -> None:
    """A path with nothing there → an empty store, whole from the first moment that it can be seen."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        draft.unlink(missing_ok=True)
        connection = duckdb.connect(str(draft), config=_CONFIG)
        build(connection, sql("schema.sql"), SCHEMA_VERSION)
        connection.close()
        _publish(draft, path)
    except (OSError, duckdb.IOException) as error:
        raise StoreError(f"{path}: no store can be made here: {line(error)} Name a folder you may write in.") from None
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was quicker; its store is as good
    except OSError:
        os.replace(draft, path)  # a file system without links


def backup_path(path: Path, number: int) -> Path:
    """Store, its version → where its copy goes before it is migrated.

    >>> backup_path(Path("desk.duckdb"), 1).name
    'desk.v1.backup.duckdb'
    """
    return path.with_name(f"{path.stem}.v{number}.backup{path.suffix}")


def _back_up(path: Path, number: int) -> None:
    """Store, its version → a whole copy beside it; one that is there and differs (another store's) is left alone."""
    copy, n = backup_path(path, number), 1
    while copy.exists():
        if filecmp.cmp(path, copy, shallow=False):
            return
        n += 1
        copy = backup_path(path, number).with_suffix(f".{n}{path.suffix}")
    draft = copy.with_name(copy.name + ".part")
    try:
        shutil.copyfile(path, draft)
        os.replace(draft, copy)
    except OSError as error:
        raise StoreError(f"{copy}: no copy can be made before the store is migrated: {error.strerror}. Make room for it.") from None
    finally:
        draft.unlink(missing_ok=True)


def _brought_up(connection: Connection, path: Path, mode: Mode, found: int) -> Connection:
    """A store of an older schema, open → the same migrated, after a copy; StoreTooOld when only reading."""
    if mode == "read":
        raise StoreTooOld(
            f"{path}: schema {found}, this foreshock reads {SCHEMA_VERSION}. Any writing migrates it (a copy is kept): "
            f"foreshock read PAGES --store {path}"
        )
    # Closed while it is copied: closing the copy's handle would drop DuckDB's lock on an open file. Ours holds on.
    connection.close()
    _back_up(path, found)
    connection = _open(path, mode)
    for step in range(found, SCHEMA_VERSION):
        try:
            # One transaction a step: a kill leaves a whole schema, this or the next; and DuckDB does not alter a table twice in one.
            connection.execute("BEGIN")
            connection.execute(sql(f"migrate_{step}_{step + 1}.sql"))
            connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(step + 1)])
            connection.execute("COMMIT")
        except duckdb.Error as error:
            connection.close()
            raise StoreError(
                f"{path}: cannot be migrated from schema {step}: {line(error)} It is of that one; a copy of it as it was stands beside it."
            ) from error
    return connection
