"""What is not left to chance: a few services that the tutorial, the screenshots and the tests lean on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from acogida.directory.demo.texts import table


@dataclass(frozen=True)
class Scene:
    hours: str
    free: Mapping[str, tuple[int, int]]  # audience → (free, of how many)
    minutes_ago: int
    verified_days_ago: int


@cache
def _scenes() -> Mapping[tuple[str, str], Scene]:
    return {
        (organization, service): Scene(
            raw["hours"],
            {audience: (free, size) for audience, (free, size) in raw["free"].items()},
            raw["minutes_ago"],
            raw["verified_days_ago"],
        )
        for organization, services in table("scenes.toml").items()
        for service, raw in services.items()
    }


def scene(organization: str, service: str) -> Scene | None:
    return _scenes().get((organization, service))
