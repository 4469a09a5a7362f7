import pytest

from acogida.directory import gazetteer
from acogida.web.directory import searching
from acogida.web.directory.forms import SearchForm
from acogida.web.directory.searching import Asked


@pytest.fixture(scope="module")
def tapachula():
    return gazetteer.find("Tapachula, MX")[0]


def asked(**values: object) -> Asked:
    form = SearchForm(values)
    assert form.is_valid(), form.errors
    return searching.read(form, "es", per_page=12)


def test_a_town_is_found_by_its_name(tapachula):
    where = asked(place="tapachula").where
    assert where.town == tapachula
    assert (where.near.label, where.near.country) == ("Tapachula, Chiapas, México", "MX")


def test_the_full_name_leads_back_to_the_same_town(tapachula):
    assert asked(place=tapachula.label("es")).where.town == tapachula


def test_what_is_typed_wins_over_the_town_of_a_link_and_over_the_location(tapachula):
    where = asked(place="Tapachula, MX", town="3530597", at="19.43,-99.13").where
    assert where.town == tapachula


def test_the_location_gets_the_name_of_the_nearest_town(tapachula):
    where = asked(at="14.91,-92.26").where
    assert where.town == tapachula
    assert (where.near.latitude, where.near.longitude) == (14.91, -92.26)


def test_namesakes_are_offered():
    where = asked(place="San Jose").where
    assert where.town is not None
    assert len({place.geonameid for place in (where.town, *where.others)}) == len(where.others) + 1 > 2


def test_a_place_nobody_knows_is_said_to_be_unknown():
    where = asked(place="Xyzzyqq").where
    assert (where.near, where.unknown) == (None, "Xyzzyqq")


def test_a_town_number_nobody_knows_is_unknown_too():
    assert asked(town="1").where.unknown == "1"


def test_conditions_reach_the_query():
    query = asked(
        need="SHELTER",
        text="con niños",
        open="1",
        room="1",
        nopapers="1",
        accessible="1",
        audience="FAMILIES",
        speaks=["es", "ht"],
        radius="100",
        page="2",
    ).query
    assert (query.needs, query.text, query.audience, query.spoken) == (
        ("SHELTER",),
        "con niños",
        "FAMILIES",
        ("es", "ht"),
    )
    assert query.open_now
    assert query.has_room
    assert query.no_papers
    assert query.accessible
    assert (query.radius_km, query.page, query.language) == (100.0, 2, "es")


@pytest.mark.parametrize("values", [{}, {"open": "1"}, {"radius": "100"}])
def test_a_search_for_nothing_nowhere_is_empty(values):
    assert asked(**values).is_empty


@pytest.mark.parametrize("values", [{"need": "FOOD"}, {"text": "doctor"}, {"place": "Tapachula"}, {"place": "Xyzzyqq"}])
def test_any_word_need_or_place_makes_a_search(values):
    assert not asked(**values).is_empty


def test_the_usual_distance_is_not_carried_in_links():
    assert "radius" not in asked(need="FOOD", radius="50").parameters.values
    assert asked(need="FOOD", radius="10").parameters.values["radius"] == ("10",)
