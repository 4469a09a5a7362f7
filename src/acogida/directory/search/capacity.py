"""Whether a place has room, from what it last told. Old news is not passed off as news."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from acogida.directory.enums import Audience, Visibility
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.search.types import Capacities, Room

FRESH_FOR = timedelta(hours=24)  # beds change hands daily: what was free yesterday evening may not be tonight
CLOCKS_DIFFER_BY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a place told of one kind of room."""

    site_id: object  # None: of the service as a whole
    audience: str
    unit: str
    available: int | None
    updated_at: datetime


def is_fresh(updated_at: datetime, now: datetime) -> bool:
    return -CLOCKS_DIFFER_BY <= now - updated_at <= FRESH_FOR


def capacities_for(service: Service, site: ServiceAtLocation | None, *, audience: str, now: datetime) -> Capacities:
    told = [
        Told(row.site_id, row.audience, row.unit, row.available, row.updated_at) for row in service.capacities.all()
    ]
    return summed_up(
        told,
        site_id=site.pk if site else None,
        audience=audience,
        now=now,
        is_public=site is None or site.location.visibility == Visibility.PUBLIC,
        is_one_place=bool(at_one_public_place([service.pk] if any(row.site_id is None for row in told) else [])),
    )


def at_one_public_place(services: Collection[UUID]) -> set[UUID]:
    """Those whose number for the service as a whole may be said: nobody can tell at which of several places the beds
    are, and a total would tell how full one is that isn't public."""
    listed = Q(sites__is_listed=True)
    places, public = Count("sites", filter=listed), Q(sites__location__visibility=Visibility.PUBLIC)
    rows = Service.objects.filter(pk__in=services).annotate(
        places=places, secret=Count("sites", filter=listed & ~public)
    )
    return set(rows.filter(places__lte=1, secret=0).order_by().values_list("pk", flat=True))


def summed_up(
    told: Iterable[Told],
    *,
    site_id: object,
    audience: str = "",
    now: datetime,
    is_public: bool = True,
    is_one_place: bool = True,
) -> Capacities:
    """Room at one site for one audience, or, when none is asked, for anybody. No number of a site that isn't public,
    nor of the whole service unless it is at one public place."""
    all_rows = list(told)
    own = [row for row in all_rows if row.site_id == site_id] if site_id else []
    exact = is_public if own else is_one_place
    rows = _for_audience(own or [row for row in all_rows if row.site_id is None], audience)
    room = _room(rows, now)
    if room in {Room.UNKNOWN, Room.STALE}:
        return Capacities(room, updated_at=max((row.updated_at for row in rows), default=None), exact=exact)
    fresh = [row for row in rows if row.available is not None and is_fresh(row.updated_at, now)]
    told_free = [row for row in fresh if row.available] or fresh
    # Beds and appointments don't add up: the first kind counts, and the number is as old as its oldest part.
    counted = [row for row in told_free if row.unit == told_free[0].unit]
    audiences = {row.audience for row in counted}
    whose = audiences.pop() if len(audiences) == 1 else ""
    return Capacities(
        room,
        free=sum(row.available or 0 for row in counted) if exact else None,
        audience="" if whose == Audience.EVERYONE else whose,
        unit=counted[0].unit,
        updated_at=min(row.updated_at for row in counted),
        exact=exact,
    )


def _for_audience(rows: list[Told], audience: str) -> list[Told]:
    """What is kept for them, and what is for everyone; sorted, so that the same news always reads the same."""
    rows.sort(key=lambda row: (row.audience != audience, row.unit, row.audience))
    return [row for row in rows if not audience or row.audience in {audience, Audience.EVERYONE}]


def _room(rows: Collection[Told], now: datetime) -> Room:
    """Full only if all of it is known to be full."""
    fresh = [row.available for row in rows if row.available is not None and is_fresh(row.updated_at, now)]
    if any(fresh):
        return Room.FREE
    if fresh and len(fresh) == len(rows):
        return Room.FULL
    return Room.STALE if any(row.available is not None for row in rows) else Room.UNKNOWN
