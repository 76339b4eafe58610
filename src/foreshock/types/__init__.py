"""Nothing → the nouns that pass between the rooms: frozen, slotted dataclasses. This room imports nothing of ours."""

from foreshock.types.alerts import Alert
from foreshock.types.answers import Answer, Answers, Question, Side
from foreshock.types.disputes import Dispute, Stance
from foreshock.types.event_columns import Did, EventColumns
from foreshock.types.event_table import EventRow, EventTable, Party, Relation
from foreshock.types.events import (
    OWN_VOICE,
    STATUSES,
    VOICES,
    Certainty,
    Event,
    EventMention,
    Factuality,
    Predicate,
    SpeakerKind,
    Statement,
    Status,
    TieMention,
    Voice,
    voice_of,
)
from foreshock.types.judgements import Judgement, Like, Target, in_force, in_words
from foreshock.types.lock import Lock, LockedFile
from foreshock.types.run import Lens, Reading, Run
from foreshock.types.sentences import Pages, Quotes, Sentences
from foreshock.types.stated import Stated
from foreshock.types.telling import Telling
from foreshock.types.text import GENRES, PARTS, Document, Genre, Part, PartKind, Span
from foreshock.types.ties import TIE_KINDS, Course, Evidence, Forecast, Reason, Tie
from foreshock.types.when import UNKNOWN, Precision, Time, TimexType, When
from foreshock.types.who import Actor, ActorKind, Mention, Place, PlacePrecision, Role, Standing

__all__ = [
    "GENRES", "OWN_VOICE", "PARTS", "STATUSES", "TIE_KINDS", "UNKNOWN", "VOICES",
    "Actor", "ActorKind", "Alert", "Answer", "Answers", "Certainty", "Course", "Did", "Dispute", "Document", "Event",
    "EventColumns", "EventMention", "EventRow", "EventTable", "Evidence", "Factuality", "Forecast", "Genre", "Judgement", "Lens",
    "Like", "Lock", "LockedFile", "Mention", "Pages", "Part", "PartKind", "Party", "Place", "PlacePrecision", "Precision",
    "Predicate", "Question", "Quotes", "Reading", "Reason", "Relation", "Role", "Run", "Sentences", "Side", "Span", "SpeakerKind",
    "Stance", "Standing", "Stated", "Statement", "Status", "Target", "Telling", "Tie", "TieMention", "Time", "TimexType", "Voice", "When",
    "in_force", "in_words", "voice_of",
]
