"""What a household's own end, or that of a consent, does to its referrals: in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from acogida.accounts.acting import Acting
from acogida.cases.models import Consent, Household, Share
from acogida.referrals.enums import OPEN, Event, Reason, Side, State
from acogida.referrals.models import HandOver, Message, Receipt, Referral
from acogida.referrals.transitions import Step, apply, locked_all, step


def file_is_erased(households: Collection[Household], by: Acting | None, now: datetime) -> None:
    """Nothing of them stays with anybody: the offers are emptied also where it is over, and what the person could open
    with their receipt is closed."""
    whole = Referral.objects.filter(household__in=[one.pk for one in households])
    with step(by=None, now=now) as done:
        _end(whole.filter(state__in=OPEN), Reason.FILE_ERASED, done)
    Receipt.objects.filter(referrals__in=whole).delete()
    HandOver.objects.filter(referral__in=whole).delete()
    Message.objects.filter(referral__in=whole).delete()
    whole.update(offer={})


def consents_are_withdrawn(consents: Collection[Consent], by: Acting, now: datetime) -> None:
    """Those that rest on one of them, also where they are waiting for their turn, and those whose hand-over does."""
    sharing = Share.objects.filter(consent__in=consents, referral__isnull=False).values("referral")
    resting = Referral.objects.filter(Q(consent__in=consents) | Q(pk__in=sharing), state__in=OPEN)
    with step(by=None, now=now) as done:
        _end(resting, Reason.CONSENT_ENDED, done)


def end_of_consent(referral: Referral, done: Step, reason: Reason) -> None:
    """Under the lock of the referral. Who has arrived stays where they are: only what was told of them is closed."""
    event = Event.END_ACCESS if referral.state == State.ARRIVED else Event.WITHDRAW
    apply(referral, event, side=Side.NODE, step=done, reason=reason)


def _end(referrals: QuerySet[Referral], reason: Reason, done: Step) -> None:
    """All are locked before the first is touched: who gives back a room waits for nobody's referral after it."""
    for one in locked_all(referrals):
        row = Referral.objects.get(pk=one.pk)  # an alternative may have changed with one before
        if row.state in OPEN:
            end_of_consent(row, done, reason)
