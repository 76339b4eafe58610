"""A desk → people's corrections of what it read: looked at, made, taken back, and what is like one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from foreshock.errors import BadInput, StoreError, StoreLocked, UnknownName
from foreshock.exchange import judgements as file
from foreshock.resolve.judgements import check, holds_old, like_of, target_of
from foreshock.store import Store
from foreshock.types import EventMention, Judgement, TieMention, in_force
from foreshock.types.judgements import KINDS as KINDS
from foreshock.types.judgements import JudgementKind, Part

if TYPE_CHECKING:
    from foreshock.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants corrected, in words: what is wrong, of which event mention or stated tie (`mention`), by whom and why.

    `like`: of all like it, too. `old`, `new`, `side` as in `Judgement`; `old` is what stands there where it is left out.
    """

    kind: str
    who: str
    why: str = ""
    mention: str | None = None
    like: bool = False
    side: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as it was written down, and how much it changed; None where the store is being written and the next run applies it."""

    judgement: Judgement
    applied: int | None


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """A store's path → the store, open for reading, with its judgements as their file stands now.

    A file that was changed is applied first; where that cannot be (another writes, or nobody may), the store is as it was last.
    """
    with Store.open(path) as store:
        if store.judgements_digest == file.digest(file.beside(path)):
            yield store
            return
    from foreshock.run.judging import brought_up

    with suppress(StoreError):
        brought_up(path)
    with Store.open(path) as store:
        yield store


def judgements(desk: Desk) -> tuple[Judgement, ...]:
    """Desk → all judgements of its file, those taken back too, in the order in which they were written."""
    return file.read(file.beside(desk.path))


def judge(desk: Desk, asked: Asked, clock: datetime) -> Judged:
    """Desk, what is asked, the time → the judgement, written down and applied; BadInput where it makes no sense or changes nothing."""
    from foreshock.run.judging import sensible

    where = file.beside(desk.path)
    sensible(file.read(where), where)  # a line that is none is told before another is added
    one = made(desk, asked, clock)
    file.append(where, [one])
    return Judged(one, _applied(desk.path, one.id))


def made(desk: Desk, asked: Asked, clock: datetime) -> Judgement:
    """Desk, what is asked, the time → the judgement, not written down yet."""
    if asked.kind not in KINDS:
        raise BadInput(f"{asked.kind!r} is not one of what can be wrong: {', '.join(KINDS)}.")
    if not asked.who.strip():
        raise BadInput("Nobody is named who judges. Say who you are: --who NAME")
    if asked.side not in (None, *get_args(Part)):
        raise BadInput(f"side {asked.side!r} is neither actors nor recipients.")
    kind, side = asked.kind, cast("Part | None", asked.side)
    one = Judgement("", kind, " ".join(asked.who.split()), clock, " ".join(asked.why.split()), side=side, old=asked.old, new=asked.new)
    with Store.open(desk.path) as store:
        if kind == "merge":
            found = [store.find_actor(i or "").id for i in (asked.old, asked.new)]
            one = Judgement("", kind, one.who, clock, one.why, old=found[0], new=found[1])
        else:
            one = _about(store, one, asked)
    if (why := check(one)) is not None:
        raise BadInput(f"This is no judgement: {why}.")
    return file.with_id(one)


def _about(store: Store, one: Judgement, asked: Asked) -> Judgement:
    """A judgement without its sentence → with it, and with what stood there."""
    coded = coded_of(store, asked.mention or "")
    if (one.kind == "sign") != isinstance(coded, TieMention):
        raise BadInput("A sign is that of a stated tie; all else is of an event. Name the id of the other.")
    old, side, new = _stood(coded, one), one.side, one.new
    if one.kind == "actor":
        old, new = store.find_actor(one.old or "").id, _somebody(store, one.new)
        if side is None and isinstance(coded, EventMention):
            side = "actors" if any(m.actor_id == old for m in coded.actors) else "recipients"
    if one.kind in ("type", "status", "sign") and old == new:
        raise BadInput(f"It is {old} already, so there is nothing to put right.")
    target, like = (None, like_of(coded)) if asked.like else (target_of(coded), None)
    told = Judgement("", one.kind, one.who, one.when, one.why, target, like, side, old, new)
    if isinstance(coded, EventMention) and not holds_old(coded, told):
        raise BadInput(f"{old} is not among the {side} of {coded.id}.")
    return told


def _somebody(store: Store, name: str | None) -> str | None:
    """An actor's id or name → his id: one whom the pages name, or whom the registry knows."""
    from foreshock.actors import show

    if not name:
        return None
    try:
        return store.find_actor(name).id
    except UnknownName:
        return show(name)[0].id


def _stood(coded: EventMention | TieMention, one: Judgement) -> str | None:
    if isinstance(coded, TieMention):
        return "+" if coded.sign > 0 else "-"
    return {"type": coded.type, "status": coded.factuality.status, "date": coded.when.text if coded.when.known else None}.get(one.kind)


def coded_of(store: Store, mention_id: str) -> EventMention | TieMention:
    """Id of an event mention, a stated tie, or a happening with one report → what was coded; UnknownName if there is none."""
    tie = store.tie_mention(mention_id)
    if tie is not None:
        return tie
    try:
        return store.mention(mention_id)
    except UnknownName:
        reports = store.event(mention_id).mentions if mention_id.startswith("h-") else ()
        if len(reports) == 1:
            return store.mention(reports[0])
        if reports:
            raise BadInput(f"{mention_id} has {len(reports)} reports. Name the one that is wrong: {', '.join(reports)}.") from None
        raise


def alike(desk: Desk, mention_id: str, kind: str, side: str | None = None, old: str | None = None) -> Sequence[EventMention | TieMention]:
    """Desk, an event mention or stated tie, what is wrong → all that one judgement on all like it would change, itself among them."""
    with Store.open(desk.path) as store:
        coded = coded_of(store, mention_id)
        like = like_of(coded)
        if isinstance(coded, TieMention):
            return [t for t in store.tie_mentions(store.everything()) if like_of(t) == like]
        one = Judgement("", cast(JudgementKind, kind), "", datetime.min, side=cast("Part | None", side), old=old)
        told = replace(one, old=old or _stood(coded, one))
        return [m for m in store.mentions_like(like) if like_of(m) == like and holds_old(m, told)]


def withdraw(desk: Desk, judgement_id: str, who: str, why: str, clock: datetime) -> Judged:
    """Desk, a judgement's id, by whom and why, the time → the line that takes it back, written down and applied."""
    told = judgements(desk)
    one = next((j for j in told if j.id == judgement_id), None)
    if one is None:
        raise UnknownName(f"There is no judgement {judgement_id[:40]!r}. See which there are: foreshock judge list {desk.path}")
    if one.withdraws is None and one not in in_force(told):
        raise BadInput(f"{one.id} is withdrawn already.")
    if not who.strip():
        raise BadInput("Nobody is named who judges. Say who you are: --who NAME")
    line = file.with_id(Judgement("", one.kind, " ".join(who.split()), clock, " ".join(why.split()), withdraws=one.id))
    file.append(file.beside(desk.path), [line])
    return Judged(line, _applied(desk.path, line.id))


def take_in(desk: Desk, path: Path) -> tuple[int, int]:
    """Desk, a file of judgements (a colleague's) → how many were new, how many known; they are written down and applied."""
    from foreshock.run.judging import sensible

    theirs, mine = file.read(path), {j.id for j in judgements(desk)}
    if not path.exists():
        raise BadInput(f"{path}: there is no such file. Name a file of judgements, a JSON line each.")
    sensible(theirs, path)
    new = [j for j in theirs if j.id not in mine]
    if new:
        file.append(file.beside(desk.path), new)
    apply(desk)
    return len(new), len(theirs) - len(new)


def apply(desk: Desk) -> bool:
    """Desk → its judgements applied as their file stands now; whether anything changed."""
    from foreshock.run.judging import brought_up

    return brought_up(desk.path)


def _applied(path: Path, judgement_id: str) -> int | None:
    """A store's path, a judgement's id → how much it changed, once applied; None where the store is being written."""
    from foreshock.run.judging import brought_up

    try:
        brought_up(path)
    except StoreLocked:
        return None
    with Store.open(path) as store:
        return store.judgement_counts().get(judgement_id, 0)
