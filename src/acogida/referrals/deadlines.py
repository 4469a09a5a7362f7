"""When whose turn is over. Each state that waits for somebody has moments at which the node does something by itself;
`due_at` is the next. That a referral is overdue is never stored: it follows from `answer_by` and the clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from enum import Enum

from acogida.accounts.models import Workspace
from acogida.cases.enums import Urgency
from acogida.referrals.enums import EXPECTED, TO_ANSWER, State
from acogida.referrals.models import Referral, Rules

ANSWER: Mapping[Urgency, timedelta] = {
    Urgency.TODAY: timedelta(hours=2),
    Urgency.DAYS_3: timedelta(hours=24),
    Urgency.WEEKS_2: timedelta(hours=72),
}
WAIT: Mapping[Urgency, timedelta] = {  # on a waiting list: as long as the need itself can wait
    Urgency.TODAY: timedelta(days=1),
    Urgency.DAYS_3: timedelta(days=3),
    Urgency.WEEKS_2: timedelta(days=14),
}
HOLD = timedelta(hours=24)
LONGEST_HOLD = timedelta(days=14)
LAPSES_SOON = timedelta(hours=2)
OUTCOME = timedelta(days=7)  # after they arrived, without a word of what became of it
_RULE = {Urgency.TODAY: "answer_today", Urgency.DAYS_3: "answer_days_3", Urgency.WEEKS_2: "answer_weeks_2"}


class Deed(Enum):
    """What the node does at one of these moments."""

    REMIND = "remind"
    TELL_OVERDUE = "tell overdue"
    TELL_LAPSING = "tell lapsing"
    ASK_OUTCOME = "ask outcome"
    EXPIRE = "expire"


def time_to_answer(urgency: Urgency, rules: Rules | None) -> timedelta:
    """An organisation may be stricter with itself than the node, never slower."""
    hours = getattr(rules, _RULE[urgency]) if rules else None
    return ANSWER[urgency] if hours is None else min(ANSWER[urgency], timedelta(hours=hours))


def time_to_hold(rules: Rules | None) -> timedelta:
    return timedelta(hours=rules.hold) if rules and rules.hold is not None else HOLD


def rules_of(workspace: Workspace) -> Rules | None:
    return Rules.objects.filter(pk=workspace.pk).first()


def restart(referral: Referral, *, before: State, now: datetime) -> None:
    """After a step to another state. Opening a referral stops no clock."""
    if (before, referral.state) == (State.SENT, State.RECEIVED):
        return
    answered_by = {*TO_ANSWER, State.MORE_INFORMATION}
    length = time_to_answer(Urgency(referral.urgency), rules_of(referral.receiver))
    referral.answer_by = now + length if referral.state in answered_by else None
    referral.step = 0
    schedule(referral, now=now)


def schedule(referral: Referral, *, now: datetime) -> None:
    """The next moment. One that was missed, since the node stood still, shifts those after it: nothing expires before
    somebody was told, and had as long to act as ever."""
    moments = moments_of(referral)
    nexts = [consent_ends(referral)]
    if referral.step < len(moments):
        moment = moments[referral.step][0]
        between = moment - moments[referral.step - 1][0] if referral.step else timedelta()
        nexts.append(max(moment, now + between) if referral.step else moment)
    referral.due_at = min((moment for moment in nexts if moment), default=None)


def moments_of(referral: Referral) -> list[tuple[datetime, Deed]]:
    urgency = Urgency(referral.urgency)
    match referral.state:
        case State.SENT | State.RECEIVED | State.MORE_INFORMATION if referral.answer_by:
            half = time_to_answer(urgency, rules_of(referral.receiver)) / 2
            by = referral.answer_by
            return [(by - half, Deed.REMIND), (by, Deed.TELL_OVERDUE), (by + half, Deed.EXPIRE)]
        case State.WAITING if referral.waiting_since:
            half = WAIT[urgency] / 2  # who comes back to the list, since room was gone again, has at least this long
            until = max(referral.waiting_since + 2 * half, referral.state_at + half)
            return [(until - half, Deed.REMIND), (until, Deed.EXPIRE)]
        case State.ACCEPTED | State.HANDED_OVER if referral.hold_until:
            return [(referral.hold_until - LAPSES_SOON, Deed.TELL_LAPSING), (referral.hold_until, Deed.EXPIRE)]
        case State.ARRIVED:
            return [(referral.state_at + OUTCOME, Deed.ASK_OUTCOME)]
    return []


def consent_ends(referral: Referral) -> datetime | None:
    """The first moment at which it no longer holds, as `cases.selectors.live_consents` counts days."""
    watched = {*TO_ANSWER, *EXPECTED, State.MORE_INFORMATION, State.WAITING, State.QUEUED, State.ARRIVED}
    consent = referral.consent
    if referral.state not in watched or consent is None or consent.until_date is None:
        return None
    return datetime.combine(consent.until_date + timedelta(days=1), time_of_day(), tzinfo=UTC)


def has_place_in_line(referral: Referral, now: datetime) -> bool:
    """They were offered room, and their time on the list is not over."""
    since = referral.waiting_since
    return since is not None and now < since + WAIT[Urgency(referral.urgency)]


def consent_is_over(referral: Referral, now: datetime) -> bool:
    ends = consent_ends(referral)
    return ends is not None and ends <= now


def is_overdue(referral: Referral, now: datetime) -> bool:
    return referral.answer_by is not None and referral.answer_by <= now
