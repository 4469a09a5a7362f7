"""What a person sees of their referrals, and may answer: plain words, in their language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from acogida.directory.models import Service, ServiceAtLocation
from acogida.referrals.enums import Outcome, Side, State


class Standing(TextChoices):
    """How it stands, said to the person."""

    ASKED = "ASKED", _("We asked them. They have not answered yet.")
    WAITING = "WAITING", _("There is no room now. You are on their waiting list.")
    EXPECTED = "EXPECTED", _("They expect you.")
    HERE = "HERE", _("You are there.")
    ENDED = "ENDED", _("This help has ended.")
    ONWARD = "ONWARD", _("They asked another organization to help you.")
    CAN_NOT = "CAN_NOT", _("They can't help you this time. Talk to the people who gave you this paper.")
    NO_ANSWER = "NO_ANSWER", _("They did not answer in time. Talk to the people who gave you this paper.")
    NOT_THERE = "NOT_THERE", _("They expected you and did not see you. Talk to the people who gave you this paper.")
    WITHDRAWN = "WITHDRAWN", _("This is no longer asked for.")


class Answer(TextChoices):
    """What the person can say with one tap."""

    CANT_COME = "CANT_COME", _("I can't come")
    NO_LONGER = "NO_LONGER", _("I no longer want it")
    NO_HELP = "NO_HELP", _("I did not get help")


_BEFORE = (State.SENT, State.RECEIVED, State.MORE_INFORMATION, State.WAITING, State.ACCEPTED, State.HANDED_OVER)
_AFTER = (State.ARRIVED, State.CLOSED, State.NO_SHOW)
_STANDING: Mapping[str, Standing] = {
    State.SENT: Standing.ASKED,
    State.RECEIVED: Standing.ASKED,
    State.MORE_INFORMATION: Standing.ASKED,
    State.WAITING: Standing.WAITING,
    State.ACCEPTED: Standing.EXPECTED,
    State.HANDED_OVER: Standing.EXPECTED,
    State.ARRIVED: Standing.HERE,
    State.CLOSED: Standing.ENDED,
    State.DECLINED: Standing.CAN_NOT,
    State.NO_SHOW: Standing.NOT_THERE,
    State.WITHDRAWN: Standing.WITHDRAWN,
    State.EXPIRED: Standing.NO_ANSWER,
}


def standing(state: str, outcome: str, *, was_accepted: bool) -> Standing:
    if outcome == Outcome.REFERRED_ONWARD:
        return Standing.ONWARD
    if state == State.EXPIRED and was_accepted:
        return Standing.NOT_THERE
    return _STANDING[state]


def answers(state: str) -> tuple[Answer, ...]:
    if state in _BEFORE:
        return (Answer.CANT_COME, Answer.NO_LONGER)
    return (Answer.NO_HELP,) if state in _AFTER else ()


@dataclass(frozen=True)
class TextForPerson:
    side: Side
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True)
class ReceiptEntry:
    """One referral. `service` and `site` are as the public directory knows them: an address that is not public can
    only stand in a text."""

    id: UUID
    standing: Standing
    need_kind: str
    organization: str
    service: Service | None
    site: ServiceAtLocation | None
    answer_by: datetime | None
    expected_until: datetime | None
    from_date: date | None
    until_date: date | None
    texts: tuple[TextForPerson, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class ReceiptView:
    entries: tuple[ReceiptEntry, ...]  # what counts most first: expected, asked, over
    given_by: str  # the organisation that printed it; empty: who holds it asked for help by themselves
    expires_at: datetime
