"""A desk, two days or a voice left out → what changed in ties and courses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, get_args

from foreshock.corrected import opened
from foreshock.errors import BadInput
from foreshock.graph.admitted import Without
from foreshock.graph.levels import Level
from foreshock.lens import Asked, day, lens_of
from foreshock.store import Table
from foreshock.types import Actor, Genre, PartKind

if TYPE_CHECKING:
    from foreshock.desk import Desk
    from foreshock.graph.diff import Change

WORDS = ("publisher", "genre", "speaker", "part")


def without_of(words: Sequence[str], find_actor: Callable[[str], Actor]) -> Without:
    """"publisher=X", "genre=…", "speaker=…", "part=…" → what to leave out; BadInput names the word that is none of these.

    >>> without_of(["publisher=Tigris Wire", "part=headline"], lambda name: Actor(name, name, "state")).parts
    frozenset({'headline'})
    """
    found = Without()
    for word in words:
        kind, _, value = (w.strip() for w in word.partition("="))
        if kind not in WORDS or not value:
            raise BadInput(f"--without {word!r} leaves out nothing that is known. Write {', '.join(f'{w}=…' for w in WORDS)}.")
        allowed = {"genre": get_args(Genre), "part": get_args(PartKind)}.get(kind, ())
        if allowed and value not in allowed:
            raise BadInput(f"--without {word!r}: {value!r} is not one of {', '.join(allowed)}.")
        value = find_actor(value).id if kind == "speaker" else value
        found = replace(found, **{f"{kind}s": getattr(found, f"{kind}s") | {value}})
    return found


def changes(desk: Desk, without: Sequence[str], level: Level, asked: Asked) -> Table[Change]:
    """Desk, what to leave out → what that changes, the greatest change first; BadInput if no page has such a publisher."""
    from foreshock import drawing
    from foreshock.graph.diff import Change, diff

    with opened(desk.path) as store:
        printed = store.publishers()
        if unknown := sorted(without_of(without, store.find_actor).publishers - printed):
            raise BadInput(f"No page is published by {unknown[0]!r}. Publishers in the store: {', '.join(sorted(printed)) or 'none'}.")
        lens = lens_of(asked, store.find_actor)
        whole, less = (drawing.drawn(store, lens, level, left_out, with_courses=True) for left_out in ((), without))
        return Table(diff((whole.ties, whole.courses), (less.ties, less.courses), whole.actors), Change)


def diff(desk: Desk, first: date | str, last: date | str, level: Level, asked: Asked) -> Table[Change]:
    """Desk, two days → what changed between them, the greatest change first."""
    from foreshock import drawing
    from foreshock.graph.diff import Change, What, diff

    days = day(first, "from"), day(last, "to")
    if days[0] is None or days[1] is None or days[0] >= days[1]:
        raise BadInput(f"--from {first} is not before --to {last}. Swap them, or give another day.")
    pictures = []
    with opened(desk.path) as store:
        for as_of in days:
            question = asked.copy()
            question["as_of"] = as_of
            picture = drawing.drawn(store, lens_of(question, store.find_actor), level, (), with_courses=True)
            pictures.append(replace(picture, events=()))  # they are many, and told of by ties and courses
    then, now = pictures
    found = diff((then.ties, then.courses), (now.ties, now.courses), now.actors)
    a, b = then.balance, now.balance
    if round(a.tension, 2) != round(b.tension, 2):
        what: What = "tension up" if b.tension > a.tension else "tension down"
        found.append(Change(what, ("", ""), a.tension, b.tension, f"{what}: {a.text} → {b.text}"))
    return Table(found, Change)
