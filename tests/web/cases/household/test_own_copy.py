import pytest

from acogida.cases.enums import Answer, DataKind, HowGiven, NeedStatus, Purpose, SkillGroup, Stance
from acogida.cases.facts import Facts, KinFacts, NeedFacts, PreferenceFacts, SkillFacts, Whereabouts
from acogida.cases.services import consents, intake, merging, needs, notes
from acogida.cases.services.conditions import answer_condition
from acogida.core import clock
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from tests.directory import factories
from tests.web.cases.household.conftest import register

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def copy_of(family) -> str:
    return family.client.post(f"{family.url('own-copy')}?language=en").content.decode()


def full(family):
    """A second file of the same people, with something of everything."""
    household, by = register(family.colleague, members=3), family.by
    speaker = household.members.first()
    told = Facts(
        languages=("pt",),
        whereabouts=Whereabouts(gazetteer.find("Manaus")[0].geonameid),
        needs=(NeedFacts(NeedKind.SCHOOL), NeedFacts(NeedKind.LEGAL, member=speaker.pk)),
        preferences=(PreferenceFacts(Stance.REFUSES, "PE"),),
        skills=(SkillFacts(SkillGroup.CRAFTS, speaker.pk),),
        kin=(KinFacts("CL"),),
    )
    intake.change_facts(household=household, by=by, facts=told, version=1, now=clock.now())
    school = household.needs.get(kind=NeedKind.SCHOOL)
    needs.set_need_status(need=school, by=by, status=NeedStatus.MET, now=clock.now())
    changes = {f"people.{speaker.pk}.skills": "Mends roofs"}
    intake.change_identity(household=household, by=by, changes=changes, version=1, now=clock.now())
    note = notes.add(household=household, by=by, text="Came by buss.", now=clock.now())
    notes.correct(note=note, by=by, text="Came by bus.", now=clock.now())
    agreed = consents.record(
        household=household,
        by=by,
        purpose=Purpose.PLAN,
        kinds=[DataKind.SKILLS],
        how=HowGiven.SPOKEN,
        witness="Testigo Uno",
        language="es",
        now=clock.now(),
    )
    consents.withdraw(consent=agreed, by=by, now=clock.now())
    service = factories.service(name="Comedor San José")
    answer_condition(household=household, service=service, answer=Answer.YES, by=by, now=clock.now())
    return household


SAID = (
    "Mends roofs",
    "Came by bus.",
    "Came by buss.",
    "Manaus",
    "School: met",
    "Legal",
    "Peru",
    "does not want to go there",
    "Chile",
    "Craft and related trades workers",
    "work you know",
    "It was withdrawn on",
    "Testigo Uno",
    "Comedor San José: fulfils the condition",
)


def test_it_holds_everything_in_their_language(family):
    notes.add(household=family.household, by=family.by, text="Wants to see the sea.", now=clock.now())
    page = family.client.post(family.url("own-copy")).content.decode()
    assert '<html lang="ht">' in page
    for said in ("Marisol Pierre", "Wants to see the sea.", "+52 962 555 0177", family.household.long_code):
        assert said in page


def test_it_holds_everything_of_a_file_that_was_merged_into_theirs(family):
    other = full(family)
    alone = copy_of(family)
    merging.merge(kept=family.household, merged=other, by=family.by, now=clock.now())
    whole = copy_of(family)
    assert [said for said in SAID if said in alone] == []
    assert [said for said in SAID if said not in whole] == []
