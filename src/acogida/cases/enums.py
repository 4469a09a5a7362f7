"""Stored codes of cases and their labels.

Never here: immigration status, religion, ethnicity, political opinion, or a number of a national identity document.
`tests/cases/test_never_asked.py` reads every label.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("household", "being registered")
    OPEN = "OPEN", pgettext_lazy("household", "open")
    CLOSED = "CLOSED", pgettext_lazy("household", "closed")
    MERGED = "MERGED", pgettext_lazy("household", "merged into another file")
    ERASING = "ERASING", pgettext_lazy("household", "being erased")


class AgeBand(TextChoices):
    """The age groups in which UNHCR counts people."""

    FROM_0_TO_4 = "0_4", _("0 to 4 years")
    FROM_5_TO_11 = "5_11", _("5 to 11 years")
    FROM_12_TO_17 = "12_17", _("12 to 17 years")
    FROM_18_TO_59 = "18_59", _("18 to 59 years")
    FROM_60 = "60_", _("60 years or more")
    UNKNOWN = "", _("age not known")

    @property
    def ages(self) -> tuple[int, int] | None:
        """Youngest and oldest; None: not known."""
        if not self.value:
            return None
        low, high = self.value.split("_")
        return int(low), int(high or 120)


class Relation(TextChoices):
    """To the person who speaks for the household."""

    SPEAKER = "SPEAKER", _("speaks for the household")
    PARTNER = "PARTNER", _("partner")
    CHILD = "CHILD", _("son or daughter")
    PARENT = "PARENT", _("mother or father")
    SIBLING = "SIBLING", _("sister or brother")
    GRANDPARENT = "GRANDPARENT", _("grandmother or grandfather")
    GRANDCHILD = "GRANDCHILD", _("granddaughter or grandson")
    RELATIVE = "RELATIVE", _("other relative")
    CHILD_IN_CARE = "CHILD_IN_CARE", _("child in their care, not their own")
    NOT_RELATED = "NOT_RELATED", _("travels with them, not related")


class Gender(TextChoices):
    """Asked only because some places receive only women or only men; may stay unsaid."""

    WOMAN = "WOMAN", _("woman or girl")
    MAN = "MAN", _("man or boy")
    ANOTHER = "ANOTHER", _("says it another way")
    UNSAID = "", _("not said")


class Accessibility(TextChoices):
    """What a place must allow for."""

    WHEELCHAIR = "WHEELCHAIR", _("uses a wheelchair")
    STEP_FREE = "STEP_FREE", _("can't climb stairs")
    SEEING = "SEEING", _("blind or sees badly")
    HEARING = "HEARING", _("deaf or hears badly")
    UNDERSTANDING = "UNDERSTANDING", _("needs help to understand or to be understood")
    CARE = "CARE", _("needs somebody's help with washing, dressing or eating")
    PREGNANCY = "PREGNANCY", _("pregnant or has just given birth")


class Urgency(TextChoices):
    TODAY = "TODAY", _("today")
    DAYS_3 = "DAYS_3", _("within three days")
    WEEKS_2 = "WEEKS_2", _("within two weeks")

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return list(Urgency).index(self)


class NeedStatus(TextChoices):
    OPEN = "OPEN", pgettext_lazy("need", "open")
    MET = "MET", pgettext_lazy("need", "met")
    NO_LONGER = "NO_LONGER", pgettext_lazy("need", "no longer needed")
    NOT_MET = "NOT_MET", pgettext_lazy("need", "could not be met")


class Stance(TextChoices):
    PREFERS = "PREFERS", _("would like to go there")
    REFUSES = "REFUSES", _("does not want to go there")


class SkillGroup(TextChoices):
    """Major groups of the International Standard Classification of Occupations, ISCO-08."""

    MANAGERS = "1", _("Managers")
    PROFESSIONALS = "2", _("Professionals")
    TECHNICIANS = "3", _("Technicians and associate professionals")
    CLERKS = "4", _("Clerical support workers")
    SERVICES = "5", _("Services and sales workers")
    FARMING = "6", _("Skilled agricultural, forestry and fishery workers")
    CRAFTS = "7", _("Craft and related trades workers")
    OPERATORS = "8", _("Plant and machine operators and assemblers")
    ELEMENTARY = "9", _("Elementary occupations")
    ARMED_FORCES = "0", _("Armed forces occupations")


class Answer(TextChoices):
    """Whether a household fulfils the condition of one service. What the condition is about is not asked."""

    YES = "YES", _("fulfils the condition")
    NO = "NO", _("does not fulfil the condition")
    UNKNOWN = "UNKNOWN", _("not known whether they fulfil the condition")


class Purpose(TextChoices):
    """What a person allows."""

    SERVICE_HERE = "SERVICE_HERE", _("keep a file and help here")
    REFERRAL_NAMED = "REFERRAL_NAMED", _("ask one named organisation for help")
    REFERRAL_NEED = "REFERRAL_NEED", _("ask any organisation that can help with one need")
    PLAN = "PLAN", _("count in plans of where there is room, without name")
    STATISTICS = "STATISTICS", _("count in published figures, without name")


class DataKind(TextChoices):
    """Which data a consent is about."""

    SITUATION = "SITUATION", _("who travels together, languages, needs and where you are")
    NAMES = "NAMES", _("names and birth dates")
    CONTACT = "CONTACT", _("phones and how to reach you")
    SKILLS = "SKILLS", _("work you know")
    KIN = "KIN", _("towns where your relatives are")
    NOTES = "NOTES", _("what we wrote down")
    DOCUMENTS = "DOCUMENTS", _("copies of your papers")
    OUTCOME = "OUTCOME", _("what became of it")


class HowGiven(TextChoices):
    SIGNED = "SIGNED", _("signed")
    SPOKEN = "SPOKEN", _("spoken before a witness")
    THUMB = "THUMB", _("by thumb print")


class FileType(TextChoices):
    """What a document's content is, by its bytes and never by its name."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"


class EventCode(TextChoices):
    """What happened to a file, for its timeline: codes only."""

    STARTED = "STARTED", _("Registration was begun")
    REGISTERED = "REGISTERED", _("The household was registered")
    FACTS_CHANGED = "FACTS_CHANGED", _("Facts were changed")
    IDENTITY_CHANGED = "IDENTITY_CHANGED", _("Names or contacts were changed")
    NEED_CHANGED = "NEED_CHANGED", _("A need was changed")
    NOTE_ADDED = "NOTE_ADDED", _("A note was written")
    NOTE_CHANGED = "NOTE_CHANGED", _("A note was corrected")
    DOCUMENT_ADDED = "DOCUMENT_ADDED", _("A document was added")
    DOCUMENT_REMOVED = "DOCUMENT_REMOVED", _("A document was removed")
    CONSENT_GIVEN = "CONSENT_GIVEN", _("Consent was given")
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", _("Consent was withdrawn")
    CONDITION_ANSWERED = "CONDITION_ANSWERED", _("It was said whether they fulfil a service's condition")
    MERGED = "MERGED", _("Another file of the same household was merged into this one")
    MERGE_UNDONE = "MERGE_UNDONE", _("A merge was undone")
    CLOSED = "CLOSED", _("The file was closed")
    REOPENED = "REOPENED", _("The file was opened again")
    NOTICE_GIVEN = "NOTICE_GIVEN", _("It was announced that the file will be erased")
    COPY_GIVEN = "COPY_GIVEN", _("The household's own copy was made")
    REFERRED = "REFERRED", _("Another organization was asked for help")
    HANDED_OVER = "HANDED_OVER", _("Names or papers were handed over to another organization")
    REFERRAL_WITHDRAWN = "REFERRAL_WITHDRAWN", _("What was asked of another organization was withdrawn")


class ErasureReason(TextChoices):
    REQUEST = "REQUEST", _("on request")
    RETENTION = "RETENTION", _("the time for keeping it was over")
    DRAFT_EXPIRED = "DRAFT_EXPIRED", _("registration was not finished")
    DISCARDED = "DISCARDED", _("registration was discarded")
