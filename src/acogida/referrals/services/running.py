"""What the node does by itself when a moment has come. Several workers at once are safe: whoever has the lock does
it, the others pass on; killed anywhere, it is done by the next, once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from acogida.referrals import deadlines
from acogida.referrals.deadlines import Deed
from acogida.referrals.enums import Event, LetterKind, Reason, Side, State
from acogida.referrals.models import Referral
from acogida.referrals.services.ending import end_of_consent
from acogida.referrals.transitions import Step, apply, offer_room, step


def due(*, now: datetime, limit: int = 100) -> list[UUID]:
    """Those that wait for the node, the longest first."""
    rows = Referral.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def act(referral_id: UUID, *, now: datetime) -> bool:
    """The one thing that is due, with all that follows from it, in one transaction. False: nothing was, or somebody
    else is at it. Asked again, it does the next."""
    with step(by=None, now=now) as done:
        referral = _locked_if_free(referral_id)
        if referral is None or referral.due_at is None or referral.due_at > now:
            return False
        if deadlines.consent_is_over(referral, now):
            _end_with_consent(referral, done)
            return True
        moments = deadlines.moments_of(referral)
        if referral.step < len(moments):
            deed = moments[referral.step][1]
            referral.step += 1
            DEEDS[deed](referral, done)
        if referral.due_at is not None and referral.due_at <= now:  # it stayed in its state: on to the next moment
            deadlines.schedule(referral, now=now)
            referral.save(update_fields=["step", "due_at"])
    return True


def offer_rooms(*, now: datetime) -> int:
    """Where somebody told of room without a place being given back (a tap, a count): the first in line is offered it.
    How many were."""
    waiting = Referral.objects.filter(state=State.WAITING, service__isnull=False)
    offered = 0
    for service_id in list(waiting.order_by("service").values_list("service", flat=True).distinct()):
        with step(by=None, now=now) as done:
            offered += offer_room(service_id, done) is not None
    return offered


def _locked_if_free(referral_id: UUID) -> Referral | None:
    """With its alternatives. None when any of them is being worked on."""
    groups = Referral.objects.filter(pk=referral_id).values("group")
    every = Referral.objects.filter(group__in=groups)
    rows = list(every.order_by("pk").select_for_update(skip_locked=True, no_key=True))
    if len(rows) < every.count():
        return None
    return next((row for row in rows if row.pk == referral_id), None)


def _end_with_consent(referral: Referral, done: Step) -> None:
    if referral.state == State.QUEUED:
        apply(referral, Event.EXPIRE, side=Side.NODE, step=done, reason=Reason.CONSENT_ENDED)
        return
    end_of_consent(referral, done, Reason.CONSENT_ENDED)
    if referral.state != State.ARRIVED:
        done.letter(LetterKind.RETURNED, referral.sender, referral.sent_by)
    else:
        referral.consent = None  # there is nothing left for it to end
        deadlines.schedule(referral, now=done.now)
        referral.save(update_fields=["consent", "due_at"])


def _remind(referral: Referral, done: Step) -> None:
    """Both: whose turn it is, and who waits for them."""
    done.letter(LetterKind.REMINDER, referral.receiver)
    done.letter(LetterKind.REMINDER, referral.sender, referral.sent_by)


def _tell_overdue(referral: Referral, done: Step) -> None:
    done.letter(LetterKind.OVERDUE, referral.receiver)
    done.letter(LetterKind.OVERDUE, referral.sender, referral.sent_by)


def _tell_lapsing(referral: Referral, done: Step) -> None:
    done.letter(LetterKind.HOLD_LAPSES, referral.receiver)
    done.letter(LetterKind.HOLD_LAPSES, referral.sender, referral.sent_by)


def _ask_outcome(referral: Referral, done: Step) -> None:
    done.letter(LetterKind.OUTCOME_MISSING, referral.receiver)


def _expire(referral: Referral, done: Step) -> None:
    if referral.state in {State.RECEIVED, State.MORE_INFORMATION} and deadlines.has_place_in_line(referral, done.now):
        apply(referral, Event.PUT_ON_LIST, side=Side.NODE, step=done)
        return
    came = referral.state in {State.ACCEPTED, State.HANDED_OVER}
    reason = Reason.DID_NOT_COME if came else Reason.NO_ANSWER
    apply(referral, Event.EXPIRE, side=Side.NODE, step=done, reason=reason)


DEEDS: Mapping[Deed, Callable[[Referral, Step], None]] = {
    Deed.REMIND: _remind,
    Deed.TELL_OVERDUE: _tell_overdue,
    Deed.TELL_LAPSING: _tell_lapsing,
    Deed.ASK_OUTCOME: _ask_outcome,
    Deed.EXPIRE: _expire,
}
