"""A noun's class → flat, typed columns: what Arrow, spreadsheets and SQL want to see of nested nouns."""

from __future__ import annotations

import types as python_types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import chain
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np

from foreshock.store.rows import fields
from foreshock.types import Factuality, Mention, Place, Span, When

# What a mention inside another noun tells of its actor: column and field.
ACTOR = {"id": "actor_id", "name": "name", "country": "country", "sector": "sector"}
# The span and the date that a noun is about, and its factuality, need no name in front of their columns.
BARE = {"span", "factuality"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, what it reads out of a noun, and the kind of value: a plain type, or columns of a list's items (`nouns`)."""

    name: str
    of: Callable[[Any], Any]
    kind: Any
    items: tuple[Column, ...] | None = None
    many: bool = False
    nouns: Callable[[Any], Any] | None = None

    def arrow(self) -> Any:
        """→ the pyarrow type."""
        import pyarrow as pa

        if self.items is not None:
            one = pa.struct([(c.name, c.arrow()) for c in self.items])
        else:
            one = {
                str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32(),
                time: pa.time64("us"), datetime: pa.timestamp("us", tz="UTC"),
            }[self.kind]
        return pa.list_(one) if self.many else one


@cache
def columns(noun: type) -> tuple[Column, ...]:
    """A noun's class → its columns in the order of its fields.

    >>> from foreshock.types import Time
    >>> [c.name for c in columns(Time)]
    ['start', 'end', 'text', 'type', 'value', 'when_earliest', 'when_latest', 'when_precision', 'when_basis']
    """
    return tuple(c for name, hint in fields(noun).items() for c in _columns(name, hint, _get(name)))


Lay = Callable[[Sequence[Sequence[Any]]], tuple[Any, Any] | None]


def array(column: Column, nouns: Sequence[Any], lay: Lay = lambda _: None) -> Any:
    """Column, nouns → its values as Arrow; what stands in many lists is laid out once.

    `lay` may know better how items are had: it gives how many each list has, and all of them in Arrow, or None.
    """
    import pyarrow as pa

    held = [column.nouns(n) for n in nouns] if column.nouns else []
    if not column.nouns or None in held:
        return pa.array([column.of(n) for n in nouns], type=column.arrow())
    sizes, items = lay(held) or ([len(h) for h in held], _items(column, list(chain.from_iterable(held)), lay))
    return pa.ListArray.from_arrays(pa.array([0, *np.cumsum(sizes)], pa.int32()), items)


def structs(inner: Sequence[Column], nouns: Sequence[Any], lay: Lay = lambda _: None) -> Any:
    """Columns, nouns → an Arrow array of structs."""
    import pyarrow as pa

    return pa.StructArray.from_arrays([array(c, nouns, lay) for c in inner], fields=[pa.field(c.name, c.arrow()) for c in inner])


def _items(column: Column, nouns: Sequence[Any], lay: Lay) -> Any:
    once = {id(n): n for n in nouns}
    made = structs(column.items or (), list(once.values()), lay)
    if len(once) == len(nouns):
        return made
    place = {key: at for at, key in enumerate(once)}
    return made.take([place[id(n)] for n in nouns])


def _get(name: str) -> Callable[[Any], Any]:
    return lambda noun: getattr(noun, name)


def _columns(name: str, hint: Any, get: Callable[[Any], Any]) -> tuple[Column, ...]:
    """Field, its type, how to get at it → its columns."""
    hint = not_none(hint)
    if hint is bytes:  # a sketch is for finding near-duplicates, not for reading
        return ()
    if get_origin(hint) is tuple:
        return (_list(name, get_args(hint)[0], get),)
    if get_origin(hint) is dict:
        pairs = (Column("key", lambda p: p[0], str), Column("value", lambda p: p[1], scalar(get_args(hint)[1])))
        return (Column(name, lambda n: [{c.name: c.of(p) for c in pairs} for p in sorted(get(n).items())], dict, pairs, True),)
    if is_dataclass(hint):
        before = "" if name in BARE else f"{name}_"
        return tuple(Column(before + c.name, _within(get, c.of), c.kind, c.items, c.many, c.nouns and _within(get, c.nouns))
                     for c in _nested(hint))
    if scalar(hint) is datetime:
        return (Column(name, lambda n: _utc(get(n)), datetime),)
    return (Column(name, get, scalar(hint)),)


def _utc(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _nested(noun: Any) -> tuple[Column, ...]:
    """A noun that stands inside another → the columns that matter there."""
    if noun is Mention:
        of_actor = [Column(name, _get(field), str) for name, field in ACTOR.items()]
        return (*of_actor, *(Column(c.name, _within(_get("span"), c.of), c.kind) for c in columns(Span)))
    if noun is When:
        return tuple(Column(n, _get(n), date if n in ("earliest", "latest") else str)
                     for n in ("earliest", "latest", "precision", "basis"))
    if noun is Place:
        return tuple(c for c in columns(Place) if c.name != "population")
    if noun is Factuality:
        return (*columns(Factuality), Column("hedged", _get("hedged"), bool))
    return columns(noun)


def _list(name: str, item: Any, get: Callable[[Any], Any]) -> Column:
    if is_dataclass(item):
        inner = _nested(item)
        return Column(name, lambda n: [{c.name: c.of(i) for c in inner} for i in get(n)], item, inner, True, get)
    if get_origin(item) is tuple:  # pairs of days
        sides = (Column("earliest", lambda p: p[0], date), Column("latest", lambda p: p[1], date))
        return Column(name, lambda n: [{c.name: c.of(p) for c in sides} for p in get(n)], item, sides, True)
    return Column(name, lambda n: list(get(n)), scalar(item), None, True)


def _within(outer: Callable[[Any], Any], inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def of(noun: Any) -> Any:
        held = outer(noun)
        return None if held is None else inner(held)

    return of


def not_none(hint: Any) -> Any:
    """A type → the same without None."""
    if get_origin(hint) in (Union, python_types.UnionType):
        return next(a for a in get_args(hint) if a is not type(None))
    return hint


def scalar(hint: Any) -> Any:
    """A type of single values → the class of these; that of its words for a Literal."""
    hint = not_none(hint)
    return type(get_args(hint)[0]) if get_origin(hint) is Literal else hint
