"""What the two sides may see. What is not theirs is not there. Nothing here opens a seal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from acogida.accounts.acting import Acting
from acogida.accounts.models import Workspace
from acogida.cases.enums import NeedStatus
from acogida.cases.models import Household
from acogida.cases.perms import may_work_with_households
from acogida.cases.selectors import file_of
from acogida.directory.models import Capacity, Service
from acogida.referrals.enums import EXPECTED, OVER, TO_ANSWER, UNSEEN, HoldState, Reason, Side, State
from acogida.referrals.line import in_line
from acogida.referrals.models import HandOver, Hold, Referral, ReferralEvent

SOON = timedelta(hours=12)  # whom to expect tonight
WITH = ("sender", "receiver", "service", "site__location")


def sent_by(by: Acting) -> QuerySet[Referral]:
    """The last changed first."""
    if not may_work_with_households(by):
        return Referral.objects.none()
    return Referral.objects.filter(sender=by.workspace).select_related("household", *WITH).order_by("-state_at", "pk")


def received_by(by: Acting) -> QuerySet[Referral]:
    """The last changed first. `household` and `need` of these rows are not the receiver's to follow."""
    if not may_work_with_households(by):
        return Referral.objects.none()
    found = Referral.objects.filter(receiver=by.workspace).exclude(state__in=UNSEEN)
    return found.select_related(*WITH).order_by("-state_at", "pk")


def get_for(by: Acting, referral_id: UUID) -> tuple[Referral, Side]:
    """Whichever side one is on. Raises DoesNotExist alike for what there isn't and for what is not theirs."""
    sent = sent_by(by).filter(pk=referral_id).first()
    if sent is not None:
        return sent, Side.SENDER
    return received_by(by).get(pk=referral_id), Side.RECEIVER


def to_answer(by: Acting) -> QuerySet[Referral]:
    """The receiver's turn: what must be answered soonest first."""
    return received_by(by).filter(state__in=TO_ANSWER).order_by("answer_by", "pk")


def overdue(by: Acting, now: datetime) -> QuerySet[Referral]:
    """For both sides, the longest first."""
    late = {"answer_by__lte": now}
    ids = [*sent_by(by).filter(**late).values_list("pk", flat=True)]
    ids += received_by(by).filter(**late).values_list("pk", flat=True)
    return Referral.objects.filter(pk__in=ids).select_related(*WITH).order_by("answer_by", "pk")


def expected_by(by: Acting, until: datetime) -> QuerySet[Referral]:
    """Accepted and not arrived, whose place is held only until then."""
    return received_by(by).filter(state__in=EXPECTED, hold_until__lte=until).order_by("hold_until", "pk")


def asks_sender(by: Acting) -> QuerySet[Referral]:
    """The sender's turn: more information was asked for."""
    return sent_by(by).filter(state=State.MORE_INFORMATION).order_by("answer_by", "pk")


def returned_to(by: Acting) -> QuerySet[Referral]:
    """What came back without help, and no other referral for the same need since: the caseworker's turn again."""
    ended = Q(state__in=[State.EXPIRED, State.DECLINED, State.NO_SHOW])
    ended |= Q(state=State.WITHDRAWN, reason__in=[Reason.CANT_COME, Reason.CONSENT_ENDED])
    back = sent_by(by).filter(ended, need__status=NeedStatus.OPEN)
    waiting = Referral.objects.filter(sender=by.workspace, need__isnull=False).exclude(state__in=OVER).values("need")
    return back.exclude(need__in=waiting)


@dataclass(frozen=True)
class Waiting:
    """How many referrals need somebody of this organization now."""

    to_answer: int
    asks_sender: int
    overdue: int
    expected: int  # whose place is held no longer than SOON
    returned: int


def waiting_for(by: Acting, now: datetime) -> Waiting:
    """In three queries, however many there are."""
    late = Q(answer_by__lte=now)
    lapsing = Q(state__in=EXPECTED, hold_until__lte=now + SOON)
    received = (
        received_by(by)
        .order_by()
        .aggregate(
            to_answer=Count("pk", filter=Q(state__in=TO_ANSWER)),
            overdue=Count("pk", filter=late),
            expected=Count("pk", filter=lapsing),
        )
    )
    asks = Q(state=State.MORE_INFORMATION)
    sent = sent_by(by).order_by().aggregate(asks=Count("pk", filter=asks), overdue=Count("pk", filter=late))
    return Waiting(
        to_answer=received["to_answer"],
        asks_sender=sent["asks"],
        overdue=received["overdue"] + sent["overdue"],
        expected=received["expected"],
        returned=returned_to(by).count(),
    )


def of_household(by: Acting, household: Household) -> QuerySet[Referral]:
    return sent_by(by).filter(household__in=file_of(household)).order_by("-created_at", "place_in_order", "pk")


def events_of(referral: Referral) -> QuerySet[ReferralEvent]:
    return referral.events.select_related("by").order_by("number")


def was_handed_over(referral: Referral) -> bool:
    return HandOver.objects.filter(referral=referral).exists()


def history_of(referral: Referral) -> list[ReferralEvent]:
    """With the events of the referrals that it goes back to, the oldest first."""
    chain = [referral]
    while (before := chain[-1].previous) is not None:
        chain.append(before)
    return [event for one in reversed(chain) for event in events_of(one)]


def waiting_list(service: Service, by: Acting) -> QuerySet[Referral]:
    return in_line(received_by(by).filter(service=service, state=State.WAITING))


def reception_of(by: Acting, need_services: QuerySet[Service]) -> set[UUID]:
    """Which of these services a referral can be sent to: those of other organisations that have a workspace here."""
    ids = Workspace.objects.exclude(pk=by.workspace.pk).values("pk")
    return set(need_services.filter(organization__in=ids).order_by().values_list("pk", flat=True))


@dataclass(frozen=True)
class Row:
    """One unit of one service at one place, tonight."""

    capacity: Capacity
    held: int
    stays: int

    @property
    def walk_ins(self) -> int | None:
        """Places that are neither free nor promised: who came without being referred."""
        if self.capacity.maximum is None or self.capacity.available is None:
            return None
        return self.capacity.maximum - self.capacity.available - self.capacity.promised


@dataclass(frozen=True)
class Board:
    expected: list[Referral]  # by the time until which they are
    here: list[Referral]
    waiting: list[Referral]
    rows: list[Row]
    tonight: int  # people who are expected tonight, as far as beds go


def board(service: Service, by: Acting, *, today: date) -> Board:
    ours = received_by(by).filter(service=service)
    expected = list(ours.filter(state__in=EXPECTED).order_by("hold_until", "pk"))
    here = list(ours.filter(state=State.ARRIVED).order_by("state_at", "pk"))
    tonight = [one for one in expected if one.from_date is None or one.from_date <= today]
    return Board(
        expected=expected,
        here=here,
        waiting=list(waiting_list(service, by)),
        rows=_rows(service),
        tonight=sum(one.places or 0 for one in tonight),
    )


def _rows(service: Service) -> list[Row]:
    active = Hold.objects.filter(capacity__service=service).exclude(state=HoldState.RELEASED).order_by()
    sums = active.values_list("capacity", "state").annotate(Sum("places"))
    places = {(capacity, state): held for capacity, state, held in sums}
    capacities = Capacity.objects.filter(service=service).select_related("site__location")
    return [
        Row(one, places.get((one.pk, HoldState.HELD), 0), places.get((one.pk, HoldState.STAY), 0))
        for one in capacities.order_by("site", "pk")
    ]
