from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.referrals.enums import Reason


class HelpState(TextChoices):
    ASKED = "ASKED", pgettext_lazy("request for help", "to be answered")
    TAKEN = "TAKEN", pgettext_lazy("request for help", "taken")
    UNANSWERED = "UNANSWERED", pgettext_lazy("request for help", "nobody took it")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("request for help", "taken back by the person")


class TurnEnd(TextChoices):
    """How the turn of one organisation ended."""

    TAKEN = "TAKEN", pgettext_lazy("turn", "took it")
    DECLINED = "DECLINED", pgettext_lazy("turn", "can't help")
    LAPSED = "LAPSED", pgettext_lazy("turn", "did not answer in time")
    PASSED = "PASSED", pgettext_lazy("turn", "was not asked any more")
    GIVEN_BACK = "GIVEN_BACK", pgettext_lazy("turn", "took it, and could not help after all")


REFUSING = (
    Reason.NO_CAPACITY,
    Reason.NOT_ELIGIBLE,
    Reason.CLOSED,
    Reason.COULD_NOT_CONTACT,
    Reason.OTHER,
)


class HelpFact(TextChoices):
    """How one step stands, said to the person."""

    NEXT = "NEXT", _("Will be asked if those before do not take it.")
    ASKED = "ASKED", _("Asked. They have not opened it yet.")
    OPENED = "OPENED", _("They have opened it and have not answered yet.")
    TAKEN = "TAKEN", _("They took it: they look after your request.")
    DECLINED = "DECLINED", _("They can't help this time.")
    LAPSED = "LAPSED", _("They did not answer in time.")
    PASSED = "PASSED", _("They were not asked.")
    GIVEN_BACK = "GIVEN_BACK", _("They took it and could not help after all.")
