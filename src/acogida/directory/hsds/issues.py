"""What an import had to mend or refuse, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    MENDED = "mended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Issue:
    """`path` leads to the object (`line 7/locations/0`), `field` names what in it. `reason` never repeats a value."""

    level: Level
    path: str
    field: str
    reason: str
