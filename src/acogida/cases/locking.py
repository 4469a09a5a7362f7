"""What every change of a household begins with: its row, locked, and the question asked anew whether it may change."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.cases.enums import Status
from acogida.cases.models import Household
from acogida.cases.selectors import visible_to, whole_file
from acogida.core.errors import DomainError

CHANGEABLE = (Status.DRAFT, Status.OPEN, Status.CLOSED)
Result = TypeVar("Result")


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


def with_whole_file(
    by: Acting, household_id: UUID, work: Callable[[Household, Mapping[UUID, Household]], Result], *, durable: bool
) -> Result:
    """Does `work` in a transaction with all files of one household locked: the one that stays, and all of them. Which
    they are can change while one waits for the locks; then one lets go and asks again."""
    while True:
        with transaction.atomic(durable=durable):
            ids = whole_file(household_id)
            households = lock_all(by, ids, statuses=(*CHANGEABLE, Status.MERGED))
            if set(whole_file(household_id)) == set(ids):
                return work(households[ids[0]], households)
