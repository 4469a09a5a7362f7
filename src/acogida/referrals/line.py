"""Waiting lists: the more urgent first, then who has waited longer."""

from django.db.models import Case, QuerySet, Value, When

from acogida.cases.enums import Urgency
from acogida.referrals.models import Referral

URGENT_FIRST = Case(*[When(urgency=urgency, then=Value(urgency.rank)) for urgency in Urgency])


def in_line(waiting: QuerySet[Referral]) -> QuerySet[Referral]:
    return waiting.order_by(URGENT_FIRST, "waiting_since", "pk")
