from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.directory.enums import Audience, NeedBasis, NeedKind, Visibility
from acogida.directory.search import candidates
from acogida.directory.search.find import find
from acogida.directory.search.types import Near, Query, Room
from tests.directory import factories, hostile
from tests.directory.factories import NOW
from tests.directory.search.network import (
    ALWAYS,
    KM_NORTH,
    NEVER_ON_TUESDAY,
    indexed,
    names,
    near,
    offer,
    search,
)

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=3)


def test_nearest_comes_first_among_equals() -> None:
    indexed(offer("far", km=9), offer("near", km=1), offer("middle", km=4))
    assert names(search("", "SHELTER")) == ["near", "middle", "far"]


def test_what_fits_is_open_and_has_room_comes_before_what_is_near() -> None:
    full = offer("open and full", km=1, schedules=ALWAYS)
    stale = offer("open, old news", km=3, schedules=ALWAYS)
    free = offer("open with room", km=9, schedules=ALWAYS)
    closed = offer("closed with room", km=0.1, schedules=NEVER_ON_TUESDAY)
    guessed = offer("guessed, open with room", km=0.1, schedules=ALWAYS, needs_basis=NeedBasis.INFERRED)
    sites = [full, stale, free, closed, guessed, offer("hours not known", km=2), offer("open", km=5, schedules=ALWAYS)]
    for site, available in ((full, 0), (free, 3), (closed, 5), (guessed, 2)):
        factories.capacity(site.service, site, available=available)
    factories.capacity(stale.service, stale, available=9, updated_at=OLD)
    indexed(*sites)
    found = search("", "SHELTER")
    assert names(found) == [
        "open with room",
        "open, old news",
        "open",
        "open and full",
        "hours not known",
        "closed with room",
        "guessed, open with room",
    ]
    assert [item.capacities.room for item in found.items[:4]] == [Room.FREE, Room.STALE, Room.UNKNOWN, Room.FULL]


def test_only_what_lies_in_the_circle_is_found_and_how_much_lies_farther_is_told() -> None:
    indexed(offer("inside", km=49), offer("outside", km=51), offer("farther", km=190), offer("too far", km=210))
    found = search("", "SHELTER")
    assert (names(found), found.total, found.wider) == (["inside"], 1, 2)
    assert names(search("", "SHELTER", radius_km=200)) == ["inside", "outside", "farther"]


def test_empty_result_names_other_needs_that_are_served_near() -> None:
    indexed(offer("a", ["FOOD", "HEALTH"]), offer("b", ["FOOD"]), offer("c", ["LEGAL"], km=80))
    found = search("", "SCHOOL")
    assert (found.total, found.other_needs) == (0, [("FOOD", 2), ("HEALTH", 1)])


def test_hidden_place_follows_those_with_a_distance_in_its_state_only() -> None:
    hidden = offer("hidden", visibility=Visibility.HIDDEN)
    indexed(hidden, offer("public", km=20), offer("area", km=0, visibility=Visibility.AREA_ONLY))
    found = search("", "SHELTER")
    assert names(found) == ["area", "public", "hidden"]
    assert found.items[2].distance_km is None
    assert names(search("", "SHELTER", near=near("Tuxtla Gutiérrez"))) == ["hidden"]
    assert names(search("", "SHELTER", near=near("Oaxaca"))) == []
    assert "hidden" not in names(search("", "SHELTER", near=near("Ciudad Tecún Umán")))


def test_service_by_phone_is_found_in_its_country() -> None:
    line = factories.service(name="Línea", needs=["LEGAL"], parts={"service_areas": [{"name": "México"}]})
    indexed(line)
    assert names(search("", "LEGAL", near=near("Tijuana"))) == ["Línea"]
    assert names(search("", "LEGAL", near=near("Lima"))) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"open_now": True}, ["open"]),
        ({"has_room": True}, ["room"]),
        ({"spoken": ("ht",)}, ["kreyol"]),
        ({"spoken": ("ht", "mam")}, []),
        ({"accessible": True}, ["ramp"]),
        ({"no_papers": True}, ["no papers"]),
        ({"audience": Audience.WOMEN}, ["kreyol", "no papers", "open", "ramp", "room", "women"]),
        ({"audience": Audience.MEN}, ["kreyol", "men", "no papers", "open", "ramp", "room"]),
    ],
)
def test_filters_keep_only_what_is_known_to_pass(asked: dict[str, object], expected: list[str]) -> None:
    room = offer("room")
    factories.capacity(room.service, room, available=1)
    indexed(
        room,
        offer("open", schedules=ALWAYS),
        offer("kreyol", languages=["ht"]),
        offer("no papers", papers_needed=False),
        offer("women", audiences=["WOMEN"]),
        offer("men", audiences=["MEN"]),
        offer("ramp", place={"parts": {"accessibility": [{"description": "Rampa"}]}}),
    )
    assert sorted(names(search("", "SHELTER", **asked))) == expected


def test_every_word_must_be_said_in_whatever_language() -> None:
    translated = offer("Casa Belén", translations={"fr": {"description": "Douches chaudes"}})
    indexed(translated, offer("Casa Emaús"))
    assert names(search("belén")) == ["Casa Belén"]
    assert names(search("chaudes belen")) == ["Casa Belén"]
    assert names(search("emaus belen")) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mi marido me pega", "GENDER_VIOLENCE"),
        ("mi cuñado me pega", "GENDER_VIOLENCE"),
        ("me robaron los papeles", "DOCUMENTS"),
        ("perdí mi pasaporte", "DOCUMENTS"),
        ("I have nowhere to sleep", "SHELTER"),
        ("me quiero morir", "MENTAL_HEALTH"),
        ("quero morrer", "MENTAL_HEALTH"),
        ("I want to die", "MENTAL_HEALTH"),
        ("je veux mourir", "MENTAL_HEALTH"),
        ("mwen vle mouri", "MENTAL_HEALTH"),
        ("comida para mis niños", "FOOD"),
    ],
)
def test_no_word_beside_a_need_empties_the_result(text: str, kind: str) -> None:
    indexed(offer("Ayuda", [kind]), offer("Otra", ["ELDERLY"]))
    found = search(text)
    assert (names(found), found.understood.needs) == (["Ayuda"], (kind,))


def test_words_beside_a_need_rank_and_those_that_nobody_says_are_told() -> None:
    indexed(offer("Norte", km=1), offer("Belén", km=9, schedules=NEVER_ON_TUESDAY))
    found = search("albergue belén cuñado")
    assert names(found) == ["Belén", "Norte"]
    assert (found.understood.words, found.understood.unused) == (("belén",), ("cuñado",))
    assert names(search("belén cuñado")) == []


def test_a_place_that_says_the_word_is_found_beyond_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 2)
    indexed(*[offer(f"{number}", km=number + 1) for number in range(4)], offer("Belén", km=9))
    assert names(search("albergue belén")) == ["Belén", "0", "1"]


@pytest.mark.parametrize("text", ["🛏️", "أين أنام"])
def test_what_cannot_be_read_does_not_show_the_whole_directory(text: str) -> None:
    indexed(offer("Albergue"))
    found = search(text)
    assert (found.total, found.understood.unused, found.other_needs) == (0, (text,), [("SHELTER", 1)])
    beside = search(text, "SHELTER")
    assert (names(beside), beside.understood.unused) == (["Albergue"], (text,))


def test_consulate_is_looked_for_in_the_town_and_by_its_country() -> None:
    lima = near("Lima, PE")
    there = {"latitude": lima.latitude, "longitude": lima.longitude, "country": "PE"}
    indexed(
        offer("Consulado de Colombia", ["CONSULAR"], place=there),
        offer("Consulado de Venezuela", ["CONSULAR"], place=there | {"latitude": lima.latitude + 0.1}),
    )
    for asked in (None, lima):
        found = search("consulado de venezuela en lima", near=asked)
        assert names(found) == ["Consulado de Venezuela", "Consulado de Colombia"]
        assert found.understood.near
        assert found.understood.near.country == "PE"
        assert (found.understood.words, found.understood.unused) == (("venezuela",), ())


def test_what_is_mainly_for_the_need_comes_before_what_also_is_and_before_what_only_says_it() -> None:
    indexed(
        offer("pale ak sikològ", ["MENTAL_HEALTH"], km=1, schedules=ALWAYS, description="kote pou dòmi"),
        offer("guessed", km=2, schedules=ALWAYS, needs_basis=NeedBasis.INFERRED),
        offer("also", ["FOOD", "SHELTER"], km=3, schedules=ALWAYS),
        offer("mainly", ["SHELTER", "FOOD"], km=4),
    )
    assert names(search("kote pou domi")) == ["mainly", "also", "guessed", "pale ak sikològ"]


def test_among_the_closed_the_near_of_the_same_country_comes_before_room() -> None:
    free = offer("free", km=9, schedules=NEVER_ON_TUESDAY)
    factories.capacity(free.service, free, available=3)
    abroad = offer("abroad", km=1, schedules=NEVER_ON_TUESDAY, place={"country": "GT"})
    indexed(free, abroad, offer("near", km=5, schedules=NEVER_ON_TUESDAY))
    assert names(search("", "SHELTER")) == ["near", "free", "abroad"]


def test_what_says_no_place_comes_after_every_distance_and_says_so() -> None:
    anywhere = offer("anywhere", schedules=ALWAYS, visibility=Visibility.HIDDEN, place={"country": "", "admin1": ""})
    line = factories.service(name="line", needs=["SHELTER"], parts={"service_areas": [{"name": "México"}]})
    indexed(anywhere, line, offer("near", km=40, schedules=NEVER_ON_TUESDAY))
    found = search("", "SHELTER")
    assert names(found) == ["line", "near", "anywhere"]
    assert [item.why.split(" · ")[0] for item in found.items] == ["by phone or internet", "40 km", "place not said"]
    assert names(search("", "SHELTER", near=None))[0] == "anywhere"


def test_plurals_accents_slips_and_beginnings_are_forgiven() -> None:
    indexed(offer("Cocina Xochimilco"))
    for typed in ("cocinas", "COCINA", "xochimilko", "xochi", "Xóchimilco cocina"):
        assert names(search(typed)) == ["Cocina Xochimilco"], typed
    assert search("xochimilko").understood.corrected == (("xochimilko", "xochimilco"),)


def test_a_place_that_says_the_word_is_found_though_nobody_said_its_need() -> None:
    indexed(offer("Clínica Jurídica", ["LEGAL"]), offer("Consulta", ["HEALTH"]), offer("Otra", ["FOOD"]))
    assert sorted(names(search("clinica"))) == ["Clínica Jurídica", "Consulta"]


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    indexed(*[offer(f"{number:02}", km=number / 2) for number in range(25)])
    pages = [search("", "SHELTER", page=page, per_page=10) for page in (1, 2, 3, 4)]
    assert [name for page in pages for name in names(page)] == [f"{number:02}" for number in range(25)]
    assert {page.total for page in pages} == {25}
    assert pages[0].pages == 3


def test_more_than_can_be_ranked_is_said_and_the_nearest_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 3)
    indexed(*[offer(f"{number}", km=number + 1) for number in range(6)])
    found = search("", "SHELTER")
    assert (names(found), found.total, found.total_is_floor) == (["0", "1", "2"], 3, True)


def test_without_a_place_everything_is_searched() -> None:
    indexed(offer("here"), offer("there", km=900))
    found = search("", "SHELTER", near=None)
    assert sorted(names(found)) == ["here", "there"]
    assert {item.distance_km for item in found.items} == {None}


def test_service_that_is_closed_for_now_says_so() -> None:
    indexed(offer("open", km=5), offer("closed for now", km=1, schedules=ALWAYS, status="temporarily closed"))
    found = search("", "SHELTER")
    assert names(found) == ["open", "closed for now"]
    assert found.items[1].opening.is_open is False


def test_calendar_hours_and_holidays_are_ranked_right() -> None:
    tuesday = [{"byday": "4TU", "opens_at": "06:00", "closes_at": "20:00"}]  # NOW is the fourth
    holiday = [{"from": "2026-11-24", "closed": True}]
    indexed(
        offer("fourth Tuesday", km=9, schedules=tuesday),
        offer("holiday", km=1, schedules=ALWAYS, date_exceptions=holiday),
        offer("unknown", km=3),
    )
    assert names(search("", "SHELTER")) == ["fourth Tuesday", "unknown", "holiday"]
    assert names(search("", "SHELTER", open_now=True)) == ["fourth Tuesday"]


def test_order_does_not_depend_on_the_order_of_indexing() -> None:
    sites = [offer("same", km=1) for _ in range(6)]
    indexed(*sites)
    first = [item.service.pk for item in search("", "SHELTER").items]
    indexed(*reversed(sites))
    assert [item.service.pk for item in search("", "SHELTER").items] == first == sorted(first)


@pytest.mark.parametrize("number", [1, 30])
def test_a_search_takes_a_fixed_number_of_queries(number: int) -> None:
    sites = [offer(f"Albergue {again}", schedules=ALWAYS) for again in range(number)]
    for site in sites:
        factories.capacity(site.service, site)
    indexed(*sites)
    with CaptureQueriesContext(connection) as queries:
        search("albergue", "SHELTER")
    # entries, capacities, sites; with few results the wider circle too
    assert len(queries) == (4 if number == 1 else 3)


def test_nothing_that_is_no_help_is_found_by_any_search() -> None:
    indexed(
        offer("Estación migratoria", is_help=False), offer("Redada", organization=factories.organization(is_help=False))
    )
    for text in ("estacion", "redada", "migratoria", ""):
        for need in NeedKind.values:
            found = search(text, need)
            assert (found.total, found.wider, found.other_needs) == (0, 0, [])


def test_an_index_that_lags_behind_shows_nothing_that_is_no_help() -> None:
    site, line = offer("Estación"), factories.service(name="Línea", needs=["SHELTER"])
    indexed(site, line)
    type(line).objects.update(is_help=False)
    assert names(search("", "SHELTER")) == []


def test_wide_circles_and_edges_of_the_map_are_searched() -> None:
    indexed(offer("here"))
    for place in (Near(89.9, 0), Near(-89.9, 179.9), Near(0, -180), near()):
        find(Query(near=place, radius_km=1_000_000), now=NOW)
    assert names(search("", radius_km=5_000)) == ["here"]
    assert names(search("", near=Near(near().latitude + 30 * KM_NORTH, near().longitude), radius_km=28)) == []


tricky = st.sampled_from(
    ['"', "'", "*", "NEAR(", " OR ", " AND ", ":*", "&|!()<->", "\\", "\0", ";--", "%", "n:food", "é", "ß"]
)
texts = st.lists(st.text(max_size=12) | tricky, max_size=6).map("".join)


@given(
    text=texts,
    needs=st.lists(st.sampled_from(NeedKind.values), max_size=2).map(tuple),
    spoken=st.lists(st.text(max_size=5) | tricky, max_size=2).map(tuple),
    point=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    radius=st.floats(0.1, 1e6),
    audience=st.sampled_from(["", *Audience.values]),
    flags=st.tuples(*[st.booleans()] * 4),
    page=st.integers(-2, 1000),
)
@settings(max_examples=hostile.EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_queries_find_something_or_nothing(
    hostile_network: None,
    text: str,
    needs: tuple[str, ...],
    spoken: tuple[str, ...],
    point: tuple[float, float] | None,
    radius: float,
    audience: str,
    flags: tuple[bool, bool, bool, bool],
    page: int,
) -> None:
    open_now, has_room, accessible, no_papers = flags
    found = find(
        Query(
            needs=needs,
            near=Near(*point, country="MX", admin1="05' OR 1") if point else None,
            radius_km=radius,
            text=text,
            language="ht",
            open_now=open_now,
            has_room=has_room,
            spoken=spoken,
            audience=audience,
            accessible=accessible,
            no_papers=no_papers,
            page=page,
        ),
        now=NOW,
    )
    assert found.total >= len(found.items)


@pytest.fixture
def hostile_network() -> None:
    indexed(offer("Albergue", schedules=ALWAYS), offer("Refugio", visibility=Visibility.HIDDEN), factories.service())


def test_filters_count_in_the_wider_circle_too() -> None:
    indexed(offer("open", km=100, schedules=ALWAYS), offer("closed", km=100, schedules=NEVER_ON_TUESDAY))
    assert search("", "SHELTER").wider == 2
    assert search("", "SHELTER", open_now=True).wider == 1
