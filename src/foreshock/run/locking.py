"""A store → its `Lock`; a lock and the same files → the same store again, or an error that names every difference."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from os import PathLike
from pathlib import Path

from foreshock.errors import BadInput, NotTheSame, StoreError, UnreadablePage
from foreshock.exchange import judgements
from foreshock.read import find
from foreshock.run import local, plan, record
from foreshock.run.importing import import_events
from foreshock.run.means import Means
from foreshock.store import Store, counting
from foreshock.store.writing import digest_of
from foreshock.types import Lock, LockedFile

JUDGEMENTS = "judgements"  # a setting of the lock, and the format of their file in it
TOLD = 20  # differences that are named; the rest are counted


def facts(store: Store) -> Lock:
    """Open store → its lock but for files and export: what it was made with, and the counts of each stage."""
    runs = {r.id: r for r in store.runs()}
    made_by = counting.made_by(store)
    if not made_by:
        raise StoreError(f"{store.path}: holds no page. Read some first: foreshock read PAGES --store {store.path}")
    last = max((runs[i] for i in made_by), key=lambda r: (r.started, r.id))
    if len({digest_of(runs[i]) for i in made_by}) > 1:
        raise StoreError(
            f"{store.path}: its pages were read with several versions of foreshock, its tables or your actors. Read all of them again: "
            f"foreshock read PAGES --store {store.path}")
    told = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}"
    settings, counts = {**last.settings, **_corrections(store)}, counting.counts(store)
    return Lock(last.code, last.models, last.resources, settings, store.last_day(), counts=counts, platform=told)


def _corrections(store: Store) -> dict[str, str]:
    """Open store → how many corrections by people are in force, and the digest of their file."""
    held = len(store.judgements())
    return {JUDGEMENTS: f"{held} in force, sha256 {store.judgements_digest}"} if held else {}


def files_of(store: Store, also: Sequence[Path] = ()) -> tuple[LockedFile, ...]:
    """Open store, where else its pages may lie → the files that they were read from, each looked through and found unchanged.

    BadInput names pages whose file is gone or has changed, and pages that were never read.
    """
    rows, failed = counting.pages_read(store), counting.pages_failed(store)
    read: dict[tuple[str, str], int] = {}
    for address, print_, generation in rows:
        read[address, print_] = max(generation, read.get((address, print_), 0))
    root = store.path.parent
    missing = _latest(rows)
    files, wrong = [], []
    for path in sorted({*_standing(root, (a for a, _ in missing)), *(p.resolve() for p in also)}):
        pages = [(p.address, plan.fingerprint(p)) for p in find([str(path)], root) if not isinstance(p, UnreadablePage)]
        wrong += [f"{a}: is not as it was read, or was not read yet" for a, f in pages if (a, f) not in read and a not in failed]
        missing -= set(pages)
        if generations := [read[p] for p in pages if p in read]:
            files.append(_locked(path, root, max(generations)))
    wrong += [f"{a}: its file is not there any more, or has changed" for a, _ in sorted(missing)]
    for file, generation in store.imported_files():
        path = root / file.path
        here = _locked(path, root, generation) if path.is_file() else None
        if here is None or here.sha256 != file.sha256:
            wrong.append(f"{file.path}: is not there any more, or has changed since it was imported")
        else:
            files.append(replace(here, format=file.format, columns=file.columns))
    if (judged := judgements.beside(store.path)).is_file():
        files.append(replace(_locked(judged, root, 0), format=JUDGEMENTS))
    if wrong:
        raise BadInput(_listed(f"{store.path} cannot be locked", wrong, "Read the pages again, or bring the files back."))
    return tuple(files)


def _latest(rows: Iterable[tuple[str, str, int]]) -> set[tuple[str, str]]:
    """Rows of the ledger → address and fingerprint of what each address held last."""
    last: dict[str, tuple[int, str]] = {}
    for address, print_, generation in rows:
        last[address] = max(last.get(address, (0, "")), (generation, print_))
    return {(a, f) for a, (_, f) in last.items()}


def _standing(root: Path, addresses: Iterable[str]) -> Iterator[Path]:
    """Folder, addresses → the files in which they lie; a name may hold a # of its own."""
    tried: dict[str, Path | None] = {}
    for address in addresses:
        pieces = address.split("#")
        for n in range(1, len(pieces) + 1):
            name = "#".join(pieces[:n])
            if name not in tried:
                tried[name] = (root / name).resolve() if "://" not in name and (root / name).is_file() else None
            if (found := tried[name]) is not None:
                yield found
                break


def _locked(path: Path, root: Path, generation: int) -> LockedFile:
    total = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            total.update(block)
    return LockedFile(Path(os.path.relpath(path, root.resolve())).as_posix(), total.hexdigest(), path.stat().st_size, generation)


def _listed(what: str, wrong: Sequence[str], remedy: str) -> str:
    more = f"\n  and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""
    return f"{what}:\n" + "\n".join(f"  {w}" for w in wrong[:TOLD]) + f"{more}\n{remedy}"


def differences(lock: Lock, root: Path, means: Means) -> list[str]:
    """Lock, folder of its files, the user's means → what is not here as it was there, a line each."""
    now = record.new_run(means.settings(), (), datetime.min)
    found = [f"code: the lock was made by {lock.code}, this is {now.code}"] if lock.code != now.code else []
    for what, then, here in (("model", lock.models, now.models), ("table", lock.resources, now.resources),
                             ("setting", lock.settings, now.settings)):
        for name in sorted({*then, *here} - {JUDGEMENTS}):
            if then.get(name) != here.get(name):
                hint = "; name your file with --actors" if name.startswith("actors ") and name not in here else ""
                found.append(f"{what} {name}: {_short(then.get(name))} in the lock, {_short(here.get(name))} here{hint}")
    return found + [f"input {f.path}: {told}" for f in lock.files if (told := _changed(f, root))]


def _short(value: str | None) -> str:
    return "none" if value is None else value if len(value) < 40 else value[:16] + "…"


def _changed(file: LockedFile, root: Path) -> str | None:
    path = root / file.path
    if not path.is_file():
        return "is not there"
    here = _locked(path, root, file.generation)
    return None if here.sha256 == file.sha256 else f"sha256 {_short(file.sha256)} in the lock, {_short(here.sha256)} here"


def _taken_over(judged: Path, to: Path) -> None:
    """A file of judgements → beside the store that is to be made; BadInput where others stand there."""
    if to.exists() and to.read_bytes() != judged.read_bytes():
        raise BadInput(f"{to}: there are other judgements here. Move them, or name another place for the store.")
    if not to.exists():
        to.write_bytes(judged.read_bytes())


def reproduce(
    lock: Lock, root: Path, store_path: str | PathLike[str], *, clock: datetime, workers: int = 1, means: Means | None = None,
) -> int:
    """Lock, folder of its files, where the new store goes → how many pages were read; NotTheSame names what differs before any is.

    Files are read in the order of the generations that read them first, so that of a page with several versions the same one counts.
    """
    means = means or Means()
    if Path(store_path).exists():
        raise BadInput(f"{store_path}: there is a store already. Name one that is not there yet.")
    if not lock.files:
        raise BadInput("The lock names no files. Lock the store again: foreshock lock STORE")
    if wrong := differences(lock, root, means):
        raise NotTheSame(_listed("This is not what the lock names", wrong, "Install that version, or bring these files back."))
    stored = 0
    for file in (f for f in lock.files if f.format == JUDGEMENTS):
        _taken_over(root / file.path, judgements.beside(Path(store_path)))
    for generation in sorted({f.generation for f in lock.files}):
        here = [f for f in lock.files if f.generation == generation]
        if paths := [str(root / f.path) for f in here if not f.format]:
            stored += local.read(paths, store_path, workers=workers, clock=clock, means=means, root=root).stored
        for file in (f for f in here if f.format not in ("", JUDGEMENTS)):
            columns = dict(pair.split("=", 1) for pair in file.columns.split(";") if pair)
            import_events([root / file.path], store_path, format=file.format, columns=columns or None, clock=clock, means=means)
    return stored
