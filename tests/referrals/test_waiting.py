"""Who is on a waiting list, or behind others, until there is room, it is their turn, or nobody needs it any more."""

import pytest

from acogida.cases.enums import NeedStatus, Status
from acogida.directory.models import Capacity
from acogida.referrals import selectors
from acogida.referrals.deadlines import WAIT
from acogida.referrals.enums import Reason, State
from acogida.referrals.models import Referral
from acogida.referrals.services import answering, running, sending
from acogida.referrals.services.sending import Mode, Target
from tests.accounts.people import NOW
from tests.referrals.network import SOON, shelter
from tests.referrals.test_running import HOUR, act

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def waiting(net) -> Referral:
    """On the list since NOW, and nothing is free."""
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=0)
    return answering.put_on_list(referral=net.send(), by=net.shelter.by, now=NOW)


def frees(net, places: int = 3) -> None:
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=places)


def test_an_offer_of_room_that_nobody_answers_goes_back_to_the_list(net, waiting):
    frees(net)
    assert running.offer_rooms(now=SOON) == 1
    frees(net, 0)
    for hours in (1, 2, 3):
        assert act(SOON + hours * HOUR) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waiting_since, waiting.answer_by) == (State.WAITING, NOW, None)
    assert list(selectors.waiting_list(net.shelter.service, net.shelter.by)) == [waiting]
    assert act(NOW + 12 * HOUR) == 1  # both are reminded
    frees(net)
    assert running.offer_rooms(now=NOW + 13 * HOUR) == 1


def test_on_a_list_nobody_is_offered_room_for_ever(net, waiting):
    over, now = NOW + WAIT["TODAY"], SOON
    frees(net)
    while now < over + 24 * HOUR:
        running.offer_rooms(now=now)
        act(now)
        now += HOUR / 2
    waiting.refresh_from_db()
    assert waiting.state == State.EXPIRED
    assert waiting.state_at < over + 12 * HOUR


def test_who_goes_back_late_is_not_sent_away_at_once(net, waiting):
    frees(net)
    running.offer_rooms(now=NOW + 23 * HOUR)
    back = answering.put_on_list(referral=waiting, by=net.shelter.by, now=NOW + 25 * HOUR)
    assert (back.waiting_since, back.due_at) == (NOW, NOW + 25 * HOUR)
    assert act(NOW + 25 * HOUR) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.due_at) == (State.WAITING, NOW + 37 * HOUR)


def in_order(net, household) -> tuple[Referral, Referral, Referral]:
    targets = [Target(one.service) for one in (net.shelter, net.other, shelter("Albergue Tres"))]
    one, two, three = sending.send_group(
        need=net.need(household), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    return one, two, three


@pytest.mark.parametrize("end", ["met", "no longer", "closed", "nothing"])
def test_nobody_is_asked_next_for_what_is_no_longer_needed(net, end):
    household = net.family()
    one, *queued = in_order(net, household)
    match end:
        case "met":
            household.needs.update(status=NeedStatus.MET)
        case "no longer":
            household.needs.update(status=NeedStatus.NO_LONGER)
        case "closed":
            household.status = Status.CLOSED
            household.save()
    answering.decline(referral=one, reason=Reason.NO_CAPACITY, by=net.shelter.by, now=SOON)
    found = [Referral.objects.get(pk=one.pk) for one in queued]
    if end == "nothing":
        assert [one.state for one in found] == [State.SENT, State.QUEUED]
    else:
        reason = Reason.FOUND_ELSEWHERE if end == "met" else Reason.NOT_WANTED
        assert [(one.state, one.reason, one.offer) for one in found] == [(State.WITHDRAWN, reason, {})] * 2


def test_room_is_offered_to_nobody_who_needs_it_no_longer(net, waiting):
    second = answering.put_on_list(referral=net.send(), by=net.shelter.by, now=SOON)
    waiting.household.needs.update(status=NeedStatus.MET)
    frees(net)
    assert running.offer_rooms(now=SOON) == 1
    waiting.refresh_from_db(), second.refresh_from_db()
    assert (waiting.state, second.state) == (State.WITHDRAWN, State.RECEIVED)
