from acogida.cases.models.composition import ConditionAnswer, Kin, Member, Need, Preference, Skill
from acogida.cases.models.consent import Consent, Share
from acogida.cases.models.history import Erasure, Merge, TimelineEvent
from acogida.cases.models.household import Household
from acogida.cases.models.sealed import Document, NameToken, Note, NoteVersion, SealedRecord

__all__ = [
    "ConditionAnswer",
    "Consent",
    "Document",
    "Erasure",
    "Household",
    "Kin",
    "Member",
    "Merge",
    "NameToken",
    "Need",
    "Note",
    "NoteVersion",
    "Preference",
    "SealedRecord",
    "Share",
    "Skill",
    "TimelineEvent",
]
