"""How much room there is, and how recently that was said: some full, some stale, some not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from acogida.directory.demo.identity import id_of
from acogida.directory.demo.kinds import ServiceKind
from acogida.directory.demo.scenes import Scene
from acogida.directory.demo.texts import variants

Json = dict[str, Any]

_STATES = ("free", "full", "stale", "unknown")
_WEIGHTS = (52, 17, 15, 16)
_FRESH_MINUTES = (5, 420)
_STALE_DAYS = (4, 25)


@dataclass(frozen=True)
class Count:
    audience: str
    available: int
    maximum: int
    updated_at: datetime


def counts(kind: ServiceKind, scene: Scene | None, rng: Random, now: datetime) -> Iterator[Count]:
    """Nothing where it is not known: HSDS has no capacity without a number."""
    if scene is not None:
        for audience, (free, size) in scene.free.items():
            yield Count(audience, free, size, now - timedelta(minutes=scene.minutes_ago))
        return
    if kind.room is None:
        return
    state = rng.choices(_STATES, _WEIGHTS)[0]
    days, minutes = rng.randint(*_STALE_DAYS), rng.randint(*_FRESH_MINUTES)
    age = timedelta(days=days) if state == "stale" else timedelta(minutes=minutes)
    for audience in kind.room.audiences:
        maximum = rng.randint(kind.room.smallest, kind.room.largest) // len(kind.room.audiences) or 1
        available = 0 if state == "full" else rng.randint(1, max(1, maximum // 2))
        if state != "unknown":
            yield Count(audience, available, maximum, now - age)


def written(moment: datetime) -> str:
    """As HSDS writes moments in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def capacity(count: Count, unit: str, site_id: str, language: str) -> Json:
    return {
        "id": id_of("capacity", site_id, count.audience),
        "unit": {"id": id_of("unit", unit), "name": unit},
        "available": count.available,
        "maximum": count.maximum,
        "description": variants("capacity", count.audience)[0][language],
        "updated": written(count.updated_at),
        "acogida": {"audience": count.audience, "service_at_location_id": site_id},
    }
