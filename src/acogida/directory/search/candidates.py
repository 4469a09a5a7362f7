"""The nearest entries that match: slim rows, bounded in number, one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connection

from acogida.directory.geography import KM_PER_DEGREE, distance_km
from acogida.directory.models import SearchEntry
from acogida.directory.search import match, tokens
from acogida.directory.search.tokens import Clause
from acogida.directory.search.types import Near

MOST = 500  # ranked; of more, only the nearest are
WIDEST_KM = 1_000.0
_SLACK = 1.02  # the square of the flat distance may be this much off at WIDEST_KM; the exact one decides

_COLUMNS = "id, service_id, site_id, latitude, longitude, country, timezone, hours, flags, doc"


@dataclass(frozen=True, slots=True)
class Candidate:
    entry_id: int
    service_id: UUID | str  # as the database keeps it
    site_id: UUID | str | None
    country: str
    timezone: str
    hours: bytes | None
    flags: int
    doc: str
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Found:
    candidates: list[Candidate]
    is_bounded: bool  # there were more


def place_clause(near: Near, radius_km: float) -> Clause:
    """What may lie in the circle: the cells that cover it, and what shows no point but is in that state or country."""
    anywhere = [tokens.somewhere()]
    if near.country:
        anywhere.append(tokens.somewhere(near.country))
    if near.country and near.admin1:
        anywhere.append(tokens.somewhere(near.country, near.admin1))
    return [*tokens.cells_within(near.latitude, near.longitude, radius_km), *anywhere]


def find(clauses: Sequence[Clause], near: Near | None, radius_km: float) -> Found:
    if near is None:
        return _fetch(clauses, order="service_id, site_id", parameters=[], near=None, radius_km=radius_km)
    radius_km = min(radius_km, WIDEST_KM)
    squash = cos(radians(near.latitude)) ** 2
    # Square of the distance in degrees on a flat map: enough to cut and to order, and both databases have it.
    apart = "(latitude - %s) * (latitude - %s) + (longitude - %s) * (longitude - %s) * %s"
    point = [near.latitude, near.latitude, near.longitude, near.longitude, squash]
    reach = (radius_km / KM_PER_DEGREE) ** 2 * _SLACK
    return _fetch(
        [*clauses, place_clause(near, radius_km)],
        within=f"(latitude IS NULL OR {apart} <= %s)",
        order=f"COALESCE({apart}, 0), id",
        parameters=[*point, reach, *point],
        near=near,
        radius_km=radius_km,
    )


def _fetch(
    clauses: Sequence[Clause],
    *,
    within: str = "",
    order: str,
    parameters: list[float],
    near: Near | None,
    radius_km: float,
) -> Found:
    conditions, values = [], []
    if clauses:
        sql, value = match.condition(clauses)
        conditions.append(sql)
        values.append(value)
    if within:
        conditions.append(within)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    table = SearchEntry._meta.db_table
    sql = f"SELECT {_COLUMNS} FROM {table} {where} ORDER BY {order} LIMIT {MOST + 1}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *parameters])
        rows = cursor.fetchall()
    return Found([c for row in rows[:MOST] if (c := _candidate(row, near, radius_km))], len(rows) > MOST)


def _candidate(row: tuple[Any, ...], near: Near | None, radius_km: float) -> Candidate | None:
    id_, service_id, site_id, latitude, longitude, country, timezone, hours, flags, doc = row
    apart = None
    if near and latitude is not None:
        apart = distance_km(near.latitude, near.longitude, latitude, longitude)
        if apart > radius_km:
            return None
    return Candidate(id_, service_id, site_id, country, timezone, bytes(hours) if hours else None, flags, doc, apart)
