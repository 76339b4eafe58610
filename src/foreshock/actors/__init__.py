"""Tables of who there is (states, groups, organisations, people, dated roles) → `Registry`, and names found in text."""

from __future__ import annotations

from foreshock.actors.desk import add, search, show, validate
from foreshock.actors.generic import GenericKind, generic_kinds
from foreshock.actors.names import Hit, fold
from foreshock.actors.registry import Registry, registry

__all__ = ["GenericKind", "Hit", "Registry", "add", "fold", "generic_kinds", "registry", "search", "show", "validate"]
