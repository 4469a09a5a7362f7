"""The nightly count: somebody goes round and counts, and the board is made to agree with the house."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.locks import NotAllowed
from acogida.cases.perms import may_work_with_households
from acogida.core.errors import DomainError
from acogida.directory.editing.own import own_capacity
from acogida.directory.models import Capacity
from acogida.referrals import places
from acogida.referrals.enums import HoldState
from acogida.referrals.models import Hold
from acogida.referrals.transitions import step


class MaximumNotKnown(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say first how many places there are in all."))


@dataclass(frozen=True)
class Counted:
    capacity: Capacity  # as it stands now
    here: int  # people counted
    stays: int  # of them on the board as arrived
    held: int
    free_before: int | None

    @property
    def walk_ins(self) -> int:
        """Here without being on the board."""
        return max(0, self.here - self.stays)

    @property
    def missing(self) -> int:
        """On the board as arrived, and not here: check out who has left. Until then their places stay taken."""
        return max(0, self.stays - self.here)

    @property
    def too_many(self) -> int:
        """More people here and expected than there are places."""
        return max(0, self.held + max(self.here, self.stays) - (self.capacity.maximum or 0))


def reconcile(*, capacity: Capacity, people_here: int, by: Acting, now: datetime) -> Counted:
    """Sets what is free to what is left: of all places, without those held and those somebody sleeps in. From now on
    also places are counted that were held when nobody knew how many were free."""
    if not may_work_with_households(by) or people_here < 0:
        raise NotAllowed
    with step(by=by, now=now) as done:
        service_id = own_capacity(by, capacity.pk).service_id
        places.begin_change_of(service_id, now=now)
        row = Capacity.objects.get(pk=capacity.pk)
        if row.maximum is None:
            raise MaximumNotKnown
        active = Hold.objects.filter(capacity=row).exclude(state=HoldState.RELEASED)
        sums = dict(active.order_by().values_list("state").annotate(Sum("places")))
        held, stays = sums.get(HoldState.HELD, 0), sums.get(HoldState.STAY, 0)
        before = row.available
        active.update(is_counted=True)
        free = max(0, row.maximum - held - max(people_here, stays))
        Capacity.objects.filter(pk=row.pk).update(
            available=free, promised=held + stays, updated_at=now, updated_by=by.user, content_hash=""
        )
        row.refresh_from_db()
        done.services_with_room.add(service_id)
        done.audited(AuditAction.ROOM_COUNTED, service_id)
    return Counted(row, people_here, stays, held, before)
