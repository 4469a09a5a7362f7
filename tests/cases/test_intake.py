from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.keys import KeysNotOpened, KeysOutdated, rotate
from acogida.accounts.locks import NotAllowed
from acogida.accounts.models import AuditEvent
from acogida.cases import codes
from acogida.cases.enums import AgeBand, ErasureReason, NeedStatus, Relation, Status, Urgency
from acogida.cases.facts import Facts, MemberFacts, NeedFacts, NotAFact, PreferenceFacts, SkillFacts, Whereabouts
from acogida.cases.identity import IdentityChangedMeanwhile, NotAnIdentityField, person_path, phone_path
from acogida.cases.keystore.models import DataKey, Shredded
from acogida.cases.locking import WrongStatus
from acogida.cases.models import Erasure, Household, SealedRecord
from acogida.cases.selectors import Filters, by_code, drafts_of, get_for, list_for
from acogida.cases.services import intake
from acogida.cases.services.intake import ConsentMissing, FactsChangedMeanwhile
from acogida.directory.enums import NeedKind
from tests.accounts.people import NOW
from tests.cases.families import LATER, PHONE, family

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_draft_begins_with_its_first_field(casa):
    household = intake.start_draft(by=casa.by, now=NOW)
    assert (household.status, household.members.count()) == (Status.DRAFT, 1)
    assert DataKey.objects.get(household_id=household.pk).pk == household.key_id
    assert list(drafts_of(casa.by)) == [household]
    assert list(list_for(casa.by)) == []


def test_a_registered_household_says_in_codes_what_was_told(casa):
    household = casa.register("Rosalba Quimera", "Nino Quimera")
    listed = list_for(casa.by).get()
    assert (listed, listed.size, [need.kind for need in listed.open_needs]) == (household, 2, ["SCHOOL", "SHELTER"])
    assert [skill.group for skill in household.skills.all()] == ["7"]
    assert household.kin.get().country == "CL"
    assert [person.name for person in casa.identity(household).people.values()] == ["Rosalba Quimera", "Nino Quimera"]


def test_a_file_is_kept_only_with_consent(casa):
    draft = casa.draft("Rosalba Quimera")
    with pytest.raises(ConsentMissing):
        intake.finish(household=draft, by=casa.by, now=NOW)
    casa.agree(draft)
    assert intake.finish(household=draft, by=casa.by, now=NOW).status == Status.OPEN


def test_finishing_twice_is_refused(casa):
    household = casa.register()
    with pytest.raises(WrongStatus):
        intake.finish(household=household, by=casa.by, now=NOW)


def test_a_discarded_draft_is_erased(casa):
    draft = casa.draft("Rosalba Quimera")
    intake.discard(household=draft, by=casa.by, now=NOW)
    assert not Household.objects.exists()
    assert not DataKey.objects.exists()
    assert Shredded.objects.get().pk == draft.pk
    assert (erasure := Erasure.objects.get()).reason == ErasureReason.DISCARDED
    assert erasure.finished_at == NOW


def test_a_household_that_was_finished_meanwhile_is_not_discarded(casa):
    household = casa.register()
    with pytest.raises(WrongStatus):
        intake.discard(household=household, by=casa.by, now=NOW)
    assert casa.identity(household)


def test_others_do_not_find_it(casa, other):
    household = casa.draft()
    for asked in (household.pk, uuid4()):
        with pytest.raises(Household.DoesNotExist):
            get_for(other.by, asked)
    with pytest.raises(Household.DoesNotExist):
        other.call(household, "+52 000")
    assert not by_code(other.by, household.code).exists()


def test_a_planner_reads_and_begins_nothing(casa):
    household = casa.register()
    planner = casa.organisation.join(Role.PLANNER).acting()
    with pytest.raises(Household.DoesNotExist):
        get_for(planner, household.pk)
    with pytest.raises(NotAllowed):
        intake.start_draft(by=planner, now=NOW)


def test_a_colleague_without_the_key_sees_codes_and_opens_nothing(casa):
    household = casa.register()
    colleague = casa.organisation.join(granted=False).acting()
    assert get_for(colleague, household.pk) == household
    with pytest.raises(KeysNotOpened):
        intake.start_draft(by=colleague, now=NOW)


def test_an_outdated_key_seals_nothing_new(casa):
    before = casa.by
    rotate(by=casa.by, now=NOW)
    with pytest.raises(KeysOutdated):
        intake.start_draft(by=before, now=NOW)
    assert not Household.objects.exists()


def test_two_tabs_do_not_overwrite_each_other(casa):
    household = casa.draft("Rosalba Quimera")
    version = casa.identity(household).version
    casa.call(household, "+52 55", version=version)
    intake.change_identity(
        household=household, by=casa.by, changes={"contact": "por la tarde"}, version=version, now=LATER
    )
    after = casa.identity(household)
    assert (after.phones[PHONE].number, after.contact) == ("+52 55", "por la tarde")


def test_the_same_field_changed_twice_is_shown_to_the_second(casa):
    household = casa.draft()
    version = casa.identity(household).version
    casa.call(household, "+52 55", version=version)
    with pytest.raises(IdentityChangedMeanwhile) as refused:
        casa.call(household, "+52 66", version=version)
    assert refused.value.paths == (phone_path(PHONE, "number"),)
    assert "+52" not in str(refused.value)
    assert casa.call(household, "+52 55", version=version).version == version + 1  # the same again changes nothing


def test_sections_of_facts_are_merged_alike(casa):
    household = casa.draft()
    version = household.facts_version
    change = {"household": household, "by": casa.by, "version": version, "now": LATER}
    intake.change_facts(facts=Facts(languages=("fr",)), **change)
    after = intake.change_facts(facts=Facts(whereabouts=Whereabouts(None)), **change)
    assert (after.languages, after.locality) == (["fr"], None)
    with pytest.raises(FactsChangedMeanwhile) as refused:
        intake.change_facts(facts=Facts(languages=("pt",), kin=()), **change)
    assert refused.value.sections == ("languages",)


def test_somebody_who_left_leaves_no_name(casa):
    facts = family()
    household = casa.draft("Rosalba Quimera", "Nino Quimera", facts=facts)
    only = Facts(members=facts.members[:1])
    intake.change_facts(household=household, by=casa.by, facts=only, version=household.facts_version, now=LATER)
    assert [person.given for person in casa.identity(household).people.values()] == ["Rosalba"]
    assert not household.needs.filter(kind=NeedKind.SCHOOL).exists()


def test_a_need_no_longer_told_stays_as_history_once_registered(casa):
    household = casa.register()
    told = Facts(needs=(NeedFacts(NeedKind.SHELTER, Urgency.DAYS_3), NeedFacts(NeedKind.FOOD)))
    intake.change_facts(household=household, by=casa.by, facts=told, version=household.facts_version, now=LATER)
    found = {need.kind: (need.status, need.urgency) for need in household.needs.all()}
    assert found == {
        "SHELTER": (NeedStatus.OPEN, Urgency.DAYS_3),
        "SCHOOL": (NeedStatus.NO_LONGER, Urgency.WEEKS_2),
        "FOOD": (NeedStatus.OPEN, Urgency.WEEKS_2),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        Facts(languages=("xx9",)),
        Facts(whereabouts=Whereabouts(1)),
        Facts(preferences=(PreferenceFacts("PREFERS", "XX"),)),
        Facts(members=(MemberFacts(age_band="old"),)),
        Facts(members=tuple(MemberFacts() for _ in range(41))),
        Facts(needs=(NeedFacts("GOLD"),)),
        Facts(skills=(SkillFacts("1", uuid4()),)),
        Facts(needs=(NeedFacts(NeedKind.FOOD, member=uuid4()),)),
        Facts(needs=(NeedFacts(NeedKind.FOOD, from_date=NOW.date(), until_date=NOW.date() - timedelta(1)),)),
    ],
)
def test_only_what_a_form_offers_is_taken(casa, wrong):
    with pytest.raises(NotAFact):
        intake.start_draft(by=casa.by, facts=wrong, now=NOW)
    assert not Household.objects.exists()


def test_a_member_of_another_household_is_not_taken_over(casa, other):
    theirs = other.draft().members.first()
    mine = casa.draft()
    stolen = Facts(members=(MemberFacts(AgeBand.FROM_60, Relation.SPEAKER, id=theirs.pk),))
    with pytest.raises(NotAFact):
        intake.change_facts(household=mine, by=casa.by, facts=stolen, version=1, now=LATER)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("passport", "1"),
        ("people.x.given", "Ana"),
        (f"people.{UUID(int=7)}.given", "Ana"),
        (f"phones.{PHONE}.number", "9" * 201),
        (f"people.{PHONE}.birth_date", "31/05/1990"),
        (f"people.{PHONE}.birth_date", "1990-13"),
        (f"people.{PHONE}.__class__", "x"),
    ],
)
def test_only_fields_that_there_are_are_sealed(casa, path, text):
    household = casa.draft()
    with pytest.raises(NotAnIdentityField) as refused:
        intake.change_identity(household=household, by=casa.by, changes={path: text}, version=1, now=LATER)
    assert text not in str(refused.value) or len(text) == 1


@pytest.mark.parametrize("text", ["1990", "1990-05", "1990-05-31"])
def test_a_birth_date_is_as_exact_as_they_say(casa, text):
    household = casa.draft("Rosalba Quimera")
    path = person_path(household.members.first().pk, "birth_date")
    changes = {path: f" {text} "}
    after = intake.change_identity(household=household, by=casa.by, changes=changes, version=1, now=LATER)
    assert after.values()[path] == text


def test_nothing_of_them_is_shown_by_repr_or_str(casa):
    household = casa.draft("Rosalba Quimera")
    identity = casa.identity(household)
    shown = [household, identity, *identity.people.values(), casa.by, SealedRecord.objects.get()]
    assert not [one for one in shown if "Rosalba" in repr(one) + str(one)]


def test_how_long_a_name_is_does_not_show(casa):
    lengths = {len(SealedRecord.objects.get(household=casa.draft(name)).sealed) for name in ("Li", "Ana " + "x" * 190)}
    assert len(lengths) == 1


def test_codes_are_read_aloud_without_doubt(casa):
    household = casa.register()
    spoken = household.short_code.lower().replace("0", "o").replace("1", "l")
    assert list(by_code(casa.by, spoken)) == [household]
    assert list(by_code(casa.by, household.long_code)) == [household]
    assert not by_code(casa.by, household.code[:5]).exists()
    assert len({codes.new_code() for _ in range(1000)}) == 1000
    assert all(len(codes.new_code()) == 26 for _ in range(100))


def test_lists_are_filtered(casa):
    first, second = casa.register(), casa.register(now=LATER, facts=replace(family(), languages=("pt",), needs=()))
    assert list(list_for(casa.by)) == [second, first]
    assert list(list_for(casa.by, Filters(need=NeedKind.SHELTER, urgency=Urgency.TODAY))) == [first]
    assert list(list_for(casa.by, Filters(need=NeedKind.SCHOOL, urgency=Urgency.TODAY))) == []
    assert list(list_for(casa.by, Filters(language="pt"))) == [second]
    assert list(list_for(casa.by, Filters(locality=first.locality))) == [second, first]
    assert list(list_for(casa.by, Filters(status=Status.CLOSED))) == []


def test_whatever_is_done_is_in_the_audit_log(casa):
    household = casa.register()
    found = AuditEvent.objects.filter(subject=household.pk).order_by("number").values_list("action", flat=True)
    expected = [AuditAction.HOUSEHOLD_STARTED, AuditAction.CONSENT_RECORDED, AuditAction.HOUSEHOLD_REGISTERED]
    assert list(found) == expected
