"""Nouns ↔ rows: one recipe for every dataclass of `foreshock.types`, taken from its own annotations."""

from __future__ import annotations

import types as python_types
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from foreshock.types import Span

Row = dict[str, Any]
T = TypeVar("T")


def fields(noun: Any) -> Mapping[str, Any]:
    """A dataclass of ours → its fields and their types, in order."""
    return _fields(noun)


@cache
def _fields(noun: Any) -> Mapping[str, Any]:
    hints = get_type_hints(noun, localns={"Span": Span})
    return python_types.MappingProxyType({name: hints[name] for name in noun.__dataclass_fields__})


def row(noun: Any, **more: Any) -> Row:
    """Noun, columns of its own → a row of plain values; nested nouns are nested rows, tuples are lists.

    >>> row(Span(0, 2, "IS"), run_id="r-1")
    {'run_id': 'r-1', 'start': 0, 'end': 2, 'text': 'IS'}
    """
    kind: Any = type(noun)
    found: Row = _plainer(kind)(noun)
    return more | found


@cache
def _plainer(kind: Any) -> Any:
    """A type → what turns its values into plain ones; None where they are plain already."""
    origin = get_origin(kind)
    if origin in (Union, python_types.UnionType):
        [inner] = {_plainer(a) for a in get_args(kind) if a is not type(None)}
        return inner and (lambda value: None if value is None else inner(value))
    if origin is tuple:
        item = _plainer(get_args(kind)[0])
        return list if item is None else lambda value: [item(v) for v in value]
    if origin is dict:
        return lambda value: sorted(value.items())
    if kind is datetime:
        return lambda value: (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None)
    return _rower(kind) if is_dataclass(kind) else None


def _rower(kind: Any) -> Callable[[Any], Row]:
    """A dataclass → what turns one into a row: all fields at once, then those that are not plain."""
    names = tuple(fields(kind))
    values = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    nested = [(name, plainer) for name, hint in fields(kind).items() if (plainer := _plainer(hint)) is not None]

    def made(value: Any) -> Row:
        found = dict(zip(names, values(value), strict=True))
        for name, plainer in nested:
            found[name] = plainer(found[name])
        return found

    return made


def noun(kind: type[T], values: Mapping[str, Any]) -> T:
    """Dataclass, row → the noun; columns that are no field of it are left aside.

    >>> noun(Span, {"start": 0, "end": 2, "text": "IS", "run_id": "r-1"})
    Span(start=0, end=2, text='IS')
    """
    asked: Any = kind
    make: Callable[[Any], T] = _maker(asked)
    return make(values)


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """A type → what turns a stored value into it."""
    origin = get_origin(kind)
    if origin in (Union, python_types.UnionType):
        inner = _maker(next(a for a in get_args(kind) if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _maker(get_args(kind)[0])
        return lambda value: tuple(item(v) for v in value)
    if origin is dict:
        return lambda value: dict(value or {})
    if kind is datetime:
        return lambda value: value.replace(tzinfo=UTC)
    if is_dataclass(kind):
        build: Any = kind
        makers = [(name, _maker(hint)) for name, hint in fields(build).items()]
        return lambda value: build(**{name: make(value[name]) for name, make in makers if name in value})
    return lambda value: value
