"""Tables of who there is (states, groups, organisations, people, dated roles) → `Registry`, and names found in text."""

from __future__ import annotations

from foreshock.actors.desk import add, links, notes, search, show, validate
from foreshock.actors.generic import GenericKind, generic_kinds
from foreshock.actors.index import Link
from foreshock.actors.names import Hit, fold
from foreshock.actors.own import OwnFile, complaints, own_files
from foreshock.actors.registry import Registry, registry

__all__ = [
    "GenericKind", "Hit", "Link", "OwnFile", "Registry", "add", "complaints", "fold", "generic_kinds", "links", "notes", "own_files",
    "registry", "search", "show", "validate",
]
