"""Nothing → the nouns of what happened and who says so: `Factuality`, `Statement`, `EventMention`, `TieMention`, `Event`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foreshock.types.html import InNotebook
from foreshock.types.text import Span
from foreshock.types.when import UNKNOWN, When
from foreshock.types.who import Mention, Place

Status = Literal["actual", "negated", "future", "hypothetical", "historical"]
Certainty = Literal["certain", "probable", "possible"]
SpeakerKind = Literal["actor", "author", "commenter", "unnamed", "none"]
Voice = Literal["asserted", "reported", "hedged", "denied"]

CORRECTS = 0.5  # a head whose value differs from the rules' by less has only weighed the same verdict
STATUSES: tuple[Status, ...] = ("actual", "negated", "future", "hypothetical", "historical")
VOICES: tuple[Voice, ...] = ("asserted", "reported", "hedged", "denied")
OWN_VOICE: tuple[SpeakerKind, ...] = ("author", "none")  # whose word is the page's own


def voice_of(status: Status, hedged: bool, own: bool) -> Voice:
    """Status, whether it is held back, whether a page says it in its own voice → how it is told; each event is told in one way.

    >>> voice_of("negated", True, True), voice_of("future", False, True), voice_of("actual", False, False), voice_of("actual", False, True)
    ('denied', 'hedged', 'reported', 'asserted')
    """
    if status == "negated":
        return "denied"
    if hedged or status in {"future", "hypothetical"}:
        return "hedged"
    return "asserted" if own else "reported"


@dataclass(frozen=True, slots=True)
class Factuality(InNotebook):
    """Whether it happened, as the text has it, how surely, and which word says so.

    `status` is PLOVER's auxiliary mode (actual where it has none); `certainty` FactBank's (Saurí and Pustejovsky 2009).
    `holder` is whose belief it is where it is not the author's (a verbatim name). `cue` is the word that decided; None
    for a plain assertion.

    >>> Factuality("negated").value, Factuality("future", "probable").value, Factuality().value
    (-3.0, 1.0, 3.0)
    """

    status: Status = "actual"
    certainty: Certainty = "certain"
    cue: Span | None = None
    holder: str | None = None
    rule: str = ""

    @property
    def hedged(self) -> bool:
        """Whether the text holds back from asserting it outright."""
        return self.certainty != "certain" or self.status == "hypothetical"

    @property
    def value(self) -> float:
        """Factuality from −3 (certainly not) to +3 (certainly), the scale of the It-Happened annotations (UDS)."""
        full = {"certain": 3.0, "probable": 2.0, "possible": 1.0}[self.certainty]
        if self.status == "negated":
            return -full
        if self.status == "future":
            return full / 2 if self.certainty == "certain" else full - 1.0
        if self.status == "hypothetical":
            return -0.5
        return full


@dataclass(frozen=True, slots=True)
class Predicate(InNotebook):
    """A verb or event noun of the text and whether what it names happened.

    `grade` is the learned head's value, from −3 to +3 as `Factuality.value`; None where only the rules spoke.

    >>> told = Predicate(Span(0, 5, "leave"), Factuality("future"), grade=-0.4)
    >>> told.value, told.by
    (-0.4, 'head')
    """

    span: Span
    factuality: Factuality
    part: int = 0
    grade: float | None = None

    @property
    def value(self) -> float:
        """Factuality from −3 to +3: the head's where it spoke, else the rules'."""
        return self.factuality.value if self.grade is None else self.grade

    @property
    def by(self) -> Literal["rule", "head"]:
        """Who decided on the value: the head where it differs from the rules by `CORRECTS` at least."""
        return "head" if self.grade is not None and abs(self.grade - self.factuality.value) >= CORRECTS else "rule"


@dataclass(frozen=True, slots=True)
class Statement(InNotebook):
    """Speaker, cue, content (PARC, PolNeAR): who says what, in which manner, inside whose statement.

    `speaker` is None where the text names nobody; `speaker_kind` says whether it is an actor, the page's author, a
    reader who comments, unnamed people ("officials") or nobody. `manner` is one of says, claims, denies, warns, promises,
    demands, admits, predicts, accuses, praises, asks, threatens, believes, hopes, fears. `inside` is the id of the
    enclosing statement, `depth` how deep. `pointer` is the relative pronoun that stands for the speaker beside the cue ("an
    architect *who* said …").
    """

    id: str
    document_id: str
    part: int
    speaker: Mention | None
    speaker_kind: SpeakerKind
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: str = "says"
    addressee: Mention | None = None
    direct: bool = False
    inside: str | None = None
    depth: int = 0
    negated: bool = False
    when: When = UNKNOWN
    place: Place | None = None
    pointer: Span | None = None


@dataclass(frozen=True, slots=True)
class EventMention(InNotebook):
    """One sentence says that somebody does something to somebody (a PLOVER record, ACE event mention).

    `type` is one of PLOVER's sixteen, `modes` and `contexts` its own; `actors` and `recipients` in PLOVER's sense: all
    parties of a reciprocal event stand in `actors`. `score` is PLOVER's (−10 conflict … +10 cooperation). `speaker` is
    the innermost speaker who says it, None for the author; `statement_id` the statement it lies in. `coder` names
    the pattern row (or model) that found it, `confidence` (0–1) how far it is to be trusted.
    """

    id: str
    document_id: str
    part: int
    type: str
    evidence: Span
    trigger: Span
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    actors: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    factuality: Factuality = Factuality()
    speaker: Mention | None = None
    speaker_kind: SpeakerKind = "author"
    statement_id: str | None = None
    when: When = UNKNOWN
    place: Place | None = None
    score: float = 0.0
    coder: str = ""
    confidence: float = 1.0

    @property
    def voice(self) -> Voice:
        """→ asserted in the page's own voice, reported on a speaker's word, hedged (or still to come), or denied."""
        return voice_of(self.factuality.status, self.factuality.hedged, self.speaker_kind in OWN_VOICE)


@dataclass(frozen=True, slots=True)
class TieMention(InNotebook):
    """One sentence says how two actors stand to each other ("Tehran supports large parts of the PMU").

    `kind` is one of the relations listed in `foreshock.types.ties.TIE_KINDS`, `sign` +1 or −1, `how` military, financial
    and the like. A predicted clash ("on a collision course with") is a TieMention of kind "collides with", status future.
    """

    id: str
    document_id: str
    part: int
    subject: Mention
    target: Mention
    kind: str
    sign: int
    evidence: Span
    how: tuple[str, ...] = ()
    factuality: Factuality = Factuality()
    speaker: Mention | None = None
    speaker_kind: SpeakerKind = "author"
    when: When = UNKNOWN
    place: Place | None = None
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Event(InNotebook):
    """One happening, however many reports (ECB+; GDELT Event as against Mention).

    `actors` and `recipients` are actor ids. `mentions` are the ids of its EventMentions, `documents` where they stand,
    `publishers` who printed them; `voices` counts those that are independent: copies of a wire story and reports that quote one
    speaker are one voice. `status`, `hedged` and `part_kinds` sum up its mentions: it is actual only if a mention in an
    article (not a reader's comment) says so. An imported event has no mentions: it stands on the word of the table that it came from,
    which `word_of` names, with file and line.
    """

    id: str
    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    when: When
    status: Status
    hedged: bool = False
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    place: Place | None = None
    score: float = 0.0
    confidence: float = 1.0
    part_kinds: tuple[str, ...] = ("body",)
    speakers: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    voices: int = 1
    word_of: str | None = None
