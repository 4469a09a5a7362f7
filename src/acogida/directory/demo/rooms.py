"""How much room there is, and how recently that was said: some full, some stale, some not known."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from acogida.directory.demo.identity import id_of
from acogida.directory.demo.kinds import Room, ServiceKind
from acogida.directory.demo.scenes import Scene
from acogida.directory.demo.texts import variants

Json = dict[str, Any]

_STATES = ("free", "full", "stale", "unknown")
_WEIGHTS = (52, 17, 15, 16)
_FRESH_MINUTES = (5, 420)
_STALE_DAYS = (4, 25)


@dataclass(frozen=True)
class Count:
    unit: str
    audience: str
    available: int
    maximum: int
    updated_at: datetime


def counts(kind: ServiceKind, scene: Scene | None, rng: Random, now: datetime) -> list[Count]:
    """Nothing where it is not known: HSDS has no capacity without a number."""
    if kind.room is None:
        return []
    if scene is not None:
        said_at = now - timedelta(minutes=scene.minutes_ago)
        return [Count(kind.room.unit, audience, *numbers, said_at) for audience, numbers in scene.free.items()]
    state = rng.choices(_STATES, _WEIGHTS)[0]
    days, minutes = rng.randint(*_STALE_DAYS), rng.randint(*_FRESH_MINUTES)
    said_at = now - (timedelta(days=days) if state == "stale" else timedelta(minutes=minutes))
    found = [_count(kind.room, audience, rng, said_at) for audience in kind.room.audiences]
    match state:
        case "unknown":
            return []
        case "full":
            return [replace(count, available=0) for count in found]
    return found


def _count(room: Room, audience: str, rng: Random, said_at: datetime) -> Count:
    maximum = rng.randint(room.smallest, room.largest) // len(room.audiences) or 1
    return Count(room.unit, audience, rng.randint(1, max(1, maximum // 2)), maximum, said_at)


def written(moment: datetime) -> str:
    """As HSDS writes moments in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def capacity(count: Count, site_id: str, language: str) -> Json:
    return {
        "id": id_of("capacity", site_id, count.audience),
        "unit": {"id": id_of("unit", count.unit, language), "name": variants("unit", count.unit)[0][language]},
        "available": count.available,
        "maximum": count.maximum,
        "description": variants("capacity", count.audience)[0][language],
        "updated": written(count.updated_at),
        "acogida": {"audience": count.audience, "service_at_location_id": site_id},
    }
