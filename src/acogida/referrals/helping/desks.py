"""Whom a request for help could go to: organisations near that serve what is needed, answer such requests here, and
have somebody who can open them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from acogida.accounts.keys import key_holders
from acogida.accounts.models import Workspace
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind, ServiceStatus
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.search.find import WIDER_KM, find
from acogida.directory.search.types import Query, Result
from acogida.directory.search.understand import near

NEAR_KM = 50.0
LOOKED_AT = 200  # results a need
MOST = 3


@dataclass(frozen=True)
class Desk:
    workspace: Workspace
    service: Service
    site: ServiceAtLocation | None
    needs: tuple[NeedKind, ...]  # of those asked, what it serves
    distance_km: float | None


def desks_for(
    *,
    needs: Iterable[NeedKind],
    locality: int,
    language: str,
    now: datetime,
    without: Collection[UUID] = (),
    limit: int = MOST,
) -> list[Desk]:
    """The best first: who serves most of the needs, then as the directory orders. Farther away when nobody is near."""
    taking = Workspace.objects.filter(help_desk__isnull=False).exclude(pk__in=without)
    open_here = {one.pk: one for one in taking if key_holders(workspace=one, now=now).exists()}
    if not open_here:
        return []
    for radius_km in (NEAR_KM, WIDER_KM):
        found = _found(list(needs), locality, language, radius_km, now, open_here)
        if found:
            return found[:limit]
    return []


def _found(
    needs: list[NeedKind],
    locality: int,
    language: str,
    radius_km: float,
    now: datetime,
    taking: dict[UUID, Workspace],
) -> list[Desk]:
    town = gazetteer.get(locality)
    if town is None:
        return []
    around = near(town, language)
    first: dict[UUID, Result] = {}
    served: dict[UUID, list[NeedKind]] = {}
    for need in needs:
        query = Query(needs=(need,), near=around, radius_km=radius_km, language=language, per_page=LOOKED_AT)
        for result in find(query, now=now).items:
            pk = result.organization.pk
            if pk in taking and result.service.status == ServiceStatus.ACTIVE:
                first.setdefault(pk, result)
                if need not in served.setdefault(pk, []):
                    served[pk].append(need)
    desks = [
        Desk(taking[pk], result.service, result.site, tuple(served[pk]), result.distance_km)
        for pk, result in first.items()
    ]
    return sorted(desks, key=lambda one: -len(one.needs))  # stable: among equals as they were found
