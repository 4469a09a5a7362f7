"""A household as it was registered, and what its caseworkers answered, held against real services."""

import pytest

from acogida.cases.enums import AgeBand, Answer, EventCode, Gender, Relation, Stance
from acogida.cases.facts import Facts, MemberFacts, PreferenceFacts
from acogida.cases.fitting.remarks import Code
from acogida.cases.fitting.situation import Someone, situation_of
from acogida.cases.models import ConditionAnswer, Household, TimelineEvent
from acogida.cases.options import options_of
from acogida.cases.services.conditions import answer_condition
from tests.cases.families import family, place
from tests.directory import factories
from tests.directory.factories import NOW
from tests.directory.search.network import ALWAYS, indexed, offer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def site(db):
    found = offer("Albergue", schedules=ALWAYS, papers_needed=True)
    indexed(found)
    return found


def options(household: Household):
    return options_of(household, need="SHELTER", now=NOW, language="es")


def codes(household: Household) -> set[Code]:
    found = options(household)
    return {remark.code for option in (*found.offered, *found.unfit) for remark in option.remarks}


def test_a_household_is_held_against_services_as_it_was_registered(casa):
    situation = situation_of(casa.register("Ana Ruiz"), "es")
    assert situation.people == (Someone(18, 59, "F"), Someone(5, 11))
    assert situation.languages == ("ht", "es")
    assert situation.near.label.startswith("Tapachula")
    assert situation.needs_step_free
    assert situation.refused_countries == {"US"}
    assert situation.refused_places == situation.wanted_countries == frozenset()


def test_what_was_not_said_is_not_made_up(casa):
    people = (MemberFacts(AgeBand.UNKNOWN, Relation.SPEAKER), MemberFacts(AgeBand.FROM_60, gender=Gender.ANOTHER))
    wishes = (PreferenceFacts(Stance.REFUSES, "MX", place("Tapachula, MX")), PreferenceFacts(Stance.PREFERS, "CL"))
    situation = situation_of(casa.register(facts=Facts(members=people, preferences=wishes)), "es")
    assert situation.people == (Someone(0, 120), Someone(60, 120, "X"))
    assert (situation.near, situation.languages, situation.needs_step_free) == (None, (), False)
    assert (situation.refused_countries, situation.wanted_countries) == (frozenset(), {"CL"})
    assert situation.refused_places == {place("Tapachula, MX")}


def test_an_answer_decides_for_this_household_and_this_service(casa, site):
    household, other = casa.register("Ana Ruiz"), casa.register("Luz Mora")
    assert Code.ASKS_PAPERS in codes(household)
    for answer, code in ((Answer.NO, Code.DOES_NOT_FULFIL), (Answer.YES, Code.FULFILS)):
        answer_condition(household=household, service=site.service, answer=answer, by=casa.by, now=NOW)
        assert code in codes(household)
    assert Code.ASKS_PAPERS in codes(other)
    kept = ConditionAnswer.objects.get()
    assert (kept.answer, kept.answered_by, kept.answered_at) == (Answer.YES, casa.by.user, NOW)
    event = TimelineEvent.objects.filter(household=household).first()
    assert (event.code, event.subject) == (EventCode.CONDITION_ANSWERED, site.service_id)


def test_nobody_answers_for_a_household_of_others(casa, other, site):
    household = casa.register("Ana Ruiz")
    with pytest.raises(Household.DoesNotExist):
        answer_condition(household=household, service=site.service, answer=Answer.YES, by=other.by, now=NOW)
    assert not ConditionAnswer.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_grow(casa, django_assert_max_num_queries, count):
    """Members, preferences, answers; then those of the directory, of capacities and of places without steps."""
    sites = [offer(f"Albergue {number}", schedules=ALWAYS) for number in range(count)]
    for one in sites:
        factories.capacity(one.service, one, available=3)
    indexed(*sites)
    household = casa.register("Ana Ruiz", facts=family())
    options(household)
    with django_assert_max_num_queries(9):
        options(household)
