"""Real services for a need of a household, with the reasons, on a small network around Tapachula."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from acogida.cases.enums import Answer
from acogida.cases.fitting.remarks import Code, Remark
from acogida.cases.fitting.situation import Situation, Someone
from acogida.cases.options import Option, Options, options_for
from acogida.directory import gazetteer
from acogida.directory.enums import ServiceStatus, Visibility
from acogida.directory.search import index
from tests.directory import factories
from tests.directory.factories import NOW
from tests.directory.search.network import ALWAYS, indexed, near, offer

pytestmark = pytest.mark.django_db

MOTHER, FATHER = Someone(18, 59, "F"), Someone(18, 59, "M")
CHILD, TEENAGER = Someone(0, 4), Someone(12, 17)
FAMILY = (MOTHER, FATHER, CHILD, TEENAGER)
FLAT = {"parts": {"accessibility": [{"id": "1", "description": "Rampa"}]}}


def options(need: str = "SHELTER", people=FAMILY, *, answers=None, **known) -> Options:
    known.setdefault("near", near())
    return options_for(situation=Situation(people, **known), need=need, now=NOW, language="es", answers=answers)


def only(found: Options) -> Option:
    (option,) = (*found.offered, *found.unfit)
    return option


def codes(option: Option) -> set[Code]:
    return {remark.code for remark in option.remarks}


def shelter(name: str = "Albergue", **known):
    known.setdefault("schedules", ALWAYS)
    site = offer(name, **known)
    indexed(site)
    return site


def beds(site, available, **told):
    factories.capacity(site.service, site, **{"available": available, "maximum": None} | told)


@pytest.mark.parametrize(
    ("audiences", "people", "code", "fits"),
    [
        ([], FAMILY, None, True),
        (["FAMILIES"], FAMILY, Code.FOR_THEM, True),
        (["FAMILIES"], (MOTHER,), Code.FOR_OTHERS, False),
        (["WOMEN"], FAMILY, Code.FOR_OTHERS, False),
        (["WOMEN"], (MOTHER, CHILD), Code.FOR_THEM, True),
        (["WOMEN"], (Someone(18, 59),), Code.MAY_BE_FOR_OTHERS, True),
        (["WOMEN"], (Someone(18, 59, "X"),), Code.FOR_OTHERS, False),
        (["MEN", "FAMILIES"], (FATHER,), Code.FOR_THEM, True),
        (["MINORS"], (TEENAGER,), Code.FOR_THEM, True),
        (["MINORS"], FAMILY, Code.FOR_OTHERS, False),
        (["MINORS"], (Someone(0, 120),), Code.MAY_BE_FOR_OTHERS, True),
        (["LGBT"], (FATHER,), Code.MAY_BE_FOR_OTHERS, True),
        (["WOMEN"], (TEENAGER,), Code.MAY_BE_FOR_OTHERS, True),
        (["WOMEN"], (Someone(12, 17, "M"),), Code.FOR_OTHERS, False),
    ],
)
def test_for_whom_it_is(audiences, people, code, fits):
    shelter(audiences=audiences)
    option = only(options(people=people))
    assert option.fits is fits
    if code:
        assert code in codes(option)


@pytest.mark.parametrize(
    ("audiences", "people", "code", "fits"),
    [
        (["WOMEN"], FAMILY, Code.FOR_THEM, True),
        (["WOMEN"], (FATHER,), Code.FOR_OTHERS, False),
        (["WOMEN"], (FATHER, CHILD), Code.MAY_BE_FOR_OTHERS, True),
        (["MINORS"], FAMILY, Code.FOR_THEM, True),
        (["MINORS"], (MOTHER, FATHER), Code.FOR_OTHERS, False),
        (["FAMILIES"], (MOTHER,), Code.FOR_OTHERS, False),
    ],
)
def test_to_a_clinic_one_of_them_may_go_alone(audiences, people, code, fits):
    shelter(needs=["HEALTH"], audiences=audiences)
    option = only(options("HEALTH", people))
    assert (option.fits, code in codes(option)) == (fits, True)


@pytest.mark.parametrize(
    ("need", "ages", "people", "code", "fits"),
    [
        ("SHELTER", (18, None), FAMILY, Code.TOO_YOUNG, False),
        ("JOB", (18, None), FAMILY, None, True),
        ("JOB", (18, None), (TEENAGER,), Code.TOO_YOUNG, False),
        ("SCHOOL", (None, 17), FAMILY, None, True),
        ("SCHOOL", (None, 17), (FATHER,), Code.TOO_OLD, False),
        ("HEALTH", (60, None), FAMILY, Code.TOO_YOUNG, False),
        ("HEALTH", (25, None), FAMILY, Code.MAY_BE_TOO_YOUNG, True),
        ("HEALTH", (60, None), (Someone(0, 120),), Code.MAY_BE_TOO_YOUNG, True),
        ("HEALTH", (None, 3), (CHILD,), Code.MAY_BE_TOO_OLD, True),
    ],
)
def test_whose_age_it_asks(need, ages, people, code, fits):
    shelter(needs=[need], minimum_age=ages[0], maximum_age=ages[1])
    option = only(options(need, people))
    assert (option.fits, code is None or code in codes(option)) == (fits, True)


def test_rules_on_age_gender_and_family_count_like_the_words():
    shelter("Mujeres", eligibility=[{"fact": "gender", "op": "=", "value": "female"}])
    shelter("Adultos", eligibility=[{"fact": "age", "op": ">=", "value": 18}])
    shelter("Familias", eligibility=[{"fact": "family", "op": "=", "value": True}])
    found = options()
    assert [one.result.service.name for one in found.offered] == ["Familias"]
    assert {one.result.service.name for one in found.unfit} == {"Mujeres", "Adultos"}


@pytest.mark.parametrize(
    ("available", "told", "code", "fits"),
    [
        (4, {}, Code.ROOM_FOR_ALL, True),
        (3, {}, Code.TOO_FEW, False),
        (0, {}, Code.FULL, False),
        (9, {"audience": "WOMEN"}, Code.ROOM_NOT_KNOWN, True),
        (9, {"audience": "FAMILIES"}, Code.ROOM_FOR_ALL, True),
        (9, {"updated_at": NOW - timedelta(days=3)}, Code.ROOM_NOT_KNOWN, True),
        (None, {}, Code.ROOM_NOT_KNOWN, True),
    ],
)
def test_room_is_held_against_the_size_of_the_family(available, told, code, fits):
    beds(shelter(), available, **told)
    option = only(options())
    assert (option.fits, code in codes(option)) == (fits, True), codes(option)


def test_one_person_needs_one_place():
    beds(shelter(), 1)
    assert Code.HAS_ROOM in codes(only(options(people=(FATHER,))))


def test_an_appointment_is_not_counted_in_heads():
    beds(shelter(needs=["HEALTH"]), 1, unit="appointment")
    assert Code.HAS_ROOM in codes(only(options("HEALTH")))


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.AREA_ONLY])
def test_of_a_place_that_is_not_public_no_number_is_told(visibility):
    beds(shelter(visibility=visibility), 3)
    option = only(options())
    assert Code.HOW_MUCH_ROOM in codes(option)
    assert "3" not in option.line
    assert option.fits


@pytest.mark.parametrize(
    ("spoken", "household", "code"),
    [
        (["es", "ht"], ("ht",), Code.SPEAKS),
        (["es"], ("ht",), Code.SPEAKS_OTHERS),
        ([], ("ht",), None),
        (["es"], (), None),
    ],
)
def test_languages(spoken, household, code):
    shelter(languages=spoken)
    option = only(options(languages=household))
    assert option.fits
    assert {one for one in codes(option) if one in {Code.SPEAKS, Code.SPEAKS_OTHERS}} == ({code} if code else set())


@pytest.mark.parametrize(
    ("place", "code", "fits"),
    [
        (FLAT, Code.STEP_FREE, True),
        ({"parts": {"accessibility": [{"id": "1", "description": "No hay rampa"}]}}, Code.HAS_STEPS, False),
        ({"parts": {}}, Code.STEPS_NOT_KNOWN, True),
    ],
)
def test_whoever_can_not_climb_stairs(place, code, fits):
    shelter(place=place)
    option = only(options(needs_step_free=True))
    assert (option.fits, code in codes(option)) == (fits, True)
    assert code not in codes(only(options()))


@pytest.mark.parametrize(
    ("fields", "answer", "code", "fits"),
    [
        ({"papers_needed": True}, None, Code.ASKS_PAPERS, True),
        ({"papers_needed": True}, Answer.UNKNOWN, Code.ASKS_PAPERS, True),
        ({"papers_needed": True}, Answer.YES, Code.FULFILS, True),
        ({"papers_needed": True}, Answer.NO, Code.DOES_NOT_FULFIL, False),
        ({"eligibility_description": "Solo con ficha"}, None, Code.SAYS_FOR_WHOM, True),
        ({"eligibility": [{"fact": "country", "op": "=", "value": "HN"}]}, None, Code.HAS_CONDITION, True),
    ],
)
def test_a_condition_is_answered_by_whoever_knows_them(fields, answer, code, fits):
    site = shelter(**fields)
    option = only(options(answers={site.service_id: answer} if answer else {}))
    assert (option.asks_condition, option.answer) == (True, answer)
    assert (option.fits, code in codes(option)) == (fits, True)


def test_without_a_condition_nothing_is_asked_and_no_answer_counts():
    site = shelter()
    option = only(options(answers={site.service_id: Answer.NO}))
    assert (option.asks_condition, option.answer, option.fits) == (False, None, True)


def test_where_they_do_not_want_to_be():
    shelter()
    tapachula = gazetteer.find("Tapachula")[0].geonameid
    assert Code.REFUSED_COUNTRY in codes(only(options(refused_countries=frozenset({"MX"}))))
    assert Code.REFUSED_PLACE in codes(only(options(refused_places=frozenset({tapachula}))))
    elsewhere = options(refused_places=frozenset({gazetteer.find("Tijuana")[0].geonameid}))
    assert elsewhere.offered


def test_a_hidden_place_may_be_where_they_do_not_want_to_be():
    shelter(visibility=Visibility.HIDDEN)
    tapachula = gazetteer.find("Tapachula")[0].geonameid
    option = only(options(refused_places=frozenset({tapachula})))
    assert option.fits
    assert Code.MAY_BE_REFUSED_PLACE in codes(option)


def test_what_is_closed_for_now_is_listed_with_that_reason():
    shelter(status=ServiceStatus.TEMPORARILY_CLOSED)
    option = only(options())
    assert (option.fits, option.line) == (False, "It is closed for now.")


def test_the_best_come_first_and_nothing_is_dropped():
    shelter("Lejos pero se entienden", km=9, languages=["ht"])
    shelter("Cerca", km=1, languages=["es"])
    shelter("De mujeres", km=1, audiences=["WOMEN"])
    beds(shelter("Con sitio", km=30, languages=["ht"]), 6)
    found = options(languages=("ht",))
    assert [one.result.service.name for one in found.offered] == ["Con sitio", "Lejos pero se entienden", "Cerca"]
    assert [one.result.service.name for one in found.unfit] == ["De mujeres"]
    assert (found.total, found.not_looked_at) == (4, 0)


def test_the_line_says_why_in_the_language_of_the_reader():
    beds(shelter(languages=["ht"]), 5)
    option = only(options(languages=("ht",)))
    assert option.line == "Room for all 4 people: 5 free. They speak Kreyòl ayisyen."
    with override("es"):
        assert "4 personas" in option.line or "4 people" in option.line  # the catalogues are written at the end


def test_every_remark_can_be_said():
    values = {
        "people": ("WOMEN", "FAMILIES"),
        "age": 18.0,
        "size": 4,
        "free": 3,
        "languages": ("es", "ht"),
        "country": "MX",
        "place": "Tapachula",
    }
    said = {code: str(Remark(code, values)) for code in Code}
    assert len(set(said.values())) >= len(Code) - 1  # FOR_THEM and FOR_OTHERS are the same words
    assert said[Code.TOO_FEW] == "Not enough free places for all 4 people: 3 free."


@pytest.mark.parametrize(("count", "known", "queries"), [(1, {}, 5), (30, {}, 4), (30, {"needs_step_free": True}, 5)])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, count, known, queries):
    """Of few results the directory also counts what lies farther away."""
    for number in range(count):
        beds(offer(f"Albergue {number}", schedules=ALWAYS, place=FLAT), 3)
    index.rebuild()
    options()
    with django_assert_num_queries(queries):
        options(**known)
