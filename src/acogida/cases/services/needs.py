"""What became of a need, and of the household's file as a whole."""

from datetime import datetime

from django.db import transaction

from acogida.accounts.acting import Acting
from acogida.cases.enums import EventCode, NeedStatus, Status
from acogida.cases.journal import happened
from acogida.cases.locking import WrongStatus, lock
from acogida.cases.models import Household, Need
from acogida.cases.services import rows


@transaction.atomic
def set_need_status(*, need: Need, by: Acting, status: NeedStatus, now: datetime) -> Need:
    """A need that is opened again while another of its kind is open stays as it is."""
    household = lock(by, need.household_id)
    need = household.needs.get(pk=need.pk)
    twins = household.needs.filter(kind=need.kind, member=need.member_id, status=NeedStatus.OPEN).exclude(pk=need.pk)
    if status == NeedStatus.OPEN and twins.exists():
        raise WrongStatus
    rows.set_status(need, status, now=now)
    happened(household, EventCode.NEED_CHANGED, by=by, now=now, subject=need.pk)
    return need


@transaction.atomic
def close(*, household: Household, by: Acting, now: datetime) -> Household:
    """Nothing more to do for them here. The file can be read and opened again until its time is over."""
    household = lock(by, household.pk, statuses=[Status.OPEN])
    household.status, household.closed_at = Status.CLOSED, now
    household.save(update_fields=["status", "closed_at"])
    happened(household, EventCode.CLOSED, by=by, now=now)
    return household


@transaction.atomic
def reopen(*, household: Household, by: Acting, now: datetime) -> Household:
    household = lock(by, household.pk, statuses=[Status.CLOSED])
    household.status, household.closed_at = Status.OPEN, None
    household.save(update_fields=["status", "closed_at"])
    happened(household, EventCode.REOPENED, by=by, now=now)
    return household
