"""Many nouns of one kind ↔ columns of plain values, one for each leaf of their fields: how rows travel, and how Arrow is made of them.

A nested noun gives a column for each of its own fields; one that may be missing gives a column before them that says where it is, and a
tuple of nouns one that says how many there are (Melnik et al. 2010, Dremel; Arrow keeps its columns so). Each column is a list of strings,
numbers or dates, made, sent and stored in one go, which is several times as fast as to do so with every noun.
"""

from __future__ import annotations

import types as python_types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Union, get_args, get_origin

from foreshock.store.rows import fields

Leaves = list[list[Any]]
Columns = Mapping[str, Leaves]  # of each field
Array = Any  # pyarrow.Array; pyarrow ships no types that mypy follows
_Split = Callable[[Sequence[Any]], Leaves]


def columns(kind: Any, nouns: Sequence[Any], without: Collection[str] = ()) -> Columns:
    """A noun's class, nouns of it, fields to leave out → the leaves of each field.

    >>> from foreshock.types import Span, Time
    >>> columns(Time, [Time(Span(0, 4, "2017"), "DATE", "2017")], without=["when"])
    {'span': [[0], [4], ['2017']], 'type': [['DATE']], 'value': [['2017']]}
    """
    return {name: _of(hint)(list(map(attrgetter(name), nouns))) for name, hint in fields(kind).items() if name not in without}


def joined(many: Iterable[Columns]) -> Columns:
    """Leaves of several lots of nouns → those of all of them.

    >>> joined([{"a": [[1]], "b": [["x"]]}, {"a": [[2, 3]], "b": [["y", "z"]]}])
    {'a': [[1, 2, 3]], 'b': [['x', 'y', 'z']]}
    """
    lots = list(many)
    return {name: [list(chain.from_iterable(leaf)) for leaf in zip(*(lot[name] for lot in lots), strict=True)] for name in lots[0]}


def array(hint: Any, leaves: Leaves, kind: Any) -> Array:
    """A field's type, its leaves, an Arrow type → an array of that type."""
    return _array(hint, iter(leaves), kind)


@cache
def _of(hint: Any) -> _Split:
    """A field's type → what turns a column of it into leaves."""
    noun, how = _shape(hint)
    if noun is None:
        return lambda values: [list(values)]
    split = [(attrgetter(name), _of(inner)) for name, inner in fields(noun).items()]

    def parts(nouns: Sequence[Any]) -> Leaves:
        return [leaf for get, of in split for leaf in of(list(map(get, nouns)))]

    if how is tuple:
        return lambda values: [list(map(len, values)), *parts(list(chain.from_iterable(values)))]
    if how is None:
        return parts
    nobody = _nobody(noun)
    return lambda values: [[v is None for v in values], *parts([nobody if v is None else v for v in values])]


def _shape(hint: Any) -> tuple[Any, Any]:
    """A field's type → the noun in it (None: plain values), and whether there may be none (Union) or many (tuple) of it."""
    origin = get_origin(hint)
    if origin in (Union, python_types.UnionType):
        return next(filter(is_dataclass, get_args(hint)), None), Union
    if origin is tuple and is_dataclass(get_args(hint)[0]):
        return get_args(hint)[0], tuple
    return (hint, None) if is_dataclass(hint) else (None, None)


def _nobody(noun: Any) -> SimpleNamespace:
    """A noun's class → what stands in the leaves where there is none."""
    shapes = {name: _shape(hint) for name, hint in fields(noun).items()}
    empty = {name: () if how is tuple else _nobody(inner) if inner and how is None else None for name, (inner, how) in shapes.items()}
    return SimpleNamespace(**empty)


def _array(hint: Any, told: Iterator[list[Any]], kind: Any) -> Array:
    """A field's type, leaves, an Arrow type → the next leaves as an array of that type."""
    import pyarrow as pa

    noun, how = _shape(hint)
    if noun is None:
        return pa.array(next(told), kind)
    if how is tuple:
        ends = [0]
        for many in next(told):
            ends.append(ends[-1] + many)
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), _struct(noun, told, kind.value_type), type=kind)
    return _struct(noun, told, kind, pa.array(next(told), pa.bool_()) if how is Union else None)


def _struct(noun: Any, told: Iterator[list[Any]], kind: Any, missing: Array = None) -> Array:
    import pyarrow as pa

    types = {f.name: f.type for f in kind}
    made = {name: _array(hint, told, types[name]) for name, hint in fields(noun).items()}
    return pa.StructArray.from_arrays([made[f.name] for f in kind], fields=list(kind), mask=missing)
