from datetime import timedelta

import pytest

from acogida.directory.enums import Visibility
from acogida.directory.search.capacity import FRESH_FOR, Told, capacities_for, is_fresh, summed_up
from acogida.directory.search.types import Capacities, Room
from tests.directory import factories
from tests.directory.factories import NOW

OLD = NOW - FRESH_FOR - timedelta(minutes=1)


def told(
    available: int | None, audience: str = "EVERYONE", *, unit: str = "bed", site: object = "here", at=NOW
) -> Told:
    return Told(site, audience, unit, available, at)


def summed(*rows: Told, audience: str = "", is_public: bool = True) -> Capacities:
    return summed_up(rows, site_id="here", audience=audience, now=NOW, is_public=is_public)


@pytest.mark.parametrize(
    ("rows", "audience", "room", "free"),
    [
        ([], "", Room.UNKNOWN, None),
        ([told(None)], "", Room.UNKNOWN, None),
        ([told(3)], "", Room.FREE, 3),
        ([told(0)], "", Room.FULL, 0),
        ([told(3, at=OLD)], "", Room.STALE, None),
        ([told(0, at=OLD)], "", Room.STALE, None),
        ([told(0), told(2, "FAMILIES")], "", Room.FREE, 2),
        ([told(4), told(2, "FAMILIES")], "", Room.FREE, 6),
        ([told(4, unit="meal"), told(2)], "", Room.FREE, 2),
        ([told(0), told(None, "WOMEN")], "", Room.STALE, None),
        ([told(0), told(5, "WOMEN", at=OLD)], "", Room.STALE, None),
        ([told(0), told(2, "FAMILIES")], "FAMILIES", Room.FREE, 2),
        ([told(5), told(0, "FAMILIES")], "FAMILIES", Room.FREE, 5),
        ([told(5, "MEN")], "WOMEN", Room.UNKNOWN, None),
        ([told(0, "WOMEN"), told(5, "MEN")], "WOMEN", Room.FULL, 0),
        ([told(5, site=None)], "", Room.FREE, 5),
        ([told(5, site=None), told(0)], "", Room.FULL, 0),
        ([told(5, site="elsewhere")], "", Room.UNKNOWN, None),
    ],
)
def test_room_is_known_only_from_fresh_news_for_those_who_ask(
    rows: list[Told], audience: str, room: Room, free: int | None
) -> None:
    found = summed(*rows, audience=audience)
    assert (found.room, found.free) == (room, free)


def test_summary_says_whose_places_they_are_and_how_old_the_news_is() -> None:
    found = summed(told(2, "FAMILIES", at=NOW - timedelta(hours=2)), told(0))
    assert (found.audience, found.unit, found.updated_at) == ("FAMILIES", "bed", NOW - timedelta(hours=2))
    assert summed(told(2, "FAMILIES"), told(1)).audience == ""


def test_place_that_is_not_public_tells_no_number() -> None:
    found = summed(told(7), is_public=False)
    assert (found.room, found.free, found.exact) == (Room.FREE, None, False)


def test_the_number_of_a_whole_service_is_said_only_at_its_one_public_place() -> None:
    rows = [told(7, site=None)]
    for site in (None, "here"):
        at_one = summed_up(rows, site_id=site, now=NOW, is_one_place=True)
        at_several = summed_up(rows, site_id=site, now=NOW, is_one_place=False)
        assert (at_one.free, at_one.exact) == (7, True)
        assert (at_several.room, at_several.free, at_several.exact) == (Room.FREE, None, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("places", "is_said"),
    [
        ([], True),
        ([Visibility.PUBLIC], True),
        ([Visibility.PUBLIC, Visibility.PUBLIC], False),
        ([Visibility.PUBLIC, Visibility.HIDDEN], False),
        ([Visibility.AREA_ONLY], False),
    ],
)
def test_a_total_is_neither_doubled_nor_tells_of_a_hidden_place(places: list[Visibility], is_said: bool) -> None:
    service = factories.service()
    sites = [factories.site(service, factories.location(visibility)) for visibility in places]
    factories.capacity(service, available=7)
    for site in sites or [None]:
        found = capacities_for(service, site, audience="", now=NOW)
        assert (found.room, found.free) == (Room.FREE, 7 if is_said else None)


@pytest.mark.django_db
def test_a_place_that_the_service_has_left_does_not_hide_the_number() -> None:
    service = factories.service()
    factories.site(service, factories.location(Visibility.HIDDEN), is_listed=False)
    site = factories.site(service)
    factories.capacity(service, available=7)
    assert capacities_for(service, site, audience="", now=NOW).free == 7


@pytest.mark.parametrize(("hours", "fresh"), [(0, True), (24, True), (25, False), (-1, True), (-2, False)])
def test_news_of_a_day_is_fresh_and_news_from_the_future_is_not(hours: int, fresh: bool) -> None:
    assert is_fresh(NOW - timedelta(hours=hours), NOW) is fresh


@pytest.mark.django_db
def test_capacities_for_reads_the_rows_of_the_place() -> None:
    site = factories.site(None, factories.location(Visibility.HIDDEN))
    factories.capacity(site.service, site, available=3)
    found = capacities_for(site.service, site, audience="", now=NOW)
    assert (found.room, found.free, found.exact) == (Room.FREE, None, False)
