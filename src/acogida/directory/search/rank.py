"""The order of results: fits, is open, has room, is near (docs/explanation/search.md has the exact rules)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

import orjson
from django.db import connection

from acogida.directory import opening
from acogida.directory.models import Capacity, Location, SearchEntry, Service, ServiceAtLocation
from acogida.directory.search import weekly
from acogida.directory.search.candidates import Candidate
from acogida.directory.search.capacity import Told, summed_up
from acogida.directory.search.document import Flag
from acogida.directory.search.types import Near, Room, Understood

OPEN_FIRST = {True: 0, None: 1, False: 2}
_CAPACITIES = f"""SELECT service_id, site_id, audience, unit, available, updated_at
    FROM {Capacity._meta.db_table} WHERE service_id {{among}}"""  # noqa: S608
# Where hours may stand, those that count most first.
_SCHEDULES = f"""SELECT entry.id, entry.timezone, site.parts, service.parts, location.parts, service.date_exceptions
    FROM {SearchEntry._meta.db_table} entry
    JOIN {Service._meta.db_table} service ON service.id = entry.service_id
    LEFT JOIN {ServiceAtLocation._meta.db_table} site ON site.id = entry.site_id
    LEFT JOIN {Location._meta.db_table} location ON location.id = site.location_id
    WHERE entry.id {{among}}"""  # noqa: S608
ROOM_FIRST = {Room.FREE: 0, Room.UNKNOWN: 1, Room.STALE: 1, Room.FULL: 2}


class Fit(IntEnum):
    """How a service answers the needs asked; the best first."""

    FIRST = 0  # it is what the service is mainly for
    STATED = 1  # among what it is for
    GUESSED = 2  # read from its description
    WORDS = 3  # it only says the words


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    fit: Fit
    said: int  # words beside the need that it says
    is_open: bool | None
    told: list[Told]
    room: Room

    def key(self, near: Near | None) -> tuple[Any, ...]:
        candidate, is_closed = self.candidate, self.is_open is False
        is_abroad = near is not None and candidate.country not in {"", near.country}
        return (
            near is not None and bool(candidate.flags & Flag.PLACE_NOT_SAID),
            self.fit == Fit.WORDS,
            -self.said,
            self.fit,
            OPEN_FIRST[self.is_open],
            is_closed and is_abroad,
            0 if is_closed else ROOM_FIRST[self.room],  # a free bed behind a closed door helps nobody now
            candidate.distance_km is None,
            candidate.distance_km or 0.0,
            str(candidate.service_id),
            str(candidate.site_id),
        )


def ranked(
    candidates: Sequence[Candidate],
    *,
    understood: Understood,
    fits: Mapping[int, Fit],
    said: Mapping[int, int],
    now: datetime,
) -> list[Ranked]:
    """`said`: how many words beside the need an entry says."""
    told = _told(candidates)
    open_now = _open_now(candidates, now)
    found = []
    for candidate in candidates:
        rows = told.get(candidate.service_id, [])
        news = summed_up(rows, site_id=candidate.site_id, audience=understood.audience, now=now) if rows else None
        found.append(
            Ranked(
                candidate,
                fits.get(candidate.entry_id, Fit.FIRST),
                said.get(candidate.entry_id, 0),
                open_now[candidate.entry_id],
                rows,
                news.room if news else Room.UNKNOWN,
            )
        )
    return sorted(found, key=lambda one: one.key(understood.near))


def fit_of(candidate: Candidate, *, answers: bool, is_main: bool) -> Fit:
    if not answers:
        return Fit.WORDS
    if candidate.flags & Flag.NEED_IS_GUESSED:
        return Fit.GUESSED
    return Fit.FIRST if is_main else Fit.STATED


def _rows(sql: str, ids: Collection[object]) -> list[tuple[Any, ...]]:
    """What a statement gives for these ids, which go in as one parameter, however many there are. By hand, for here
    Django would take longer to write the statement than the database to answer it."""
    is_sqlite = connection.vendor == "sqlite"
    among = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(among=among), [orjson.dumps(list(ids)).decode() if is_sqlite else list(ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


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
    found = {}
    for id_, timezone, *texts, exceptions in _rows(_SCHEDULES, [candidate.entry_id for candidate in candidates]):
        owners = (orjson.loads(parts or "{}") for parts in texts)
        schedules: list[dict[str, Any]] = next((parts["schedules"] for parts in owners if parts.get("schedules")), [])
        found[id_] = opening.is_open(schedules, orjson.loads(exceptions), timezone, now)
    return found


def _told(candidates: Iterable[Candidate]) -> Mapping[object, list[Told]]:
    """Capacities by service, keyed as the candidates are."""
    ids = {candidate.service_id for candidate in candidates}
    found: dict[object, list[Told]] = defaultdict(list)
    for service_id, site_id, audience, unit, available, at in _rows(_CAPACITIES, ids) if ids else ():
        updated_at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps no zone: all is UTC
        found[service_id].append(Told(site_id, audience, unit, available, updated_at))
    return found
