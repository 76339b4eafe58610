"""The CAMEO tables of `foreshock.plover` → what a CAMEO code means in PLOVER's terms, and the other way round."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from foreshock.types.plover import rows, score

# Quad class of a root, as GDELT gives it (CAMEO manual 1.1b3).
_QUAD = {**dict.fromkeys(range(1, 6), 1), **dict.fromkeys(range(6, 9), 2), **dict.fromkeys(range(9, 14), 3),
         **dict.fromkeys(range(14, 21), 4)}


class Act(NamedTuple):
    """A CAMEO code, its name, and what it is in PLOVER: type and modes ("" and none where PLOVER has nothing for it).

    `note` says what the step costs, where it costs something.
    """

    code: str
    name: str
    type: str
    modes: tuple[str, ...]
    note: str

    @property
    def quad(self) -> int:
        """CAMEO's quad class of the root (1–4); PLOVER's own may differ (an embargo is material either way, a fine is not)."""
        return _QUAD[int(self.code[:2])]

    @property
    def score(self) -> float:
        """PLOVER's score of type and modes; 0 where it has no type."""
        return score(self.type, self.modes) if self.type else 0.0


@cache
def acts() -> dict[str, Act]:
    """Nothing → every CAMEO code, roots and digits below, with its meaning."""
    return {
        r["code"]: Act(r["code"], r["name"], r["type"] or "", tuple((r["mode"] or "").split()), r["note"] or "") for r in rows("cameo.tsv")
    }


@cache
def act(code: str) -> Act | None:
    """CAMEO code as text → its meaning, that of the code above where it is finer than CAMEO's own; None if it is none.

    A spreadsheet may have eaten the zero in front: "40" is 040.

    >>> act("1952").type, act("1952").modes, act("0461").name == act("046").name, act("40").code, act("9999")
    ('ASSAULT', ('drone',), True, '040', None)
    """
    for length in range(len(code), 1, -1):
        if found := acts().get(code[:length]):
            return found
    zero = f"0{code}"
    return acts().get(zero) if len(code) > 1 and code[0] != "0" and code.isdigit() else None


@cache
def code_of(type: str, modes: tuple[str, ...] = ()) -> str:
    """PLOVER type and modes → the finest CAMEO code that surely holds; a mode without one falls back to its type's.

    >>> code_of("CONSULT", ("phone",)), code_of("SANCTION", ("discontinue",)), code_of("ASSAULT")
    ('041', '160', '190')
    """
    table = {(r["type"], r["mode"] or ""): r["code"] for r in rows("to_cameo.tsv")}
    return next((table[type, m] for m in modes if (type, m) in table), table[type, ""])
