"""The last bed is promised once: every change of what is free is one conditional UPDATE.

Of a maximum, each place is free, promised (held, or taken by who was referred), or somebody's who just came. The last
kind is not counted anywhere: it is what is left.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from acogida.core.errors import DomainError
from acogida.directory.models import Capacity, Service
from acogida.directory.services import begin_change
from acogida.referrals.enums import HoldState
from acogida.referrals.models import Hold, Referral


class NoRoom(DomainError):
    def __init__(self) -> None:
        super().__init__(_("There is no room for all of them. You can put them on the waiting list, or decline."))


def counted_for(referral: Referral) -> QuerySet[Capacity]:
    """Rows that could hold them: those of the place they were sent to, if it has any of its own."""
    rows = Capacity.objects.filter(service=referral.service_id).order_by("pk")
    if referral.site_id is None:
        return rows
    own = rows.filter(site=referral.site_id)
    return own if own.exists() else rows.filter(site=None)


def hold(referral: Referral, capacity: Capacity | None, *, now: datetime) -> Hold | None:
    """Places of the row that was named, or of the first that has enough. None when no places are asked for."""
    if referral.places is None:
        return None
    rows = counted_for(referral)
    begin_change_of(referral.service_id, now=now)
    candidates = [rows.get(pk=capacity.pk)] if capacity else list(rows)
    taken = next((row for row in candidates if _take(row.pk, referral.places)), None)
    known = [row for row in candidates if row.available is not None]
    if taken is None and known:
        raise NoRoom
    return Hold.objects.create(
        referral=referral,
        capacity=taken or next(iter(candidates), None),
        places=referral.places,
        is_counted=taken is not None,
        held_at=now,
    )


def stay(referral: Referral, *, now: datetime) -> None:
    referral.holds.filter(state=HoldState.HELD).update(state=HoldState.STAY, arrived_at=now)


def give_back(referral: Referral, *, now: datetime) -> bool:
    """Whether there was something to give back. Under the lock of the referral. The directory's lock comes before the
    look: a count that ends at this moment may have made a hold a counted one."""
    if not referral.holds.exclude(state=HoldState.RELEASED).exists():
        return False
    begin_change_of(referral.service_id, now=now)
    active = referral.holds.exclude(state=HoldState.RELEASED).get()
    active.state, active.released_at = HoldState.RELEASED, now
    active.save(update_fields=["state", "released_at"])
    if active.is_counted and active.capacity_id:
        _give(active.capacity_id, active.places)
    return True


def begin_change_of(service_id: UUID | None, *, now: datetime) -> None:
    """Readers of the directory see that it changed. When the number was told stays: this is no count of anybody."""
    if service_id is not None:
        Service.objects.filter(pk=service_id).update(modified_at=begin_change(now=now))


def _take(capacity_id: UUID, places: int) -> bool:
    # Without a hash it is no longer what a source said: an import does not put back the number from before.
    enough = Capacity.objects.filter(pk=capacity_id, available__gte=places)
    return bool(enough.update(available=F("available") - places, promised=F("promised") + places, content_hash=""))


def _give(capacity_id: UUID, places: int) -> None:
    """Never above the maximum, whatever was told meanwhile. Where it is not known how many are free, it stays so."""
    Capacity.objects.filter(pk=capacity_id, promised__gte=places).update(
        available=Case(
            When(Q(available__gt=F("maximum") - F("promised")), then=F("available")),
            default=F("available") + places,
        ),
        promised=F("promised") - places,
        content_hash="",
    )
