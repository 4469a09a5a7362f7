"""What the tutorial, the screenshots and the journeys lean on is found, at any hour."""

from datetime import timedelta

import pytest

from acogida.directory import gazetteer
from acogida.directory.enums import Audience, NeedKind
from acogida.directory.search.find import find
from acogida.directory.search.types import Near, Query, Result, Room
from tests.directory.demo import built
from tests.directory.demo.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def installed(django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(django_db_blocker, now=built.NOW, home=tmp_path_factory.mktemp("demo")) as found:
        yield found


def near(name: str) -> Near:
    place = gazetteer.find(name)[0]
    return Near(place.latitude, place.longitude, place.name, place.country, place.admin1)


def names(results: list[Result]) -> list[str]:
    return [result.organization.name for result in results]


@pytest.mark.parametrize("hours", range(0, 22, 3))
def test_two_open_shelters_near_tapachula_have_room_for_a_family(hours):
    now = built.NOW + timedelta(hours=hours)
    query = Query(
        needs=(NeedKind.SHELTER,), near=near("Tapachula, MX"), audience=Audience.FAMILIES, open_now=True, language="es"
    )
    first, second, *_ = find(query, now=now).items
    assert names([first, second]) == ["Casa Amanecer (demo)", "Albergue Río Claro (demo)"]
    assert [first.capacities.free, second.capacities.free] == [7, 3]
    assert first.opening.is_open
    assert second.opening.is_open


def test_a_full_shelter_stands_below_those_with_room():
    query = Query(needs=(NeedKind.SHELTER,), near=near("Tapachula, MX"), audience=Audience.FAMILIES)
    found = find(query, now=built.NOW).items
    rooms = {result.organization.name: result.capacities.room for result in found}
    assert rooms["Casa de las Parotas (demo)"] == Room.FULL
    assert names(found).index("Casa de las Parotas (demo)") > names(found).index("Albergue Río Claro (demo)")


def test_the_hidden_refuge_of_chiapas_is_found_without_a_place_or_a_number():
    query = Query(needs=(NeedKind.GENDER_VIOLENCE,), near=near("Tapachula, MX"))
    found = [result for result in find(query, now=built.NOW).items if result.organization.name == "Casa Ixchel (demo)"]
    refuges = [result for result in found if result.distance_km is None]
    assert refuges
    assert all(result.capacities.free is None for result in refuges)


@pytest.mark.parametrize("need", NeedKind.values)
def test_every_need_finds_somebody_in_the_americas(need):
    assert find(Query(needs=(need,)), now=built.NOW).total >= 3


@pytest.mark.parametrize("text", ["albergue", "abri", "abrigo", "kote pou dòmi", "shelter"])
def test_a_shelter_is_found_in_any_of_the_languages(text):
    found = find(Query(text=text, near=near("Tapachula, MX")), now=built.NOW).items
    assert "Casa Amanecer (demo)" in names(found)


def test_what_is_no_help_is_never_found():
    for text in ("detención", "estación de detención", "control migratorio"):
        found = find(Query(text=text), now=built.NOW).items
        assert not [name for name in names(found) if "detención" in name.lower()]
        assert not [result for result in found if "Control migratorio" in result.service.name]
