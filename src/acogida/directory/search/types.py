"""What goes into a search and what comes out: shared by pages, API and command."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from acogida.directory.models import Location, Organization, Service, ServiceAtLocation


@dataclass(frozen=True)
class Near:
    """Where to look: a point, and how to name it. `country` and `admin1` reach places that show no point."""

    latitude: float
    longitude: float
    label: str = ""
    country: str = ""
    admin1: str = ""


@dataclass(frozen=True)
class Query:
    """A search. `text` is free: words that name a need or a town are understood as such (see `understood`)."""

    needs: tuple[str, ...] = ()  # NeedKind codes; any of them
    near: Near | None = None
    radius_km: float = 50.0
    text: str = ""
    language: str = "en"  # of the person who asks: labels, and which translation is shown
    open_now: bool = False
    has_room: bool = False
    spoken: tuple[str, ...] = ()  # ISO 639-1; all of them
    audience: str = ""  # an Audience code; empty: not asked
    accessible: bool = False
    no_papers: bool = False
    page: int = 1
    per_page: int = 20


class Room(Enum):
    FREE = "free"  # known, fresh, at least one
    STALE = "stale"  # was known, too long ago to rely on
    UNKNOWN = "unknown"
    FULL = "full"  # known, fresh, none


@dataclass(frozen=True)
class Opening:
    """Open or not at the moment asked; `until` is the next change, in the time of the place."""

    is_open: bool | None  # None: hours are not known
    until: datetime | None = None
    next_open: datetime | None = None


@dataclass(frozen=True)
class Capacities:
    room: Room
    free: int | None = None  # for the audience asked, else all
    audience: str = ""  # whose places these are, when only theirs
    unit: str = ""
    updated_at: datetime | None = None
    exact: bool = True  # False: the place is not public, so only "has room" is said


@dataclass(frozen=True)
class Result:
    service: Service
    organization: Organization
    site: ServiceAtLocation | None
    location: Location | None
    distance_km: float | None  # None: the place shows no point, or no place was asked
    opening: Opening
    capacities: Capacities
    languages: tuple[str, ...]  # ISO 639-1, spoken there
    why: str  # one line, in the language asked
    place_is_said: bool = True  # False: not even the country


@dataclass(frozen=True)
class Understood:
    """How a query was read: shown to the person, so that a wrong guess can be put right."""

    needs: tuple[str, ...] = ()
    near: Near | None = None
    words: tuple[str, ...] = ()  # what was searched as words: as typed, or as corrected
    corrected: tuple[tuple[str, str], ...] = ()  # (typed, searched)
    audience: str = ""  # asked, or read from the text
    unused: tuple[str, ...] = ()  # typed beside a need, and said by none of the places; or in letters we don't know


@dataclass(frozen=True)
class Results:
    query: Query
    understood: Understood
    items: list[Result]
    total: int
    total_is_floor: bool = False  # True: more than we counted
    wider: int = 0  # how many there would be within WIDER_KM, when few were found
    other_needs: list[tuple[str, int]] = field(default_factory=list)  # needs that are served near, when none was found

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.per_page))
