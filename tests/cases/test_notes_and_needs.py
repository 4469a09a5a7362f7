import pytest

from acogida.cases.enums import EventCode, NeedStatus, Status
from acogida.cases.keyring import KeyRing
from acogida.cases.locking import WrongStatus
from acogida.cases.models import Household, NoteVersion
from acogida.cases.selectors import timeline_of
from acogida.cases.services import needs, notes
from acogida.cases.services.notes import NoteIsEmpty, NoteIsTooLong, NotYourNote
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW
from tests.cases.families import LATER

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def texts(casa, note) -> list[str]:
    ring = KeyRing(casa.by, [note.household_id])
    return [notes.opened(version, note, ring) for version in note.versions.all()]


def test_a_corrected_note_keeps_what_it_said(casa):
    note = notes.add(household=casa.register(), by=casa.by, text=" Vino sola. ", now=NOW)
    notes.correct(note=note, by=casa.by, text="Vino con su hijo.", now=LATER)
    assert texts(casa, note) == ["Vino sola.", "Vino con su hijo."]


def test_nobody_corrects_the_note_of_another(casa):
    note = notes.add(household=casa.register(), by=casa.by, text="Vino sola.", now=NOW)
    with pytest.raises(NotYourNote):
        notes.correct(note=note, by=casa.organisation.join().acting(), text="No vino.", now=LATER)


@pytest.mark.parametrize(("text", "error"), [("  ", NoteIsEmpty), ("x" * 20_001, NoteIsTooLong)])
def test_a_note_says_something_of_bearable_length(casa, text, error):
    with pytest.raises(error):
        notes.add(household=casa.register(), by=casa.by, text=text, now=NOW)
    assert not NoteVersion.objects.exists()


def test_a_note_moved_to_another_place_does_not_open(casa):
    household = casa.register()
    one, two = (notes.add(household=household, by=casa.by, text=text, now=NOW) for text in ("uno", "dos"))
    moved = one.versions.get()
    NoteVersion.objects.filter(note=two).update(sealed=moved.sealed)
    with pytest.raises(CannotOpen):
        texts(casa, two)


def test_another_organisation_opens_nothing_with_its_key(casa, other):
    note = notes.add(household=casa.register(), by=casa.by, text="Vino sola.", now=NOW)
    with pytest.raises(CannotOpen):
        texts(other, note)
    with pytest.raises(Household.DoesNotExist):
        notes.correct(note=note, by=other.by, text="Otra cosa.", now=LATER)


def test_a_need_is_met_and_can_be_open_again(casa):
    need = casa.register().needs.get(kind="SHELTER")
    assert needs.set_need_status(need=need, by=casa.by, status=NeedStatus.MET, now=LATER).status_at == LATER
    assert needs.set_need_status(need=need, by=casa.by, status=NeedStatus.OPEN, now=LATER).status == NeedStatus.OPEN


def test_a_need_is_not_open_twice(casa):
    household = casa.register()
    need = household.needs.get(kind="SHELTER")
    needs.set_need_status(need=need, by=casa.by, status=NeedStatus.MET, now=LATER)
    twin = household.needs.create(kind="SHELTER", urgency="TODAY", created_at=LATER, status_at=LATER)
    with pytest.raises(WrongStatus):
        needs.set_need_status(need=need, by=casa.by, status=NeedStatus.OPEN, now=LATER)
    assert twin.status == NeedStatus.OPEN


def test_a_closed_file_can_be_opened_again(casa):
    household = casa.register()
    assert needs.close(household=household, by=casa.by, now=LATER).status == Status.CLOSED
    with pytest.raises(WrongStatus):
        needs.close(household=household, by=casa.by, now=LATER)
    assert needs.reopen(household=household, by=casa.by, now=LATER).closed_at is None
    codes = [event.code for event in timeline_of(household)]
    assert codes[:2] == [EventCode.REOPENED, EventCode.CLOSED]
