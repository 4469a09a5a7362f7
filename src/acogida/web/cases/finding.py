"""Questions that the pages of all households ask."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from acogida.accounts.acting import Acting
from acogida.cases.enums import EventCode, Status
from acogida.cases.models import Household, TimelineEvent
from acogida.cases.selectors import live_consents

CONSENT_ENDS_WITHIN = timedelta(days=14)


def worked_on_by(by: Acting, households: QuerySet[Household]) -> QuerySet[Household]:
    mine = TimelineEvent.objects.filter(household=OuterRef("pk"), by=by.user)
    return households.filter(Exists(mine))


def begun_by(by: Acting, households: QuerySet[Household]) -> QuerySet[Household]:
    """Drafts that this person began and wrote something in: one that was only opened is nothing to finish."""
    events = TimelineEvent.objects.filter(household=OuterRef("pk"))
    written = events.exclude(code=EventCode.STARTED)
    return households.filter(Exists(events.filter(by=by.user, code=EventCode.STARTED)), Exists(written))


def whose_consent_ends(households: QuerySet[Household], now: datetime) -> QuerySet[Household]:
    """Soon, and nothing of the same kind goes on after it."""
    last = (now + CONSENT_ENDS_WITHIN).date()
    ending = live_consents(now).filter(household=OuterRef("pk"), until_date__lte=last)
    later = (
        live_consents(now)
        .filter(
            Q(until_date=None) | Q(until_date__gt=last),
            household=OuterRef("household"),
            purpose=OuterRef("purpose"),
            need=OuterRef("need"),
        )
        .filter(Q(recipient=OuterRef("recipient")) | Q(recipient=None))
    )
    return households.filter(Exists(ending.filter(~Exists(later))), status=Status.OPEN)
