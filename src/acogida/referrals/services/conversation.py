"""What the two organisations write to each other on a referral, and what a person writes to both: sealed to both."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.keys import newest_key
from acogida.accounts.models import User
from acogida.cases.keyring import KeyRing, lend_key, seal_with
from acogida.core.errors import DomainError
from acogida.referrals import selectors
from acogida.referrals.deadlines import consent_is_over
from acogida.referrals.enums import OPEN, UNSEEN, LetterKind, Side
from acogida.referrals.models import ConversationKey, Message, Referral
from acogida.referrals.transitions import NotNow, Step, locked, step

PURPOSE = "referral message"
LONGEST = 4000


class MessageIsEmpty(DomainError):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Write something first."))


class MessageIsTooLong(DomainError):
    def __init__(self) -> None:
        super().__init__(_("At most %(count)d characters fit here.") % {"count": LONGEST})


@dataclass(frozen=True)
class Said:
    side: Side
    by: User | None  # None: the person
    at: datetime
    text: str = field(repr=False)


def write(*, referral: Referral, text: str, by: Acting, now: datetime) -> Message:
    """By either side, as long as the referral is open. The other is told that there is something."""
    found, side = selectors.get_for(by, referral.pk)
    with step(by=by, now=now) as done:
        row = locked(found.pk)
        message = put(row, side, text, done)
        if side == Side.SENDER:
            done.letter(LetterKind.MESSAGE, row.receiver)
        else:
            done.letter(LetterKind.MESSAGE, row.sender, row.sent_by)
        done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return message


def messages_of(referral: Referral, by: Acting, now: datetime) -> list[Said]:
    """The oldest first. What can no longer be opened by this side is not there."""
    found, side = selectors.get_for(by, referral.pk)
    rows = found.messages.select_related("key", "by").order_by("at", "pk")
    if side == Side.RECEIVER:
        if consent_is_over(found, now):  # the last day of consent is, and the worker has not come by yet
            return []
        rows = rows.filter(key__ended_at=None)
    messages = list(rows)
    ring = KeyRing(by, {one.key.household_id for one in messages})
    return [_said(one, side, ring) for one in messages]


def put(referral: Referral, side: Side, text: str, done: Step) -> Message:
    """Under the lock of the referral."""
    text = text.strip()
    if not text:
        raise MessageIsEmpty
    if len(text) > LONGEST:
        raise MessageIsTooLong
    if referral.state not in OPEN and side != Side.PERSON or referral.state in UNSEEN or not referral.household_id:
        raise NotNow
    pk = uuid4()
    if side == Side.PERSON or done.by is None:
        key, secret = _new_key(referral, done.now, is_of_person=True)
        sealed = seal_with(secret, text.encode(), PURPOSE, referral.pk, pk)
    else:
        key = _shared_key(referral, done.now)
        ring = KeyRing(done.by, [key.household_id])
        sealed = ring.seal(_id_for(side, key), text.encode(), PURPOSE, referral.pk, pk)
    by = done.by.user if done.by and side != Side.PERSON else None
    return Message.objects.create(pk=pk, referral=referral, key=key, side=side, by=by, at=done.now, sealed=sealed)


def _shared_key(referral: Referral, now: datetime) -> ConversationKey:
    sender, receiver = newest_key(referral.sender), newest_key(referral.receiver)
    if sender is None or receiver is None or referral.household_id is None:
        raise NotNow
    found = referral.conversation_keys.filter(
        is_of_person=False,
        ended_at=None,
        household_id=referral.household_id,
        sender_version=sender.version,
        receiver_version=receiver.version,
    ).last()
    return found or _new_key(referral, now)[0]


def _new_key(referral: Referral, now: datetime, *, is_of_person: bool = False) -> tuple[ConversationKey, bytes]:
    if referral.household_id is None:
        raise NotNow
    both = [referral.sender, referral.receiver]
    lent = lend_key(household_id=referral.household_id, workspaces=both, now=now)
    key = ConversationKey.objects.create(
        referral=referral,
        household_id=referral.household_id,
        sender_key_id=lent.ids[referral.sender_id],
        receiver_key_id=lent.ids[referral.receiver_id],
        sender_version=lent.versions[referral.sender_id],
        receiver_version=lent.versions[referral.receiver_id],
        is_of_person=is_of_person,
        created_at=now,
    )
    return key, lent.key


def _id_for(side: Side, key: ConversationKey) -> UUID:
    return key.sender_key_id if side == Side.SENDER else key.receiver_key_id


def _said(message: Message, reader: Side, ring: KeyRing) -> Said:
    opened = ring.open(_id_for(reader, message.key), bytes(message.sealed), PURPOSE, message.referral_id, message.pk)
    return Said(Side(message.side), message.by, message.at, opened.decode())
