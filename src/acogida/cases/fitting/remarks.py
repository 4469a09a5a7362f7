"""What speaks for a service, what speaks against it, what has to be asked: a sentence each, in the reader's language.

The words are chosen when a remark is shown, so the same option reads right in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from acogida.directory import countries
from acogida.directory.enums import Audience
from acogida.directory.languages import own_name


class Tone(IntEnum):
    AGAINST = 0
    ASK = 1  # may be against: not known
    FOR = 2
    NOTE = 3  # worth saying, and no matter


class About(Enum):
    AUDIENCE = "audience"
    AGE = "age"
    ROOM = "room"
    LANGUAGE = "language"
    STEP_FREE = "step-free"
    CONDITION = "condition"
    PLACE = "place"
    STANDING = "standing"


class Code(Enum):
    FOR_OTHERS = (About.AUDIENCE, Tone.AGAINST, _("It is for %(people)s."))
    MAY_BE_FOR_OTHERS = (About.AUDIENCE, Tone.ASK, _("It is for %(people)s: ask whether that fits."))
    FOR_THEM = (About.AUDIENCE, Tone.FOR, _("It is for %(people)s."))
    TOO_YOUNG = (About.AGE, Tone.AGAINST, _("It takes people of %(age)s years or older."))
    TOO_OLD = (About.AGE, Tone.AGAINST, _("It takes people of up to %(age)s years."))
    MAY_BE_TOO_YOUNG = (About.AGE, Tone.ASK, _("It takes people of %(age)s years or older: ask their age."))
    MAY_BE_TOO_OLD = (About.AGE, Tone.ASK, _("It takes people of up to %(age)s years: ask their age."))
    FULL = (About.ROOM, Tone.AGAINST, _("It is full."))
    TOO_FEW = (About.ROOM, Tone.AGAINST, _("Not enough free places for all %(size)s: %(free)s free."))
    ROOM_FOR_ALL = (About.ROOM, Tone.FOR, _("Room for all %(size)s: %(free)s free."))
    HAS_ROOM = (About.ROOM, Tone.FOR, _("It has room."))
    HOW_MUCH_ROOM = (About.ROOM, Tone.ASK, _("It has room: ask whether for all %(size)s."))
    ROOM_NOT_KNOWN = (About.ROOM, Tone.ASK, _("Room not known: call first."))
    SPEAKS = (About.LANGUAGE, Tone.FOR, _("They speak %(languages)s."))
    SPEAKS_OTHERS = (About.LANGUAGE, Tone.ASK, _("They speak %(languages)s: an interpreter may be needed."))
    STEP_FREE = (About.STEP_FREE, Tone.FOR, _("It can be reached without steps."))
    HAS_STEPS = (About.STEP_FREE, Tone.AGAINST, _("It can't be reached without steps, from what they say."))
    STEPS_NOT_KNOWN = (About.STEP_FREE, Tone.ASK, _("Ask whether it can be reached without steps."))
    ASKS_PAPERS = (About.CONDITION, Tone.ASK, _("They ask for papers: say whether the household fulfils that."))
    HAS_CONDITION = (About.CONDITION, Tone.ASK, _("It has a condition: say whether the household fulfils it."))
    SAYS_FOR_WHOM = (About.CONDITION, Tone.NOTE, _("Read for whom it is, and say whether that fits."))
    FULFILS = (About.CONDITION, Tone.FOR, _("The household fulfils the condition."))
    DOES_NOT_FULFIL = (About.CONDITION, Tone.AGAINST, _("The household does not fulfil the condition."))
    REFUSED_COUNTRY = (About.PLACE, Tone.AGAINST, _("The household does not want to be in %(country)s."))
    REFUSED_PLACE = (About.PLACE, Tone.AGAINST, _("The household does not want to be in %(place)s."))
    MAY_BE_REFUSED_PLACE = (
        About.PLACE,
        Tone.ASK,
        _("It may be in %(place)s, where the household does not want to be."),
    )
    WANTED_COUNTRY = (About.PLACE, Tone.FOR, _("It is in %(country)s, where the household wants to be."))
    CLOSED = (About.STANDING, Tone.AGAINST, _("It is closed for now."))

    def __init__(self, about: About, tone: Tone, text: Promise) -> None:
        self.about = about
        self.tone = tone
        self.text = text


@dataclass(frozen=True)
class Remark:
    code: Code
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def tone(self) -> Tone:
        return self.code.tone

    def __str__(self) -> str:
        return str(self.code.text) % {name: _said(name, value) for name, value in self.values.items()}


def _said(name: str, value: object) -> str:
    """Codes become words here, in the language of the moment."""
    match name, value:
        case "people", tuple():
            return ", ".join(str(Audience(code).label) for code in value)
        case "languages", tuple():
            return ", ".join(own_name(str(code)) for code in value)
        case "country", str():
            return countries.name(value, (get_language() or "en").split("-")[0])
        case "age", int() | float():
            return f"{value:g}"
        case "size", int():
            return ngettext("%(count)d person", "%(count)d people", value) % {"count": value}
    return str(value)
