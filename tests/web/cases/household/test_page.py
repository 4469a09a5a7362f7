from uuid import uuid4

import pytest

from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import AuditEvent
from acogida.cases.enums import NeedStatus, Purpose
from acogida.cases.facts import Facts, NeedFacts
from acogida.cases.services import documents, intake, merging, notes
from acogida.core import clock
from acogida.directory.enums import NeedKind
from tests.web.accounts.signed_in import Office
from tests.web.cases.household.conftest import address, case, consent, register

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

READ_ONLY = [
    "household",
    "timeline",
    "identity",
    "need-add",
    "note-add",
    "document-add",
    "consent-choose",
    "options",
    "merge",
    "erase",
]


def test_it_shows_the_family_and_what_it_needs(family):
    page = family.read()
    for said in (
        family.household.short_code,
        "Marisol Pierre",
        "Wilner Pierre",
        "+52 962 555 0177",
        "Only after six.",
        "Kreyòl ayisyen, Español",
        "Tapachula, Chiapas",
        "keep a file and help here",
        "The household was registered",
    ):
        assert said in page, said


def test_what_was_kept_as_it_was_typed_is_one_line(family):
    for number in range(5):
        facts = Facts(languages=("es",) if number % 2 else ("ht",))
        household = family.household
        household.refresh_from_db()
        intake.change_facts(
            household=household, by=family.by, facts=facts, version=household.facts_version, now=clock.now()
        )
    for name in ("household", "timeline"):
        page = family.read(name)
        assert page.count("Facts were changed") == 1
        assert "5 times since" in page
    assert family.household.timeline.filter(code="FACTS_CHANGED").count() == 5


def test_every_opening_is_in_the_audit_log(family):
    reads = AuditEvent.objects.filter(action=AuditAction.HOUSEHOLD_READ, subject=family.household.pk)
    before = reads.count()
    family.read()
    assert reads.count() == before + 1
    assert reads.latest("number").actor == family.colleague.user.pk


def test_without_a_key_the_page_says_what_to_do_and_shows_no_name(family):
    newcomer = family.office.colleague(name="Nuevo", with_key=False).client()
    page = newcomer.get(family.url()).content.decode()
    assert "Marisol" not in page
    assert "Ask a colleague to give it to you" in page
    assert family.household.short_code in page


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_belongs_to_others_answers_like_what_is_absent(family, name):
    stranger = Office.open("Otra Casa").colleague().client()
    forbidden = stranger.get(address(name, family.household.pk))
    absent = stranger.get(address(name, uuid4()))
    assert (forbidden.status_code, forbidden.content) == (absent.status_code, absent.content)
    assert forbidden.status_code == 404
    assert family.client.get(family.url(name)).status_code == 200


@pytest.mark.parametrize("name", READ_ONLY)
def test_a_planner_sees_none_of_it(family, name):
    planner = family.office.colleague(Role.PLANNER, name="Plan").client()
    assert planner.get(family.url(name)).status_code == 404


def test_a_need_is_added_changed_and_closed(family):
    family.client.post(family.url("need-add"), {"kind": "FOOD", "urgency": "TODAY"})
    need = family.household.needs.get(kind="FOOD")
    assert (need.urgency, need.status) == ("TODAY", NeedStatus.OPEN)
    url = family.url("need", need=need.pk)
    said = {"urgency": "WEEKS_2", "was": "TODAY None None"}
    assert family.client.post(url, said).status_code == 302
    need.refresh_from_db()
    assert need.urgency == "WEEKS_2"
    family.client.post(url, {"status": "MET"})
    need.refresh_from_db()
    assert need.status == NeedStatus.MET
    assert family.household.needs.filter(status=NeedStatus.OPEN).count() == 2


def test_a_need_that_somebody_changed_meanwhile_is_not_overwritten_silently(family):
    need = family.household.needs.get(kind="HEALTH")
    url = family.url("need", need=need.pk)
    stale = {"urgency": "DAYS_3", "was": f"{need.urgency} None None"}
    family.client.post(url, {"urgency": "TODAY", "was": f"{need.urgency} None None"})
    answer = family.client.post(url, stale)
    assert answer.status_code == 409
    need.refresh_from_db()
    assert need.urgency == "TODAY"
    assert 'value="DAYS_3" selected' in answer.content.decode()


def test_a_note_is_kept_and_corrected_with_what_it_said_before(family):
    family.client.post(family.url("note-add"), {"text": "Speaks softly."})
    note = family.household.notes.get()
    url = family.url("note", note=note.pk)
    family.client.post(url, {"text": "Speaks slowly.", "versions": "1"})
    assert "Speaks slowly." in family.read()
    assert "Speaks softly." not in family.read()
    assert "Speaks softly." in family.read("note", note=note.pk)
    stale = family.client.post(url, {"text": "Another tab.", "versions": "1"})
    assert stale.status_code == 409
    assert "Another tab." in stale.content.decode()
    assert note.versions.count() == 2


def test_a_colleague_can_not_correct_my_note(family):
    note = notes.add(household=family.household, by=family.by, text="Mine.", now=clock.now())
    other = family.office.colleague(name="Otra").client()
    answer = other.post(family.url("note", note=note.pk), {"text": "Yours.", "versions": "1"})
    assert answer.status_code == 422
    assert note.versions.count() == 1


def test_a_file_is_closed_and_opened_again(family):
    family.client.post(family.url("close"))
    assert "Open the file again" in family.read()
    family.client.post(family.url("reopen"))
    assert "Close the file" in family.read()


def test_files_are_compared_merged_and_parted(family):
    other = register(family.colleague)
    page = family.client.get(family.url("merge"), {"code": other.short_code}).content.decode()
    assert "They are the same people" in page
    family.client.post(family.url("merge"), {"code": other.code})
    other.refresh_from_db()
    assert other.merged_into_id == family.household.pk
    assert "Open that one" in family.client.get(address("household", other.pk)).content.decode()
    (row,) = merging.Merge.objects.all()
    family.client.post(family.url("merge-undo", merge=row.pk))
    other.refresh_from_db()
    assert other.merged_into_id is None


def test_what_was_merged_is_reached_from_the_file_that_stays_until_it_is_undone(family):
    other = register(family.colleague, members=3)
    notes.add(household=other, by=family.by, text="Came by bus.", now=clock.now())
    documents.add(household=other, by=family.by, title="Acta", chunks=[b"%PDF-1.7 acta"], now=clock.now())
    changes = {f"people.{other.members.first().pk}.given": "Teodora"}
    intake.change_identity(household=other, by=family.by, changes=changes, version=1, now=clock.now())
    intake.change_facts(
        household=other, by=family.by, facts=Facts(needs=(NeedFacts(NeedKind.SCHOOL),)), version=1, now=clock.now()
    )
    row = merging.merge(kept=family.household, merged=other, by=family.by, now=clock.now())
    reads = AuditEvent.objects.filter(action=AuditAction.HOUSEHOLD_READ, subject=other.pk)
    page = family.read()
    for said in ("Marisol Pierre", "Teodora Pierre", "Dayana Pierre", "Came by bus.", "Acta", "School"):
        assert said in page, said
    assert reads.count() == 1
    (paper,) = other.documents.all()
    assert family.client.get(family.url("document", document=paper.pk)).status_code == 200
    assert address("household", other.pk) in page
    assert "Teodora Pierre" in family.client.post(family.url("own-copy")).content.decode()
    merging.undo(merge=row, by=family.by, now=clock.now())
    assert "Teodora" not in family.read()


def test_a_draft_leads_to_where_it_is_finished(family):
    draft = intake.start_draft(by=family.by, now=clock.now())
    answer = family.client.get(address("household", draft.pk))
    assert (answer.status_code, answer["Location"]) == (302, address("intake", draft.pk))
    without_key = family.office.colleague(name="Nuevo", with_key=False).client()
    assert without_key.get(address("household", draft.pk)).status_code == 200


def test_a_file_of_others_can_not_be_merged_in(family):
    stranger = case(office=Office.open("Otra Casa"))
    answer = family.client.post(family.url("merge"), {"code": stranger.household.code})
    assert answer.status_code == 422
    assert "No other file of yours has this code." in answer.content.decode()


def test_who_opened_it_is_for_coordinators(family):
    family.read()
    assert family.client.get(family.url("opened")).status_code == 404
    coordinator = family.office.colleague(Role.COORDINATOR, name="Luz").client()
    page = coordinator.get(family.url("opened")).content.decode()
    assert "File of a household read" in page
    assert "Ana Pérez" in page


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_erasing_asks_for_the_code():
    family = case()
    wrong = family.client.post(family.url("erase"), {"code": "0000-0000"})
    assert wrong.status_code == 422
    done = family.client.post(family.url("erase"), {"code": family.household.short_code.lower()})
    assert done.status_code == 302
    assert family.client.get(family.url()).status_code == 404


def test_the_page_of_a_large_family_takes_few_queries(django_assert_num_queries):
    family = case(members=8)
    for number in range(30):
        notes.add(household=family.household, by=family.by, text=f"Note {number}", now=clock.now())
    consent(family.household, family.colleague, Purpose.PLAN)
    family.client.get(family.url())
    with django_assert_num_queries(27):
        family.client.get(family.url())
