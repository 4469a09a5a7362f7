"""What every change of a household begins with: its row, locked, and the question asked anew whether it may change."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.cases.enums import Status
from acogida.cases.models import Household
from acogida.cases.selectors import visible_to
from acogida.core.errors import DomainError

CHANGEABLE = (Status.DRAFT, Status.OPEN, Status.CLOSED)


class HouseholdIsMerged(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This file was merged into another one. Open that one."))


class WrongStatus(DomainError):
    """Somebody else closed, registered or opened it meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("The state of this file has changed. Load the page again."))


def lock(by: Acting, household_id: UUID, *, statuses: Collection[Status] = CHANGEABLE) -> Household:
    """Raises DoesNotExist when it isn't theirs, or is being erased."""
    return lock_all(by, [household_id], statuses=statuses)[household_id]


def lock_all(
    by: Acting, household_ids: Collection[UUID], *, statuses: Collection[Status] = CHANGEABLE
) -> dict[UUID, Household]:
    """Several in the order of their ids, whoever asks: so nobody waits in a circle.

    Not the strongest lock: that one would wait for whoever writes a row that refers to the household.
    """
    rows = visible_to(by).filter(pk__in=household_ids).select_for_update(no_key=True).order_by("pk")
    found = {household.pk: household for household in rows}
    if len(found) < len(set(household_ids)):
        raise Household.DoesNotExist
    for household in found.values():
        if household.status not in statuses:
            raise HouseholdIsMerged if household.status == Status.MERGED else WrongStatus
    return found
