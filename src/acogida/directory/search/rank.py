"""The order of results: fits, is open, has room, is near (docs/explanation/search.md has the exact rules)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from acogida.directory import opening
from acogida.directory.models import Capacity, SearchEntry
from acogida.directory.search import weekly
from acogida.directory.search.candidates import Candidate
from acogida.directory.search.capacity import Told, summed_up
from acogida.directory.search.document import Flag
from acogida.directory.search.types import Room

OPEN_FIRST = {True: 0, None: 1, False: 2}
_TOLD = ("service_id", "site_id", "audience", "unit", "available", "updated_at")
ROOM_FIRST = {Room.FREE: 0, Room.UNKNOWN: 1, Room.STALE: 1, Room.FULL: 2}


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    is_open: bool | None
    told: list[Told]
    room: Room

    def key(self, asks_need: bool) -> tuple[Any, ...]:
        candidate = self.candidate
        guessed = asks_need and bool(candidate.flags & Flag.NEED_IS_GUESSED)
        return (
            guessed,
            OPEN_FIRST[self.is_open],
            ROOM_FIRST[self.room],
            candidate.distance_km is None,
            candidate.distance_km or 0.0,
            str(candidate.service_id),
            str(candidate.site_id),
        )


def ranked(candidates: Sequence[Candidate], *, audience: str, asks_need: bool, now: datetime) -> list[Ranked]:
    told = _told(candidates)
    open_now = _open_now(candidates, now)
    found = []
    for candidate in candidates:
        rows = told.get(candidate.service_id, [])
        room = summed_up(rows, site_id=candidate.site_id, audience=audience, now=now).room if rows else Room.UNKNOWN
        found.append(Ranked(candidate, open_now[candidate.entry_id], rows, room))
    return sorted(found, key=lambda one: one.key(asks_need))


def _open_now(candidates: Sequence[Candidate], now: datetime) -> dict[int, bool | None]:
    """From the compiled weeks; where those don't tell, from the schedules themselves."""
    found: dict[int, bool | None] = {}
    asked = []
    clocks: dict[str, datetime] = {}
    for candidate in candidates:
        known = None
        if candidate.flags & Flag.CLOSED_FOR_NOW:
            known = False
        elif candidate.hours:
            local = clocks.get(candidate.timezone) or opening.local(now, candidate.timezone)
            clocks[candidate.timezone] = local
            known = weekly.is_open(candidate.hours, local)
        if known is None and (candidate.hours or candidate.flags & Flag.ASK_SCHEDULES):
            asked.append(candidate)
        found[candidate.entry_id] = known
    return found | _by_schedules(asked, now)


def _by_schedules(candidates: Sequence[Candidate], now: datetime) -> dict[int, bool | None]:
    if not candidates:
        return {}
    columns = ("service__parts", "site__parts", "site__location__parts", "service__date_exceptions")
    texts = {name.replace("__", "_") + "_text": Cast(name, TextField()) for name in columns}
    ids = [candidate.entry_id for candidate in candidates]
    rows = SearchEntry.objects.filter(pk__in=ids).order_by().annotate(**texts).values_list("pk", "timezone", *texts)
    found = {}
    for id_, timezone, service, site, location, exceptions in rows:
        owners = (orjson.loads(parts or "{}") for parts in (site, service, location))
        schedules: list[dict[str, Any]] = next((parts["schedules"] for parts in owners if parts.get("schedules")), [])
        found[id_] = opening.is_open(schedules, orjson.loads(exceptions), timezone, now)
    return found


def _told(candidates: Iterable[Candidate]) -> Mapping[object, list[Told]]:
    """Capacities by service, keyed as the candidates are."""
    ids = list({candidate.service_id for candidate in candidates})
    if not ids:
        return {}
    if connection.vendor == "sqlite":
        wanted = RawSQL("SELECT value FROM json_each(%s)", [orjson.dumps(ids).decode()])  # noqa: S611
    else:
        wanted = RawSQL("SELECT unnest(%s::uuid[])", [ids])  # noqa: S611
    native = connection.features.has_native_uuid_field
    found: dict[object, list[Told]] = defaultdict(list)
    rows = Capacity.objects.filter(service_id__in=wanted).order_by()
    for service_id, site_id, audience, unit, available, updated_at in rows.values_list(*_TOLD):
        told = Told(site_id if native or site_id is None else site_id.hex, audience, unit, available, updated_at)
        found[service_id if native else service_id.hex].append(told)
    return found
