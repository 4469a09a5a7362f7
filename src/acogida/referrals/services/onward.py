"""Whoever can't help, or not with everything, asks the next one in the name of the organisation that holds the file."""

from datetime import datetime

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases.enums import NeedStatus, Status
from acogida.cases.models import Household
from acogida.directory.models import Service, ServiceAtLocation
from acogida.referrals import selectors
from acogida.referrals.enums import DECLINING, EXPECTED, OPEN, Event, Outcome, Reason, Side, State
from acogida.referrals.models import Referral
from acogida.referrals.services.sending import AskedAlready, NeedIsNotOpen, check_can_be_asked
from acogida.referrals.transitions import NotNow, Step, apply, locked, step


def refer_onward(
    *,
    referral: Referral,
    service: Service,
    site: ServiceAtLocation | None = None,
    reason: Reason = Reason.NO_CAPACITY,
    by: Acting,
    now: datetime,
) -> Referral:
    """By the receiver. Its own part ends (`reason`, where it had not accepted), and with it all it could see; consent
    has to cover the next one. The new referral is the first sender's: that one holds the file, and hands over. It is
    one more alternative beside those that were asked already, in the place of the one that ends."""
    seen = selectors.received_by(by).get(pk=referral.pk)
    with step(by=by, now=now) as done:
        # First the household, as in everything of the sender: consent withdrawn at this moment finds both or none.
        households = Household.objects.select_for_update(no_key=True).filter(status=Status.OPEN)
        household = households.filter(referrals=seen).first()
        row = locked(referral.pk)
        if household is None or row.need is None or row.need.status != NeedStatus.OPEN:
            raise NeedIsNotOpen
        receiver = check_can_be_asked(service, site, [row.sender_id, row.receiver_id])
        if Referral.objects.filter(need=row.need, service=service, state__in=OPEN).exists():
            raise AskedAlready
        _end_own_part(row, reason, done)
        new = Referral.objects.create(
            household=household,
            need=row.need,
            sender=row.sender,
            sent_by=row.sent_by,
            receiver=receiver,
            service=service,
            site=site,
            need_kind=row.need_kind,
            urgency=row.urgency,
            places=row.places,
            from_date=row.from_date,
            until_date=row.until_date,
            state_at=now,
            created_at=now,
            group=row.group,
            place_in_order=row.place_in_order,
            previous=row,
            receipt=row.receipt,
        )
        apply(new, Event.SEND, side=Side.NODE, step=done)
        done.audited(AuditAction.REFERRAL_ANSWERED, row.pk)
    return new


def _end_own_part(referral: Referral, reason: Reason, done: Step) -> None:
    if referral.state in {*EXPECTED, State.ARRIVED}:
        apply(referral, Event.CLOSE, side=Side.RECEIVER, step=done, outcome=Outcome.REFERRED_ONWARD)
    elif reason in DECLINING:
        apply(referral, Event.DECLINE, side=Side.RECEIVER, step=done, reason=reason, outcome=Outcome.REFERRED_ONWARD)
    else:
        raise NotNow
