"""PLOVER's boundary rules (manual 2.0, and the conventions of docs/coding.md) → one plain function each."""

from __future__ import annotations

from foreshock.types import Factuality
from foreshock.types.plover import event_types

COOPERATION_TO_COME = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
# One may be hurt, held or driven out by somebody whom the text does not name; nobody is praised by nobody.
DOER_MAY_BE_UNNAMED = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "RETREAT", "CONCEDE", "ACCUSE"})

_RELIEF = frozenset(
    "peacekeeping peacekeeper peace-keeping stabilisation stabilization relief "
    "earthquake flood mudslide landslide cyclone hurricane typhoon tsunami".split()
)

_THREAT = {
    "ASSAULT": "violence", "MOBILIZE": "violence", "COERCE": "restrict", "SANCTION": "relations", "REJECT": "relations",
    "PROTEST": "violence", "RETREAT": "relations", "ACCUSE": "arrest",
}
_REFUSAL = {"AID": "assist", "COOPERATE": "assist", "CONSULT": "meet", "CONCEDE": "yield", "RETREAT": "yield", "SUPPORT": "change"}
_DEMAND = {"AID": "assist", "COOPERATE": "assist", "CONSULT": "meet", "CONCEDE": "yield", "RETREAT": "yield"}


def to_come(
    event_type: str, factuality: Factuality, *, own_word: bool, modes: tuple[str, ...] = ()
) -> tuple[str, Factuality]:
    """Type, factuality, whether the actor himself says so, modes → the type that a future act is coded as.

    A future consultation, support, cooperation or aid is AGREE, a future retreat CONCEDE (manual, "future events"). By the
    actor's own word it is a promise that has been made: actual; a promise to yield otherwise than by withdrawal or
    ceasefire ("will release the prisoners") is AGREE (CAMEO 035). Foretold by others it stays future.

    >>> to_come("AID", Factuality("future"), own_word=True)[0]
    'AGREE'
    >>> to_come("ASSAULT", Factuality("future"), own_word=False)[0]
    'ASSAULT'
    """
    if factuality.status != "future":
        return event_type, factuality
    if event_type == "CONCEDE" and not own_word:
        return event_type, factuality
    promised_yield = own_word and event_type in {"RETREAT", "CONCEDE"} and not set(modes) & {"withdraw", "ceasefire"}
    if event_type in COOPERATION_TO_COME or promised_yield:
        event_type = "AGREE"
    elif event_type == "RETREAT":
        event_type = "CONCEDE"
    else:
        return event_type, factuality
    if own_word and not factuality.hedged:
        factuality = Factuality("actual", factuality.certainty, factuality.cue, factuality.holder, "own promise")
    return event_type, factuality


def own_threat(
    event_type: str, modes: tuple[str, ...], factuality: Factuality, *, own_word: bool, will: bool = False
) -> tuple[str, tuple[str, ...], Factuality]:
    """Type, modes, factuality, whether the actor himself says so → THREATEN where he says that he will use force or pressure.

    That holds for a strike or boycott to come (CAMEO 133) too, and where a condition stands beside it ("will strike if …": `will`).

    >>> own_threat("SANCTION", (), Factuality("future"), own_word=True)[:2]
    ('THREATEN', ('relations',))
    """
    to_be = factuality.status == "future" or (will and factuality.status == "hypothetical")
    if not own_word or not to_be or event_type not in {"ASSAULT", "SANCTION", "COERCE", "PROTEST"}:
        return event_type, modes, factuality
    return "THREATEN", threat_mode(event_type, modes), Factuality("actual", "certain", factuality.cue, None, "own threat")


def refused(event_type: str, factuality: Factuality, cue: str) -> bool:
    """Type, factuality, the word that negates → whether the actor refuses rather than just does not do it.

    "Will not release", "would never sign", "failed to reach a deal" are REJECT (CAMEO 12); "did not meet" is nothing.

    >>> refused("AID", Factuality("negated"), "will"), refused("AID", Factuality("negated"), "did")
    (True, False)
    """
    if factuality.status != "negated":
        return False
    if cue == "fail":
        return event_type == "AGREE"
    return cue in {"will", "would", "wo", "'ll", "shall"} and event_types()[event_type].quad <= 2


def threat_mode(threatened: str | None, modes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Type (and modes) of what is threatened → the mode of THREATEN (codebook: "mode = what is threatened").

    >>> threat_mode("ASSAULT"), threat_mode("COERCE", ("arrest",)), threat_mode(None)
    (('violence',), ('arrest',), ())
    """
    if threatened == "COERCE" and "arrest" in modes:
        return ("arrest",)
    if threatened == "COERCE" and "seize" in modes:
        return ("territory",)
    if threatened == "SANCTION" and "expel" in modes:
        return ("expel",)
    return (_THREAT[threatened],) if threatened in _THREAT else ()


def refusal_mode(refused: str | None) -> tuple[str, ...]:
    """Type of what is refused → the mode of REJECT."""
    return (_REFUSAL[refused],) if refused in _REFUSAL else ()


def request_mode(asked: str | None) -> tuple[str, ...]:
    """Type of what is asked for → the mode of REQUEST."""
    return (_DEMAND[asked],) if asked in _DEMAND else ()


def promised(promised_type: str | None) -> str:
    """Type of what an actor agrees to or promises → AGREE, or what the promise amounts to.

    Agreeing to withdraw is a concession in words (CONCEDE), vowing to strike is a threat.

    >>> promised("AID"), promised("RETREAT"), promised("ASSAULT"), promised(None)
    ('AGREE', 'AGREE', 'THREATEN', 'AGREE')
    """
    return "THREATEN" if promised_type in {"ASSAULT", "SANCTION", "COERCE", "MOBILIZE"} else "AGREE"


def dropped_beside(event_type: str, others: frozenset[str]) -> bool:
    """A type and the other types of its sentence → whether PLOVER leaves it out there.

    A move of troops told within an assault is part of it; an accusation told with its conviction is spent.

    >>> dropped_beside("MOBILIZE", frozenset({"ASSAULT"})), dropped_beside("AID", frozenset({"ASSAULT"}))
    (True, False)
    """
    return event_type == "MOBILIZE" and "ASSAULT" in others


def is_force(event_type: str) -> bool:
    """Type → whether it is material conflict (quad class 4)."""
    return event_types()[event_type].quad == 4


def riot(event_type: str, modes: tuple[str, ...], crowd: bool) -> tuple[str, tuple[str, ...]]:
    """Type, modes, whether a crowd of protesters acts → PROTEST-riot where protesters clash or throw things.

    >>> riot("ASSAULT", ("primitive",), True), riot("ASSAULT", ("crowd-control",), False)
    (('PROTEST', ('riot',)), ('ASSAULT', ('crowd-control',)))
    """
    if event_type == "ASSAULT" and crowd and not set(modes) & {"firearms", "explosives", "crowd-control", "heavy-weapons"}:
        return "PROTEST", ("riot",)
    return event_type, modes


def peaceful(event_type: str, words: frozenset[str]) -> bool:
    """Type and the words of the sentence → whether moving troops is help: peacekeepers, disaster relief.

    >>> peaceful("MOBILIZE", frozenset({"peacekeeping"})), peaceful("MOBILIZE", frozenset({"border"}))
    (True, False)
    """
    return event_type == "MOBILIZE" and bool(words & _RELIEF)


def truce_call(event_type: str, sectors: frozenset[str | None], words: frozenset[str]) -> str:
    """Type, sectors of those who call, lemmas of the call → AGREE where the parties to a fight call for its end together.

    >>> truce_call("REQUEST", frozenset({"GOV", "REB"}), frozenset({"end", "war"}))
    'AGREE'
    >>> truce_call("REQUEST", frozenset({"GOV"}), frozenset({"end", "war"}))
    'REQUEST'
    """
    parties = bool(sectors & {"REB", "PRM", "UAF"}) and bool(sectors - {"REB", "PRM", "UAF"})
    asked = bool(words & {"end", "ceasefire", "cease-fire", "truce", "halt", "peace"})
    return "AGREE" if event_type == "REQUEST" and parties and asked else event_type


def absentia(event_type: str, modes: tuple[str, ...], words: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """Type, modes, lemmas of the sentence → THREATEN-arrest where somebody is to be arrested who is not there.

    >>> absentia("COERCE", ("arrest",), frozenset({"absentia"}))
    ('THREATEN', ('arrest',))
    """
    return ("THREATEN", ("arrest",)) if event_type == "COERCE" and "arrest" in modes and "absentia" in words else (event_type, modes)


def prevention(event_type: str, prevented: str | None) -> bool:
    """Type and the type of what is prevented → whether it is no coercion: keeping somebody from violence harms nobody.

    >>> prevention("COERCE", "ASSAULT"), prevention("COERCE", None)
    (True, False)
    """
    return event_type == "COERCE" and prevented in {"ASSAULT", "THREATEN"}
