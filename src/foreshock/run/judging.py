"""An open store, the file of judgements beside it → the store as corrected: after every run, and whenever the file has changed."""

from __future__ import annotations

from pathlib import Path

from foreshock.actors import Registry, registry
from foreshock.errors import BadJudgement
from foreshock.exchange import judgements as file
from foreshock.resolve.judgements import check, judged
from foreshock.store import Store
from foreshock.types import Actor, Judgement, Reading, in_force


def sensible(told: tuple[Judgement, ...], where: Path) -> tuple[Judgement, ...]:
    """Judgements of a file → those in force; BadJudgement names one that makes no sense."""
    for one in told:
        if (why := check(one)) is not None:
            raise BadJudgement(f"{where}: judgement {one.id} makes no sense: {why}. Withdraw it or mend its line.")
    return in_force(told)


def checked(path: Path) -> None:
    """A store's path → nothing; BadJudgement where a line of the file beside it is none."""
    where = file.beside(path)
    sensible(file.read(where), where)


def apply(store: Store, path: Path, actors: Registry | None = None, *, anew: bool = False) -> list[str]:
    """A store open for writing, its path, the actors it knows → the types whose happenings are to be made anew.

    Without `anew`, nothing is done where the file is as it was when it was last applied.
    """
    where = file.beside(path)
    mark = file.digest(where)
    if mark == store.judgements_digest and not (anew and mark):
        return []
    held, known = sensible(file.read(where), where), actors or registry()
    taught = {a.id: a for a in store.actors()}

    def find(actor_id: str) -> Actor | None:
        return known.get(actor_id) or taught.get(actor_id)

    def judge(reading: Reading) -> tuple[Reading, list[tuple[str, str]]]:
        corrected, touched = judged(reading, held, find)
        return corrected, [(t.judgement, t.what) for t in touched]

    return store.judge(held, judge, mark, known)


def brought_up(path: Path) -> bool:
    """A store's path → judgements applied as their file stands now, happenings made anew if need be; whether anything changed."""
    from foreshock.resolve.happenings import settled

    with Store.open(path, mode="write") as store:
        stale = store.stale
        changed = apply(store, path)
        if stale and len(store.runs()):
            store.rebuild_events(settled)
        elif changed:
            store.rebuild_events(settled, changed)
    return bool(changed)
