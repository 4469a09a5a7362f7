from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from acogida.directory.enums import Audience, Visibility
from acogida.directory.models import Location
from acogida.directory.search import why
from acogida.directory.search.types import Capacities, Opening, Room

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # noon in Mexico
MEXICO = ZoneInfo("America/Mexico_City")
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=MEXICO)


def line(visibility: Visibility = Visibility.PUBLIC, language: str = "en", **parts: Any) -> str:
    known: dict[str, Any] = {
        "location": Location(visibility=visibility, country="US"),
        "distance_km": 12.3,
        "opening": Opening(True, EVENING),
        "capacities": Capacities(Room.FREE, 3, "FAMILIES", "bed", NOW - timedelta(hours=2)),
        "languages": ("es", "ht"),
        "asked_country": "",
        "now": NOW,
    }
    with translation.override(language):
        return why.line(**known | parts)


def test_line_says_distance_room_languages_and_hours() -> None:
    assert line() == "12 km · 3 family places free, updated 2 hours ago · Español, Kreyòl ayisyen · open until 20:00"


def test_line_says_when_nobody_says_the_place() -> None:
    nowhere = Location(visibility=Visibility.HIDDEN)
    assert line(location=nowhere, distance_km=None, place_is_said=False).startswith("place not said · ")


@pytest.mark.parametrize(
    ("capacities", "said"),
    [
        (Capacities(Room.FREE, 1, "", "bed", NOW), "1 place free, updated just now"),
        (
            Capacities(Room.FREE, None, "", "bed", NOW - timedelta(minutes=5), exact=False),
            "has room, updated 5 minutes ago",
        ),
        (Capacities(Room.FULL, 0, "", "bed", NOW - timedelta(hours=1)), "full, updated 1 hour ago"),
        (Capacities(Room.STALE, updated_at=NOW - timedelta(days=9)), "room not known, last updated 9 days ago"),
        (Capacities(Room.UNKNOWN), ""),
    ],
)
def test_line_is_honest_about_room(capacities: Capacities, said: str) -> None:
    parts = line(capacities=capacities, languages=()).split(" · ")
    assert parts == [part for part in ("12 km", said, "open until 20:00") if part]


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        (Opening(True), "open now"),
        (Opening(False, None, EVENING + timedelta(hours=13)), "closed, opens Wed 09:00"),
        (Opening(False, None, EVENING + timedelta(days=30)), "closed, opens December 24, 2026, 20:00"),
        (Opening(False), "closed now"),
        (Opening(None), "hours not known"),
        (Opening(True, EVENING + timedelta(hours=10)), "open until Wed 06:00"),
    ],
)
def test_line_says_when_it_opens_or_closes(opening: Opening, said: str) -> None:
    assert line(opening=opening).endswith(said)


@pytest.mark.parametrize(
    ("visibility", "distance", "said"),
    [
        (Visibility.PUBLIC, 0.4, "less than 1 km"),
        (Visibility.PUBLIC, 3.14, "3.1 km"),
        (Visibility.PUBLIC, 1234.5, "1,234 km"),
        (Visibility.AREA_ONLY, 3.0, "about 3 km, address given by phone"),
        (Visibility.HIDDEN, None, "address given by phone"),
    ],
)
def test_line_says_how_far_and_no_more(visibility: Visibility, distance: float | None, said: str) -> None:
    assert line(visibility, distance_km=distance).split(" · ")[0] == said


def test_line_of_a_service_without_a_place_says_so() -> None:
    assert line(location=None, distance_km=None).startswith("by phone or internet")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert line(distance_km=3.14, language="es").startswith("3,1 km")
    assert line(distance_km=3.14, language="ht").startswith("3,1 km")


def test_a_place_in_another_country_says_so_beside_its_distance():
    assert line(asked_country="MX").startswith("12 km · across the border: United States · ")
    assert "across" not in line(asked_country="US")
    assert "across" not in line(asked_country="MX", location=None)
    assert "across" not in line(asked_country="MX", location=Location(country=""))


@pytest.mark.parametrize(
    ("language", "free"), [("es", "libre"), ("pt", "livre"), ("fr", "libre"), ("ht", "lib"), ("en", "free")]
)
@pytest.mark.parametrize("audience", ["", *Audience.values])
@pytest.mark.parametrize("count", [1, 7])
def test_line_says_that_a_place_is_free_in_every_language(language: str, free: str, audience: str, count: int) -> None:
    said = line(language=language, capacities=Capacities(Room.FREE, count, audience, "bed", NOW)).split(" · ")[1]
    assert str(count) in said
    assert free in said
    assert said.endswith({"es": "ahora mismo", "en": "just now"}.get(language, ""))


def test_a_day_far_off_is_written_as_the_language_writes_it() -> None:
    opening = Opening(False, None, EVENING + timedelta(days=30))
    assert line(opening=opening, language="fr").endswith("24 décembre 2026, 20:00")
    assert line(opening=opening, language="ht").endswith("24 desanm 2026, 20:00")
