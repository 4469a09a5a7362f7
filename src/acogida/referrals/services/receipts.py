"""A printed code, and what it opens for the person who holds it: without account, without name, and with the power to
say that they don't come. A wrong code and one that is over look alike."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.core import crypto
from acogida.core.errors import DomainError
from acogida.referrals import person, receipt_codes, receipt_keys, selectors
from acogida.referrals.enums import OPEN, UNSEEN, Event, LetterKind, Reason, Side, State
from acogida.referrals.models import ForPerson, Receipt, Referral
from acogida.referrals.person import Answer, ReceiptEntry, ReceiptView, Standing, TextForPerson
from acogida.referrals.receipt_keys import LASTS as LASTS
from acogida.referrals.receipt_keys import OpenedReceipt
from acogida.referrals.services import conversation
from acogida.referrals.transitions import NotNow, apply, locked, step

LONGEST_TEXT = 2000
PURPOSE = "text for a person"
TO_BE_WRITTEN_OF = (*OPEN, State.CLOSED, State.NO_SHOW)  # elsewhere the receiver has no part in it any more
_EVENTS = {
    Answer.CANT_COME: (Event.WITHDRAW, Reason.CANT_COME),
    Answer.NO_LONGER: (Event.WITHDRAW, Reason.NOT_WANTED),
    Answer.NO_HELP: (Event.NO_HELP, None),
}
_FIRST = (Standing.EXPECTED, Standing.HERE, Standing.ASKED, Standing.WAITING)
_ORDER = [*_FIRST, *(one for one in Standing if one not in _FIRST)]


class NoReceipt(DomainError):
    def __init__(self) -> None:
        super().__init__(_("They have no receipt yet, so nothing can be written for them."))


class NotOneHousehold(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A receipt is for the referrals of one household."))


class TextIsEmptyOrTooLong(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Write something short for the person."))


@dataclass(frozen=True)
class GivenReceipt:
    receipt: Receipt
    code: str = field(repr=False)  # to be printed now: nobody can show it again


def give_receipt(*, referrals: Collection[Referral], by: Acting, now: datetime) -> GivenReceipt:
    """By the sender, for referrals of one household and all their alternatives. A receipt that they had is void."""
    code = receipt_codes.new_code()
    secret = receipt_keys.secret_of(code)
    with step(by=by, now=now) as done:
        rows = list(selectors.sent_by(by).filter(pk__in=[one.pk for one in referrals]))
        households = {row.household_id for row in rows}
        if len(rows) < len({one.pk for one in referrals}) or not rows:
            raise Referral.DoesNotExist
        if len(households) > 1 or None in households:
            raise NotOneHousehold
        every = Referral.objects.filter(group__in={row.group for row in rows})
        Receipt.objects.filter(referrals__in=every).delete()
        receipt = receipt_keys.new_receipt(secret=secret, workspace=by.workspace, now=now)
        Referral.objects.filter(group__in={row.group for row in rows}).update(receipt=receipt)
        done.audited(AuditAction.RECEIPT_MADE, rows[0].pk)
    return GivenReceipt(receipt, receipt_codes.grouped(code))


def tell_person(*, referral: Referral, text: str, by: Acting, now: datetime) -> ForPerson:
    """Whom to ask for, what to bring, the way to a place that is not public. By either side; only the code opens it."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise TextIsEmptyOrTooLong
    found, side = selectors.get_for(by, referral.pk)
    with step(by=by, now=now) as done:
        row = locked(found.pk)
        if row.receipt is None:
            raise NoReceipt
        if row.state in UNSEEN:
            raise NotNow
        pk = uuid4()
        context = crypto.context(PURPOSE, row.pk, pk)
        sealed = crypto.seal(bytes(row.receipt.public), crypto.pad(text.encode()), context=context)
        made = ForPerson.objects.create(pk=pk, referral=row, receipt=row.receipt, side=side, sealed=sealed, at=now)
        done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return made


def view_of(opened: OpenedReceipt) -> ReceiptView:
    receipt = opened.receipt
    rows = _shown(receipt).select_related("receiver", "service", "site__location")
    entries = [_entry(row, receipt, opened.private) for row in rows]
    return ReceiptView(
        entries=tuple(sorted(entries, key=lambda one: _ORDER.index(one.standing))),
        given_by=receipt.workspace.name if receipt.workspace else "",
        expires_at=receipt.expires_at,
    )


def answer(*, opened: OpenedReceipt, referral_id: UUID, said: Answer, now: datetime) -> bool:
    """Whether it was taken. False: it can't be said of this one, or no longer."""
    with step(by=None, now=now) as done:
        found = _shown(opened.receipt).filter(pk=referral_id).first()
        if found is None:
            return False
        row = locked(found.pk)
        if said not in person.answers(row.state):
            return False
        event, reason = _EVENTS[said]
        apply(row, event, side=Side.PERSON, step=done, reason=reason)
    return True


def write_as_person(*, opened: OpenedReceipt, referral_id: UUID, text: str, now: datetime) -> bool:
    """A message to both organisations, sealed to both as it comes in. False as above."""
    with step(by=None, now=now) as done:
        found = _shown(opened.receipt).filter(pk=referral_id).first()
        if found is None:
            return False
        row = locked(found.pk)
        if row.state not in TO_BE_WRITTEN_OF:
            return False
        conversation.put(row, Side.PERSON, text, done)
        done.letter(LetterKind.MESSAGE, row.sender, row.sent_by)
        done.letter(LetterKind.MESSAGE, row.receiver)
    return True


def forget_expired(*, now: datetime) -> int:
    """For the worker, once a day."""
    return Receipt.objects.filter(expires_at__lte=now).delete()[1].get(Receipt._meta.label, 0)


def _shown(receipt: Receipt) -> QuerySet[Referral]:
    """Not those that were never asked, nor those that only another one made superfluous."""
    rows = receipt.referrals.exclude(state__in=UNSEEN).exclude(reason=Reason.ANOTHER_ACCEPTED)
    return rows.order_by("-state_at", "pk")


def _entry(referral: Referral, receipt: Receipt, private: bytes) -> ReceiptEntry:
    texts = []
    for kept in referral.for_person.filter(receipt=receipt).order_by("at", "pk"):
        context = crypto.context(PURPOSE, referral.pk, kept.pk)
        plain = crypto.unpad(crypto.unseal(private, bytes(kept.sealed), context=context))
        texts.append(TextForPerson(Side(kept.side), kept.at, plain.decode()))
    return ReceiptEntry(
        id=referral.pk,
        standing=person.standing(referral.state, referral.outcome, was_accepted=referral.hold_until is not None),
        need_kind=referral.need_kind,
        organization=referral.receiver.name,
        service=referral.service,
        site=referral.site,
        answer_by=referral.answer_by,
        expected_until=referral.hold_until if referral.state in {State.ACCEPTED, State.HANDED_OVER} else None,
        from_date=referral.from_date,
        until_date=referral.until_date,
        texts=tuple(texts),
        answers=person.answers(referral.state),
    )
