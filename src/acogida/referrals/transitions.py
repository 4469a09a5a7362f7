"""The one place where a referral changes its state: a row of the table, its guard, its effects, its event."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.models import User, Workspace
from acogida.core.errors import DomainError
from acogida.directory.models import Capacity
from acogida.referrals import access, deadlines, letters, needed, offers, places
from acogida.referrals.consent import NoConsent, required
from acogida.referrals.enums import OPEN, Event, LetterKind, Outcome, Reason, Side, State
from acogida.referrals.line import in_line
from acogida.referrals.models import Referral, ReferralEvent
from acogida.referrals.states import BY_PAIR, Row

NOBODY_ELSE = (Reason.NOT_WANTED, Reason.CANT_COME, Reason.FOUND_ELSEWHERE)


class NotNow(DomainError):
    """Somebody else was quicker, or it is not theirs to do."""

    def __init__(self) -> None:
        super().__init__(_("The state of this referral has changed. Load the page again."))


@dataclass
class Step:
    """What is done in one transaction, by whom, and what is left to its end: letters, then the audit log, which all of
    a workspace wait for."""

    by: Acting | None
    now: datetime
    wanted: list[letters.Wanted] = field(default_factory=list)
    last: list[Callable[[], object]] = field(default_factory=list)
    services_with_room: set[UUID] = field(default_factory=set)

    def letter(self, kind: LetterKind, workspace: Workspace, begun_by: User | None = None) -> None:
        self.wanted.append((kind, workspace, begun_by))

    def audited(self, action: AuditAction, subject: UUID) -> None:
        by = self.by
        if by is not None:
            self.last.append(
                lambda: audit.record(by=by, action=action, workspace=by.workspace, subject=subject, now=self.now)
            )


@dataclass
class Doing:
    """One transition, as its effects see it."""

    referral: Referral
    row: Row
    side: Side
    step: Step
    capacity: Capacity | None
    until: datetime | None

    @property
    def now(self) -> datetime:
        return self.step.now


@contextmanager
def step(*, by: Acting | None, now: datetime) -> Iterator[Step]:
    with transaction.atomic():
        found = Step(by, now)
        yield found
        for service_id in sorted(found.services_with_room):
            offer_room(service_id, found)
        letters.write(found.wanted, now=now)
        for work in found.last:
            work()


def locked(referral_id: UUID) -> Referral:
    """With all alternatives for the same need."""
    found = locked_all(Referral.objects.filter(pk=referral_id))
    if not found:
        raise Referral.DoesNotExist
    return found[0]


def locked_all(referrals: QuerySet[Referral]) -> list[Referral]:
    """With their alternatives, in the order of their ids, so that nobody waits in a circle."""
    ids = set(referrals.order_by().values_list("pk", flat=True))
    groups = Referral.objects.filter(pk__in=ids).order_by().values("group")
    rows = Referral.objects.filter(group__in=groups).order_by("pk").select_for_update(no_key=True)
    return [row for row in rows if row.pk in ids]


def apply(
    referral: Referral,
    event: Event,
    *,
    side: Side,
    step: Step,
    reason: Reason | None = None,
    outcome: Outcome | None = None,
    capacity: Capacity | None = None,
    until: datetime | None = None,
) -> Referral:
    """Under the lock of the referral."""
    before = State(referral.state)
    row = BY_PAIR.get((before, event))
    if row is None or side not in row.sides:
        raise NotNow
    doing = Doing(referral, row, side, step, capacity, until)
    if row.guard:
        GUARDS[row.guard](doing)
    if row.target != before:
        referral.state, referral.state_at = row.target, step.now
    referral.reason = reason or referral.reason
    referral.outcome = outcome or referral.outcome
    for effect in row.effects:
        EFFECTS[effect](doing)
    if row.target != before or event == Event.EXTEND:
        deadlines.restart(referral, before=before, now=step.now)
    referral.save()
    ReferralEvent.objects.create(
        referral=referral,
        number=referral.events.count() + 1,
        source=before,
        event=event,
        target=row.target,
        side=side,
        by=step.by.user if step.by else None,
        at=step.now,
    )
    return referral


def offer_room(service_id: UUID, step: Step) -> Referral | None:
    """To the first on the waiting list for whom there is enough beside what others were offered and have not answered.
    Whoever somebody works on at this moment is passed over: waiting for them, while they wait for the room, would be
    a circle."""
    offered = Referral.objects.filter(service=service_id, state=State.RECEIVED, waiting_since__isnull=False)
    spoken_for = sum(places or 1 for places in offered.values_list("places", flat=True))
    waiting = Referral.objects.filter(service=service_id, state=State.WAITING)
    for one in in_line(waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))):
        rows = places.counted_for(one).filter(available__gte=spoken_for + (one.places or 1))
        if rows.exists() and _done_or_ended(one, Event.ROOM, step):
            return one
    return None


def _done_or_ended(referral: Referral, event: Event, step: Step) -> bool:
    """By the node. Who no longer agrees, or needs it, is asked for no more."""
    reason = needed.why_not(referral)
    if reason is None:
        try:
            apply(referral, event, side=Side.NODE, step=step)
        except NoConsent:
            reason = Reason.CONSENT_ENDED
        else:
            return True
    apply(referral, Event.WITHDRAW, side=Side.NODE, step=step, reason=reason)
    return False


def _consent(doing: Doing) -> None:
    doing.referral.consent = required(doing.referral, doing.now)


def _write_offer(doing: Doing) -> None:
    referral = doing.referral
    if referral.household is None or referral.need is None:
        raise NoConsent
    referral.offer, referral.sent_at = offers.made(referral.household, referral.need), doing.now


def _forget_offer(doing: Doing) -> None:
    doing.referral.offer = {}


def _join_list(doing: Doing) -> None:
    doing.referral.waiting_since = doing.referral.waiting_since or doing.now


def _take_room(doing: Doing) -> None:
    referral, now = doing.referral, doing.now
    referral.hold_until = doing.until or now + deadlines.time_to_hold(deadlines.rules_of(referral.receiver))
    places.hold(referral, doing.capacity, now=now)


def _hold_longer(doing: Doing) -> None:
    doing.referral.hold_until = doing.until or doing.now + deadlines.HOLD


def _stay(doing: Doing) -> None:
    places.stay(doing.referral, now=doing.now)


def _give_back_room(doing: Doing) -> None:
    if places.give_back(doing.referral, now=doing.now) and doing.referral.service_id:
        doing.step.services_with_room.add(doing.referral.service_id)


def _end_access(doing: Doing) -> None:
    access.end(doing.referral, now=doing.now)


def _others(referral: Referral) -> list[Referral]:
    rows = Referral.objects.filter(group=referral.group, state__in=OPEN).exclude(pk=referral.pk)
    return list(rows.order_by("place_in_order", "pk"))


def _withdraw_others(doing: Doing, reason: Reason = Reason.ANOTHER_ACCEPTED) -> None:
    for other in _others(doing.referral):
        apply(other, Event.WITHDRAW, side=Side.NODE, step=doing.step, reason=reason)


def _end_group(doing: Doing) -> None:
    """They don't want it any more: from nobody. Else the next is asked, if one was waiting for its turn."""
    reason = Reason(doing.referral.reason)
    if reason in NOBODY_ELSE and doing.side != Side.NODE:
        _withdraw_others(doing, reason)
    elif reason == Reason.CONSENT_ENDED or doing.side != Side.NODE:
        _call_next(doing)


def _call_next(doing: Doing) -> None:
    """The next in line. Who was referred onward is followed by that one."""
    if doing.referral.outcome == Outcome.REFERRED_ONWARD:
        return
    for other in _others(doing.referral):
        if other.state == State.QUEUED and _done_or_ended(other, Event.SEND, doing.step):
            return


def _tell_receiver(doing: Doing) -> None:
    kind = LetterKind.NEW if doing.row.event == Event.SEND else LetterKind.ANSWERED
    doing.step.letter(kind, doing.referral.receiver)


def _tell_receiver_of_room(doing: Doing) -> None:
    doing.step.letter(LetterKind.ROOM, doing.referral.receiver)


def _tell_sender(doing: Doing) -> None:
    if doing.side != Side.NODE:  # they answered
        doing.step.letter(LetterKind.ANSWERED, doing.referral.sender, doing.referral.sent_by)


def _tell_sender_it_is_back(doing: Doing) -> None:
    doing.step.letter(LetterKind.RETURNED, doing.referral.sender, doing.referral.sent_by)


def _tell_sender_if_not_theirs(doing: Doing) -> None:
    if doing.side == Side.PERSON:
        _tell_sender_it_is_back(doing)


def _tell_both(doing: Doing) -> None:
    _tell_sender_it_is_back(doing)
    doing.step.letter(LetterKind.MESSAGE, doing.referral.receiver)


GUARDS: Mapping[str, Callable[[Doing], None]] = {"consent": _consent}
EFFECTS: Mapping[str, Callable[[Doing], None]] = {
    "write_offer": _write_offer,
    "forget_offer": _forget_offer,
    "join_list": _join_list,
    "take_room": _take_room,
    "hold_longer": _hold_longer,
    "stay": _stay,
    "give_back_room": _give_back_room,
    "end_access": _end_access,
    "withdraw_others": _withdraw_others,
    "call_next": _call_next,
    "end_group": _end_group,
    "tell_receiver": _tell_receiver,
    "tell_receiver_of_room": _tell_receiver_of_room,
    "tell_sender": _tell_sender,
    "tell_sender_it_is_back": _tell_sender_it_is_back,
    "tell_sender_if_not_theirs": _tell_sender_if_not_theirs,
    "tell_both": _tell_both,
}
