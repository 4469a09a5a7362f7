"""What the receiver does, from opening a referral to saying what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.core.errors import DomainError
from acogida.directory.models import Capacity
from acogida.referrals import deadlines, selectors
from acogida.referrals.enums import DECLINING, Event, Outcome, Reason, Side, State
from acogida.referrals.models import Referral
from acogida.referrals.services import conversation
from acogida.referrals.transitions import NotNow, Step, apply, locked, step


class HeldTooLong(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A place can be held for two weeks at most, and not into the past."))


def open_referral(*, referral: Referral, by: Acting, now: datetime) -> Referral:
    """When its page is opened. Whatever it is already, it stays."""
    with _theirs(referral, by, now) as (row, done):
        if row.state == State.SENT:
            apply(row, Event.OPEN, side=Side.RECEIVER, step=done)
            done.audited(AuditAction.REFERRAL_OPENED, row.pk)
    return row


def ask(*, referral: Referral, text: str, by: Acting, now: datetime) -> Referral:
    """The question is sealed to both; it must be there."""
    with _theirs(referral, by, now) as (row, done):
        apply(row, Event.ASK, side=Side.RECEIVER, step=done)
        conversation.put(row, Side.RECEIVER, text, done)
        done.audited(AuditAction.REFERRAL_ANSWERED, row.pk)
    return row


def put_on_list(*, referral: Referral, by: Acting, now: datetime) -> Referral:
    return _answer(referral, Event.PUT_ON_LIST, by, now)


def accept(
    *,
    referral: Referral,
    capacity: Capacity | None = None,
    until: datetime | None = None,
    by: Acting,
    now: datetime,
) -> Referral:
    """Takes the room in the same transaction, of the row that is named or of the first that has enough. Raises NoRoom;
    where nobody knows how many are free, it is held without being counted. `until`: how long they are waited for."""
    _check_until(until, now)
    with _theirs(referral, by, now) as (row, done):
        apply(row, Event.ACCEPT, side=Side.RECEIVER, step=done, capacity=capacity, until=until)
        done.audited(AuditAction.REFERRAL_ANSWERED, row.pk)
    return row


def decline(*, referral: Referral, reason: Reason, text: str = "", by: Acting, now: datetime) -> Referral:
    """`text` only the two sides can read."""
    if reason not in DECLINING:
        raise NotNow
    with _theirs(referral, by, now) as (row, done):
        if text.strip():
            conversation.put(row, Side.RECEIVER, text, done)
        apply(row, Event.DECLINE, side=Side.RECEIVER, step=done, reason=reason)
        done.audited(AuditAction.REFERRAL_ANSWERED, row.pk)
    return row


def hold_longer(*, referral: Referral, until: datetime, by: Acting, now: datetime) -> Referral:
    _check_until(until, now)
    with _theirs(referral, by, now) as (row, done):
        apply(row, Event.EXTEND, side=Side.RECEIVER, step=done, until=until)
        done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return row


def arrive(*, referral: Referral, by: Acting, now: datetime) -> Referral:
    """One tap at the door. Twice is once."""
    with _theirs(referral, by, now) as (row, done):
        if row.state != State.ARRIVED:
            apply(row, Event.ARRIVE, side=Side.RECEIVER, step=done)
            done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return row


def no_show(*, referral: Referral, by: Acting, now: datetime) -> Referral:
    return _answer(referral, Event.NO_SHOW, by, now, reason=Reason.DID_NOT_COME)


def close(*, referral: Referral, outcome: Outcome, text: str = "", by: Acting, now: datetime) -> Referral:
    """What became of it; where they stayed, this is the check-out."""
    with _theirs(referral, by, now) as (row, done):
        if text.strip():
            conversation.put(row, Side.RECEIVER, text, done)
        apply(row, Event.CLOSE, side=Side.RECEIVER, step=done, outcome=outcome)
        done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return row


def _answer(referral: Referral, event: Event, by: Acting, now: datetime, *, reason: Reason | None = None) -> Referral:
    with _theirs(referral, by, now) as (row, done):
        apply(row, event, side=Side.RECEIVER, step=done, reason=reason)
        done.audited(AuditAction.REFERRAL_ANSWERED, row.pk)
    return row


@contextmanager
def _theirs(referral: Referral, by: Acting, now: datetime) -> Iterator[tuple[Referral, Step]]:
    with step(by=by, now=now) as done:
        yield theirs(referral.pk, by), done


def theirs(referral_id: UUID, by: Acting) -> Referral:
    """Locked. Raises DoesNotExist when it was not sent to them."""
    if not selectors.received_by(by).filter(pk=referral_id).exists():
        raise Referral.DoesNotExist
    return locked(referral_id)


def _check_until(until: datetime | None, now: datetime) -> None:
    if until is not None and not now < until <= now + deadlines.LONGEST_HOLD:
        raise HeldTooLong
