from datetime import timedelta

import pytest

from acogida.accounts.enums import Role
from acogida.cases.enums import NeedStatus, Purpose
from acogida.directory.editing import room
from acogida.directory.enums import NeedKind
from acogida.directory.models import Capacity
from acogida.referrals import deadlines, letters, selectors
from acogida.referrals.enums import Reason, Side, State
from acogida.referrals.models import HandOver, Letter, Referral, Rules
from acogida.referrals.services import answering, running, sending
from acogida.referrals.services.sending import Mode, Target
from tests.accounts.people import NOW
from tests.referrals.network import SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HOUR = timedelta(hours=1)


def act(now) -> int:
    return sum(running.act(one, now=now) for one in running.due(now=now))


def kinds(user) -> list[str]:
    return sorted(Letter.objects.filter(user=user).values_list("kind", flat=True))


def test_nobody_answers_and_it_comes_back_to_the_caseworker(net):
    referral = net.send()
    receiver, sender = net.shelter.by.user, net.casa.by.user
    assert (referral.answer_by, referral.due_at) == (NOW + 2 * HOUR, NOW + HOUR)
    assert act(NOW + HOUR - timedelta(seconds=1)) == 0
    assert act(NOW + HOUR) == 1
    assert act(NOW + HOUR) == 0
    assert kinds(receiver) == ["NEW", "REMINDER"]
    assert kinds(sender) == ["REMINDER"]
    referral.refresh_from_db()
    assert not deadlines.is_overdue(referral, NOW + HOUR)
    assert act(NOW + 2 * HOUR) == 1
    assert deadlines.is_overdue(Referral.objects.get(), NOW + 2 * HOUR)
    for by in (net.casa.by, net.shelter.by):
        assert list(selectors.overdue(by, NOW + 2 * HOUR)) == [referral]
    assert act(NOW + 3 * HOUR) == 1
    referral.refresh_from_db()
    assert (referral.state, referral.reason, referral.due_at) == (State.EXPIRED, Reason.NO_ANSWER, None)
    assert kinds(sender) == ["OVERDUE", "REMINDER", "RETURNED"]
    assert list(selectors.returned_to(net.casa.by)) == [referral]
    assert referral.need.status == NeedStatus.OPEN
    again = net.send(referral.household, to=net.other, now=NOW + 3 * HOUR)
    assert not selectors.returned_to(net.casa.by).exists()
    assert again.state == State.SENT


def test_after_a_long_power_cut_nothing_expires_before_somebody_was_told(net):
    referral = net.send()
    back = NOW + timedelta(days=2)
    for moment in (back, back + HOUR):
        assert act(moment) == 1
        assert act(moment) == 0
        referral.refresh_from_db()
        assert referral.state == State.SENT
    assert act(back + 2 * HOUR) == 1
    referral.refresh_from_db()
    assert referral.state == State.EXPIRED


def test_opening_a_referral_stops_no_clock(net):
    referral = net.send()
    opened = answering.open_referral(referral=referral, by=net.shelter.by, now=NOW + HOUR / 2)
    assert (opened.answer_by, opened.due_at) == (NOW + 2 * HOUR, NOW + HOUR)


def test_whose_turn_it_is_has_as_long_as_the_other(net):
    referral = net.send()
    asked = answering.ask(referral=referral, text="¿Tienen mascota?", by=net.shelter.by, now=SOON)
    assert (asked.state, asked.answer_by) == (State.MORE_INFORMATION, SOON + 2 * HOUR)
    assert list(selectors.asks_sender(net.casa.by)) == [referral]
    told = sending.tell(referral=referral, text="No.", by=net.casa.by, now=NOW + HOUR)
    assert (told.state, told.answer_by) == (State.RECEIVED, NOW + 3 * HOUR)


@pytest.mark.parametrize(("rule", "hours"), [(None, 2), (1, 1), (9, 2)])
def test_an_organisation_may_be_stricter_with_itself_and_no_slower(net, rule, hours):
    Rules.objects.create(workspace=net.shelter.organisation.workspace, answer_today=rule)
    assert net.send().answer_by == NOW + hours * HOUR


def test_a_hold_that_lapses_gives_the_room_back(net):
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    assert act(NOW + 22 * HOUR) == 1
    assert "HOLD_LAPSES" in kinds(net.shelter.by.user)
    assert net.shelter.free() == 1
    assert act(NOW + 24 * HOUR) == 1
    referral.refresh_from_db()
    assert (referral.state, referral.reason, net.shelter.free()) == (State.EXPIRED, Reason.DID_NOT_COME, 3)


def test_in_order_the_next_is_asked_when_one_does_not_answer(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    one, two = sending.send_group(
        need=net.need(net.family()), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    for hours in (1, 2, 3):
        assert act(NOW + hours * HOUR) == 1
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.state, two.state, two.answer_by) == (State.EXPIRED, State.SENT, NOW + 5 * HOUR)


def test_a_waiting_list_keeps_nobody_longer_than_the_need_can_wait(net):
    referral = answering.put_on_list(referral=net.send(), by=net.shelter.by, now=NOW)
    assert act(NOW + 12 * HOUR) == 1
    assert act(NOW + 24 * HOUR) == 1
    referral.refresh_from_db()
    assert referral.state == State.EXPIRED


def test_room_that_somebody_tells_of_is_offered(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=0)
    referral = answering.put_on_list(referral=net.send(), by=net.shelter.by, now=NOW)
    assert running.offer_rooms(now=SOON) == 0
    net.shelter.capacity.refresh_from_db()
    room.set_free(capacity=net.shelter.capacity, free=4, by=net.shelter.by, now=SOON)
    assert running.offer_rooms(now=SOON) == 1
    assert running.offer_rooms(now=SOON) == 0
    referral.refresh_from_db()
    assert referral.state == State.RECEIVED


def test_one_room_is_offered_to_one_family_at_a_time(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=0)
    first, second = (answering.put_on_list(referral=net.send(), by=net.shelter.by, now=NOW) for _ in range(2))
    net.shelter.capacity.refresh_from_db()
    room.set_free(capacity=net.shelter.capacity, free=first.places, by=net.shelter.by, now=SOON)
    assert [running.offer_rooms(now=SOON) for _ in range(3)] == [1, 0, 0]
    answering.decline(referral=first, reason=Reason.NOT_ELIGIBLE, by=net.shelter.by, now=SOON)
    running.offer_rooms(now=SOON)
    second.refresh_from_db()
    assert second.state == State.RECEIVED


@pytest.mark.parametrize("arrived", [False, True])
def test_a_consent_that_is_over_ends_what_rests_on_it(net, arrived):
    household = net.family(agreed=False)
    net.casa.agree(household, Purpose.REFERRAL_NEED, need=NeedKind.SHELTER, until_date=NOW.date())
    referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
    if arrived:
        answering.arrive(referral=referral, by=net.shelter.by, now=NOW)
    midnight = (NOW + timedelta(days=1)).replace(hour=0)
    act(NOW + 22 * HOUR)
    referral.refresh_from_db()
    assert act(midnight) in {0, 1}
    referral.refresh_from_db()
    assert referral.offer == {}
    assert referral.state == (State.ARRIVED if arrived else State.WITHDRAWN)
    assert net.shelter.free() == (1 if arrived else 3)
    assert not HandOver.objects.exists()


def test_whoever_arrived_and_of_whom_nothing_was_heard_is_asked_about(net):
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    answering.arrive(referral=referral, by=net.shelter.by, now=NOW)
    assert act(NOW + timedelta(days=7)) == 1
    assert "OUTCOME_MISSING" in kinds(net.shelter.by.user)
    referral.refresh_from_db()
    assert (referral.state, referral.due_at) == (State.ARRIVED, None)


def test_one_letter_a_day_a_person_and_a_kind_without_a_word_of_whom(net):
    colleague = net.shelter.organisation.join()
    planner = net.shelter.organisation.join(Role.PLANNER)
    for _ in range(3):
        net.send()
    assert kinds(colleague.user) == kinds(net.shelter.by.user) == ["NEW"]
    assert kinds(planner.user) == []
    net.send(now=NOW + timedelta(days=1))
    assert kinds(colleague.user) == ["NEW", "NEW"]
    columns = {field.name for field in Letter._meta.get_fields()}
    assert columns == {
        "id",
        "user",
        "workspace",
        "kind",
        "date",
        "created_at",
        "attempts",
        "next_at",
        "sent_at",
    }


def test_a_letter_is_leased_and_comes_again_when_nobody_says_it_was_sent(net):
    net.send()
    (letter,) = letters.lease(now=NOW)
    assert letters.lease(now=NOW) == []
    (again,) = letters.lease(now=NOW + letters.LEASE)
    letters.sent(again, now=NOW + letters.LEASE)
    assert (again, letters.lease(now=NOW + 2 * letters.LEASE)) == (letter, [])


def test_events_say_which_side(net):
    referral = net.send()
    for hours in (1, 2, 3):
        act(NOW + hours * HOUR)
    sides = [(one.side, one.by_id is None) for one in selectors.events_of(referral)]
    assert sides == [(Side.SENDER, False), (Side.NODE, True)]
