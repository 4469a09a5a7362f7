"""What the sender does: asks one organisation or several, answers questions, withdraws."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.keys import newest_key
from acogida.accounts.models import Workspace
from acogida.cases.enums import EventCode, NeedStatus, Status
from acogida.cases.journal import happened
from acogida.cases.locking import CHANGEABLE, lock
from acogida.cases.models import Household, Need
from acogida.core.errors import DomainError
from acogida.directory.editing.own import GONE
from acogida.directory.enums import NeedKind, ServiceStatus
from acogida.directory.models import Service, ServiceAtLocation
from acogida.referrals import selectors
from acogida.referrals.enums import OPEN, WITHDRAWING, Event, Reason, Side
from acogida.referrals.models import Referral
from acogida.referrals.services import conversation
from acogida.referrals.transitions import NotNow, Step, apply, locked, step

BEDS = (NeedKind.SHELTER,)
MOST_AT_ONCE = 10


class CantBeAsked(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This service takes no referrals here. Call them."))


class AskedAlready(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This service was asked for the same need already, and has not answered for good."))


class NeedIsNotOpen(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This need is not open any more."))


class Mode(TextChoices):
    AT_ONCE = "AT_ONCE", _("ask all at once; the first that accepts has it")
    IN_ORDER = "IN_ORDER", _("ask one after the other")


@dataclass(frozen=True)
class Target:
    service: Service
    site: ServiceAtLocation | None = None


def send(
    *,
    need: Need,
    service: Service,
    site: ServiceAtLocation | None = None,
    places: int | None = None,
    by: Acting,
    now: datetime,
) -> Referral:
    """`places`: beds that they need; None: one each where the need is shelter, none elsewhere."""
    (referral,) = send_group(need=need, targets=[Target(service, site)], places=places, by=by, now=now)
    return referral


def send_group(
    *,
    need: Need,
    targets: Sequence[Target],
    mode: Mode = Mode.AT_ONCE,
    places: int | None = None,
    by: Acting,
    now: datetime,
) -> list[Referral]:
    """One need to several services. Whoever accepts first ends the others."""
    if not 1 <= len(targets) <= MOST_AT_ONCE:
        raise CantBeAsked
    with step(by=by, now=now) as done:
        household = lock(by, need.household_id, statuses=[Status.OPEN])
        asked = household.needs.filter(pk=need.pk, status=NeedStatus.OPEN).first()
        if asked is None:
            raise NeedIsNotOpen
        group = uuid4()
        sent = [
            _ask(
                asked,
                household,
                target,
                done,
                by=by,
                group=group,
                place_in_order=number if mode == Mode.IN_ORDER else None,
                places=places,
            )
            for number, target in enumerate(targets)
        ]
        done.last.append(lambda: happened(household, EventCode.REFERRED, by=by, now=now, subject=asked.pk))
    return sent


def tell(*, referral: Referral, text: str = "", by: Acting, now: datetime) -> Referral:
    """The answer to what was asked: in the conversation, unless it was given by telephone."""
    with step(by=by, now=now) as done:
        row = ours(referral.pk, by)
        apply(row, Event.TELL, side=Side.SENDER, step=done)
        if text.strip():
            conversation.put(row, Side.SENDER, text, done)
        done.audited(AuditAction.REFERRAL_CHANGED, row.pk)
    return row


def withdraw(*, referral: Referral, reason: Reason = Reason.OTHER, by: Acting, now: datetime) -> Referral:
    """With it ends what the receiver could see. The household's lock comes first, as in everything of the sender."""
    if reason not in WITHDRAWING:
        raise NotNow
    with step(by=by, now=now) as done:
        household = household_of(referral.pk, by)
        row = locked(referral.pk)
        apply(row, Event.WITHDRAW, side=Side.SENDER, step=done, reason=reason)
        done.last.append(lambda: happened(household, EventCode.REFERRAL_WITHDRAWN, by=by, now=now, subject=referral.pk))
    return row


def end_access(*, referral: Referral, by: Acting, now: datetime) -> Referral:
    """Of who has arrived: the receiver sees nothing more of them, and they stay where they are."""
    with step(by=by, now=now) as done:
        row = ours(referral.pk, by)
        apply(row, Event.END_ACCESS, side=Side.SENDER, step=done)
        done.audited(AuditAction.REFERRAL_WITHDRAWN, row.pk)
    return row


def ours(referral_id: UUID, by: Acting) -> Referral:
    """Locked. Raises DoesNotExist when it isn't theirs."""
    if not selectors.sent_by(by).filter(pk=referral_id).exists():
        raise Referral.DoesNotExist
    return locked(referral_id)


def household_of(referral_id: UUID, by: Acting) -> Household:
    """Locked, also when it was merged into another file since."""
    found = selectors.sent_by(by).get(pk=referral_id)
    if found.household_id is None:
        raise NotNow
    return lock(by, found.household_id, statuses=(*CHANGEABLE, Status.MERGED))


def check_can_be_asked(service: Service, site: ServiceAtLocation | None, senders: Collection[UUID]) -> Workspace:
    """Whose workspace it goes to: never back to one of those it comes from."""
    receiver = Workspace.objects.exclude(pk__in=senders).filter(pk=service.organization_id).first()
    closed = service.status in {*GONE, ServiceStatus.TEMPORARILY_CLOSED}
    elsewhere = site is not None and (site.service_id != service.pk or not site.is_listed)
    if receiver is None or newest_key(receiver) is None or closed or elsewhere:
        raise CantBeAsked
    return receiver


def _ask(
    need: Need,
    household: Household,
    target: Target,
    done: Step,
    *,
    by: Acting,
    group: UUID,
    place_in_order: int | None,
    places: int | None,
) -> Referral:
    """One referral, under the lock of the household."""
    receiver = check_can_be_asked(target.service, target.site, [by.workspace.pk])
    if Referral.objects.filter(need=need, service=target.service, state__in=OPEN).exists():
        raise AskedAlready
    if places is None and need.kind in BEDS:
        places = 1 if need.member_id else household.members.count()
    referral = Referral.objects.create(
        household=household,
        need=need,
        sender=by.workspace,
        sent_by=by.user,
        receiver=receiver,
        service=target.service,
        site=target.site,
        need_kind=need.kind,
        urgency=need.urgency,
        places=places,
        from_date=need.from_date,
        until_date=need.until_date,
        state_at=done.now,
        created_at=done.now,
        group=group,
        place_in_order=place_in_order,
    )
    return apply(referral, Event.QUEUE if place_in_order else Event.SEND, side=Side.SENDER, step=done)
