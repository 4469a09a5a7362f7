"""Asking for help without a caseworker: sealed, never lost, seen by the person at every step."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connections

from acogida.accounts.models import AuditEvent
from acogida.cases.keystore.models import DataKey
from acogida.core import crypto
from acogida.directory.enums import NeedKind
from acogida.referrals import access, receipt_keys
from acogida.referrals.enums import Reason
from acogida.referrals.helping import turns
from acogida.referrals.helping.content import NotARequest
from acogida.referrals.helping.desks import desks_for
from acogida.referrals.helping.enums import HelpState
from acogida.referrals.models import HelpMessage, HelpRequest, HelpTurn, Letter, Receipt
from acogida.referrals.services import help_desk, help_running, helping
from acogida.referrals.transitions import NotNow
from tests.accounts.people import NOW
from tests.referrals.helping import TAPACHULA, Asking, asking, written
from tests.referrals.network import LATER, SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PARTS = ("referrals", "cases", "keystore", "accounts", "directory")
PLANTED = ("Zqtelefono", "Zqpalabras", "Zqrespuesta", "Zqotravez")


@pytest.fixture
def asked() -> Asking:
    return asking()


def test_it_goes_to_who_serves_the_need_there_and_answers_such_requests(asked):
    names = {one.workspace.name for one in asked.desks}
    assert names == {"Albergue Uno", "Albergue Dos"}
    assert desks_for(needs=[NeedKind.JOB], locality=TAPACHULA, language="es", now=NOW) == []
    help_desk.set_desk(is_open=False, by=asked.net.shelter.by, now=NOW)
    left = desks_for(needs=[NeedKind.SHELTER], locality=TAPACHULA, language="es", now=NOW)
    assert [one.workspace.name for one in left] == ["Albergue Dos"]


def test_the_first_reads_it_and_the_person_sees_that_it_was_opened(asked):
    asked.send()
    first, second = asked.shelter(0), asked.shelter(1)
    assert asked.facts() == ["ASKED", "NEXT"]
    (turn,) = help_desk.to_answer(first.by)
    _, content = help_desk.open_request(turn_id=turn.pk, by=first.by, now=SOON)
    assert (content.words, content.size, content.spoken) == ("Zqpalabras: my child coughs", 3, ("es", "ht"))
    assert asked.facts() == ["OPENED", "NEXT"]
    assert AuditEvent.objects.filter(action="HELP_READ", workspace=first.id).count() == 1
    assert not help_desk.requests_of(second.by).exists()
    with pytest.raises(HelpTurn.DoesNotExist):
        help_desk.open_request(turn_id=asked.turn(1).pk, by=second.by, now=SOON)


def test_sent_twice_since_no_answer_came_it_is_one_request(asked):
    assert asked.send().pk == asked.send(now=SOON).pk
    assert (HelpRequest.objects.count(), Receipt.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": ()},
        {"people": {}},
        {"words": "x" * 1001},
        {"reach": "x" * 301},
        {"people": {"18_59": 41}},
    ],
)
def test_what_the_form_does_not_offer_is_refused(asked, wrong):
    with pytest.raises(NotARequest):
        asked.send(**wrong)
    assert not HelpRequest.objects.exists()


def test_nobody_to_ask_is_said(asked):
    with pytest.raises(helping.NobodyToAsk):
        helping.send(content=written(), code=asked.code, desks=[], now=NOW)


def test_it_moves_on_when_its_deadline_lapses_and_who_lapsed_reads_nothing_more(asked):
    request = asked.send()
    first = asked.turn(0)
    for at in (NOW + timedelta(hours=1), NOW + timedelta(hours=2)):
        assert help_running.due(now=at) == [request.pk]
        assert help_running.act(request.pk, now=at) is True
        assert help_running.act(request.pk, now=at) is False
    assert asked.facts() == ["LAPSED", "ASKED"]
    assert Letter.objects.filter(kind="HELP_SOON").exists()
    access.sweep()
    assert not DataKey.objects.filter(pk=first.key_id).exists()
    assert not help_desk.requests_of(asked.shelter(0).by).exists()
    assert help_desk.to_answer(asked.shelter(1).by).count() == 1


def test_a_node_that_stood_still_takes_no_time_from_anybody(asked):
    request = asked.send()
    late = NOW + timedelta(hours=9)
    assert help_running.act(request.pk, now=late) is True
    assert help_running.due(now=late + timedelta(minutes=59)) == []
    assert help_running.due(now=late + timedelta(hours=1)) == [request.pk]


def test_one_that_declines_passes_it_on_at_once(asked):
    asked.send()
    help_desk.decline(turn_id=asked.turn(0).pk, reason=Reason.NO_CAPACITY, by=asked.shelter(0).by, now=SOON)
    assert asked.facts() == ["DECLINED", "ASKED"]
    help_desk.decline(turn_id=asked.turn(1).pk, reason=Reason.CLOSED, by=asked.shelter(1).by, now=SOON)
    assert (asked.view().state, asked.view().may_send_on) == (HelpState.UNANSWERED, True)


def test_taking_it_begins_a_file_and_shuts_out_the_others(asked):
    request = asked.send()
    first = asked.shelter(0)
    household = help_desk.take(turn_id=asked.turn(0).pk, by=first.by, now=SOON)
    assert household.workspace_id == first.id
    assert household.members.count() == 3
    assert (household.locality, household.languages) == (TAPACHULA, ["es", "ht"])
    assert list(household.needs.values_list("kind", "urgency")) == [("SHELTER", "TODAY")]
    assert household.notes.count() == 1
    assert asked.facts() == ["TAKEN", "PASSED"]
    with pytest.raises(NotNow):
        help_desk.take(turn_id=asked.turn(0).pk, by=first.by, now=SOON)
    access.sweep()
    assert not DataKey.objects.filter(household_id=request.pk, workspace_id=asked.shelter(1).id).exists()


def test_they_write_to_each_other_once_it_is_taken(asked):
    asked.send()
    first, turn = asked.shelter(0), asked.turn(0)
    with pytest.raises(NotNow):
        help_desk.answer(turn_id=turn.pk, text="Zqrespuesta", by=first.by, now=SOON)
    help_desk.take(turn_id=turn.pk, by=first.by, now=SOON)
    help_desk.answer(turn_id=turn.pk, text="Zqrespuesta: come at six", by=first.by, now=SOON)
    assert helping.write(opened=asked.opened(), text="Zqotravez: we are four", now=LATER) is True
    assert helping.write(opened=asked.opened(), text=" ", now=LATER) is False
    texts = ["Zqrespuesta: come at six", "Zqotravez: we are four"]
    assert [one.text for one in asked.view().messages] == texts
    assert [one.text for one in help_desk.messages_of(asked.turn(0), first.by)] == texts
    assert Letter.objects.filter(kind="HELP_MESSAGE", user=first.by.user).exists()


def test_taken_back_it_is_destroyed_at_once(asked):
    request = asked.send()
    assert helping.withdraw(opened=asked.opened(), now=SOON) is True
    assert helping.withdraw(opened=asked.opened(), now=SOON) is False
    view = asked.view()
    assert (view.state, view.content, view.may_write) == (HelpState.WITHDRAWN, None, False)
    assert not help_desk.requests_of(asked.shelter(0).by).exists()
    access.sweep()
    assert not DataKey.objects.filter(household_id=request.pk).exists()


def test_sent_on_it_is_under_a_new_key_and_says_nothing_of_what_was_said_before(asked):
    request = asked.send()
    first = asked.shelter(0)
    help_desk.take(turn_id=asked.turn(0).pk, by=first.by, now=SOON)
    help_desk.answer(turn_id=asked.turn(0).pk, text="Zqrespuesta", by=first.by, now=SOON)
    old = {request.key_id, asked.turn(0).key_id}
    onward = [one for one in asked.desks if one.workspace.pk != first.id]
    assert helping.send_on(opened=asked.opened(), desks=onward, now=LATER) is True
    assert asked.facts() == ["GIVEN_BACK", "PASSED", "ASKED"]
    assert [one.text for one in asked.view().messages] == ["Zqrespuesta"]
    other = asked.shelter(1)
    turn, content = help_desk.open_request(turn_id=asked.turn(2).pk, by=other.by, now=LATER)
    assert (content.size, help_desk.messages_of(turn, other.by)) == (3, [])
    access.sweep()
    assert not DataKey.objects.filter(pk__in=old).exists()


def test_once_it_was_kept_long_enough_it_is_destroyed_and_its_code_opens_nothing(asked):
    request = asked.send()
    help_desk.take(turn_id=asked.turn(0).pk, by=asked.shelter(0).by, now=NOW)
    over = NOW + turns.KEPT
    assert help_running.due(now=over - timedelta(seconds=1)) == []
    assert help_running.act(request.pk, now=over) is True
    assert receipt_keys.opened(asked.code, now=over) is None
    access.sweep()
    assert not DataKey.objects.filter(household_id=request.pk).exists()
    assert (HelpRequest.objects.count(), HelpMessage.objects.count()) == (0, 0)


def test_erasing_the_file_destroys_the_request_and_discarding_a_draft_does_not(asked):
    asked.send()
    first = asked.shelter(0)
    draft = help_desk.take(turn_id=asked.turn(0).pk, by=first.by, now=NOW)
    help_running.file_is_erased([draft], first.by, NOW)
    assert HelpRequest.objects.exists()
    draft.status = "OPEN"
    help_running.file_is_erased([draft], first.by, NOW)
    assert not HelpRequest.objects.exists()


def test_planted_words_are_in_no_row(asked):
    asked.send()
    first = asked.shelter(0)
    help_desk.take(turn_id=asked.turn(0).pk, by=first.by, now=SOON)
    help_desk.answer(turn_id=asked.turn(0).pk, text="Zqrespuesta", by=first.by, now=SOON)
    helping.write(opened=asked.opened(), text="Zqotravez", now=SOON)
    opened = str([asked.view().content.words, asked.view().content.reach, *[m.text for m in asked.view().messages]])
    assert not [word for word in PLANTED if word not in opened]  # else the search below proves nothing
    found = []
    for alias in connections:
        for model in apps.get_models():
            label = model._meta.app_label
            if label in PARTS and (label == "keystore") == (alias == "keys"):
                found += [str(_plain(row)) for row in model._base_manager.using(alias).values()]
    stored = "\n".join(found)
    assert str(HelpRequest.objects.get().pk) in stored
    assert not [word for word in (*PLANTED, asked.code) if word in stored]


def _plain(row: dict) -> list[str]:
    return [bytes(one).decode("latin-1") if isinstance(one, memoryview | bytes) else str(one) for one in row.values()]


def test_what_is_in_memory_does_not_print_itself(asked):
    asked.send()
    printed = repr(written()) + repr(asked.view()) + repr(asked.opened())
    assert not [word for word in PLANTED if word in printed]


def test_a_request_that_is_not_theirs_opens_to_no_other_organization(asked):
    asked.send()
    turn = asked.turn(0)
    with pytest.raises(crypto.CannotOpen):
        help_desk.glance([turn], asked.net.casa.by)
    assert not help_desk.requests_of(asked.net.casa.by).exists()
