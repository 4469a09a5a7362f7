"""What can be done with a referral, each with its form, its page and the service that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.referrals.enums import DECLINING, WITHDRAWING, Event, Outcome, Reason, Side, State
from acogida.referrals.models import Referral
from acogida.referrals.services import answering, conversation, sending
from acogida.referrals.states import possible

HOURS = [
    ("6", _("6 hours")),
    ("12", _("12 hours")),
    ("24", _("one day")),
    ("48", _("two days")),
    ("168", _("one week")),
    ("336", _("two weeks")),
]
Do = Callable[[Referral, dict[str, Any], Acting, datetime], object]


class DeedForm(forms.Form):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class TextForm(DeedForm):
    text = forms.CharField(
        label=_("Message"),
        max_length=conversation.LONGEST,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        help_text=_("Sealed: only the two organizations can read it."),
        error_messages={"required": _("Write something first.")},
    )


class PerhapsTextForm(DeedForm):
    text = forms.CharField(
        label=_("A few words, if you want"),
        max_length=conversation.LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text=_("Sealed: only the two organizations can read it."),
    )


class DeclineForm(PerhapsTextForm):
    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, one.label) for one in DECLINING])
    field_order = ["reason", "text"]


class WithdrawForm(DeedForm):
    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, one.label) for one in WITHDRAWING])


class OutcomeForm(PerhapsTextForm):
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(one.value, one.label) for one in Outcome if one != Outcome.REFERRED_ONWARD],
    )
    field_order = ["outcome", "text"]


class HoldForm(DeedForm):
    hours = forms.ChoiceField(label=_("How long the place is held"), choices=HOURS, initial="24")


@dataclass(frozen=True)
class Deed:
    name: str
    event: Event
    side: Side
    label: Promise
    form: type[DeedForm]
    do: Do
    hint: Promise | str = ""
    is_main: bool = False


def _until(said: dict[str, Any], now: datetime) -> datetime:
    return now + timedelta(hours=int(said["hours"]))


def _accept(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.accept(referral=referral, until=_until(said, now), by=by, now=now)


def _ask(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.ask(referral=referral, text=said["text"], by=by, now=now)


def _list(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.put_on_list(referral=referral, by=by, now=now)


def _decline(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    reason = Reason(said["reason"])
    return answering.decline(referral=referral, reason=reason, text=said["text"], by=by, now=now)


def _extend(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.hold_longer(referral=referral, until=_until(said, now), by=by, now=now)


def _arrive(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.arrive(referral=referral, by=by, now=now)


def _no_show(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.no_show(referral=referral, by=by, now=now)


def _close(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return answering.close(referral=referral, outcome=Outcome(said["outcome"]), text=said["text"], by=by, now=now)


def _tell(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return sending.tell(referral=referral, text=said["text"], by=by, now=now)


def _withdraw(referral: Referral, said: dict[str, Any], by: Acting, now: datetime) -> object:
    return sending.withdraw(referral=referral, reason=Reason(said["reason"]), by=by, now=now)


RECEIVER, SENDER = Side.RECEIVER, Side.SENDER
GIVEN_BACK = _("The place is given back, and what was handed over can no longer be read. This can't be undone.")
DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed("arrive", Event.ARRIVE, RECEIVER, _("They have arrived"), DeedForm, _arrive, is_main=True),
        Deed("accept", Event.ACCEPT, RECEIVER, _("Accept"), HoldForm, _accept, is_main=True),
        Deed("list", Event.PUT_ON_LIST, RECEIVER, _("Put on the waiting list"), DeedForm, _list),
        Deed("ask", Event.ASK, RECEIVER, _("Ask something"), TextForm, _ask),
        Deed("decline", Event.DECLINE, RECEIVER, _("Decline"), DeclineForm, _decline),
        Deed("extend", Event.EXTEND, RECEIVER, _("Hold the place longer"), HoldForm, _extend),
        Deed("close", Event.CLOSE, RECEIVER, _("Say what became of it"), OutcomeForm, _close, GIVEN_BACK),
        Deed("no-show", Event.NO_SHOW, RECEIVER, _("They did not arrive"), DeedForm, _no_show, GIVEN_BACK),
        Deed("tell", Event.TELL, SENDER, _("Answer what was asked"), PerhapsTextForm, _tell, is_main=True),
        Deed("withdraw", Event.WITHDRAW, SENDER, _("Withdraw"), WithdrawForm, _withdraw, GIVEN_BACK),
    )
}


def deeds_for(referral: Referral, side: Side) -> list[Deed]:
    events = possible(State(referral.state), side)
    return [deed for deed in DEEDS.values() if deed.event in events and deed.side == side]
