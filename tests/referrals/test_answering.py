from datetime import timedelta

import pytest

from acogida.accounts.enums import Role
from acogida.cases.enums import Purpose
from acogida.cases.models import Household
from acogida.directory.enums import NeedKind
from acogida.directory.models import Capacity
from acogida.referrals import offers, selectors
from acogida.referrals.consent import NoConsent
from acogida.referrals.enums import Event, HoldState, Outcome, Reason, Side, State
from acogida.referrals.models import Hold, Letter, Referral
from acogida.referrals.places import NoRoom
from acogida.referrals.services import answering, sending
from acogida.referrals.services.sending import AskedAlready, CantBeAsked, Mode, Target
from acogida.referrals.transitions import NotNow
from tests.accounts.people import NOW, organisation
from tests.cases.families import Casa
from tests.directory import factories
from tests.referrals.network import LATER, SOON, shelter

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def events(referral: Referral) -> list[str]:
    return [one.event for one in selectors.events_of(referral)]


def test_a_referral_goes_from_the_need_to_the_outcome(net):
    referral = net.send()
    assert (referral.state, referral.places, referral.urgency) == (State.SENT, 2, "TODAY")
    by = net.shelter.by
    answering.open_referral(referral=referral, by=by, now=SOON)
    accepted = answering.accept(referral=referral, by=by, now=SOON)
    assert accepted.hold_until == SOON + timedelta(hours=24)
    assert (net.shelter.free(), net.shelter.promised()) == (1, 2)
    answering.arrive(referral=referral, by=by, now=LATER)
    answering.arrive(referral=referral, by=by, now=LATER)
    assert Hold.objects.get().state == HoldState.STAY
    closed = answering.close(referral=referral, outcome=Outcome.GOT_HELP, by=by, now=LATER)
    assert (closed.state, closed.outcome, closed.due_at) == (State.CLOSED, Outcome.GOT_HELP, None)
    assert (net.shelter.free(), net.shelter.promised()) == (3, 0)
    assert events(referral) == [Event.SEND, Event.OPEN, Event.ACCEPT, Event.ARRIVE, Event.CLOSE]
    seen, side = selectors.get_for(net.casa.by, referral.pk)
    assert (seen.outcome, side) == (Outcome.GOT_HELP, Side.SENDER)


def test_an_offer_tells_no_more_than_is_needed(net):
    household = net.family()
    offer = offers.read(net.send(household).offer)
    assert [(one.age_band, one.relation) for one in offer.people] == [("18_59", "SPEAKER"), ("5_11", "CHILD")]
    assert offer.accessibility == ("STEP_FREE",)
    assert (offer.languages, offer.country, offer.locality) == (("ht", "es"), "MX", household.locality)
    kept = str(Referral.objects.get().offer)
    ids = [household.pk, household.code, *household.members.values_list("pk", flat=True)]
    assert not [one for one in ids if str(one) in kept]
    assert "SCHOOL" not in kept


@pytest.mark.parametrize("purpose", [None, Purpose.REFERRAL_NAMED, Purpose.REFERRAL_NEED])
def test_nobody_is_asked_whom_no_consent_covers(net, purpose):
    household = net.family(agreed=False)
    if purpose == Purpose.REFERRAL_NAMED:
        net.casa.agree(household, purpose, recipient=net.other.id)
    if purpose == Purpose.REFERRAL_NEED:
        net.casa.agree(household, purpose, need=NeedKind.SCHOOL)
    with pytest.raises(NoConsent):
        net.send(household)
    assert not Referral.objects.exists()
    if purpose == Purpose.REFERRAL_NAMED:
        assert net.send(household, to=net.other).state == State.SENT


def test_what_is_not_ones_own_is_not_there(net):
    household = net.family()
    referral = net.send(household)
    stranger = Casa(organisation("Ajena")).by
    planner = net.shelter.organisation.join(Role.PLANNER).acting()
    for by in (stranger, planner):
        assert not selectors.received_by(by).exists()
        for deed in (answering.open_referral, answering.accept, sending.withdraw):
            with pytest.raises(Referral.DoesNotExist):
                deed(referral=referral, by=by, now=SOON)
    with pytest.raises(Referral.DoesNotExist):
        answering.accept(referral=referral, by=net.casa.by, now=SOON)
    with pytest.raises(Referral.DoesNotExist):
        sending.withdraw(referral=referral, by=net.shelter.by, now=SOON)
    with pytest.raises(Household.DoesNotExist):
        sending.send(need=net.need(household), service=net.other.service, by=stranger, now=NOW)


def test_a_service_is_asked_once_at_a_time(net):
    household = net.family()
    referral = net.send(household)
    with pytest.raises(AskedAlready):
        net.send(household)
    answering.decline(referral=referral, reason=Reason.NO_CAPACITY, by=net.shelter.by, now=SOON)
    assert net.send(household).state == State.SENT


def test_only_who_works_here_can_be_asked(net):
    household = net.family()
    own = shelter("Propia")
    own.service.organization_id = net.casa.by.workspace.pk
    for service in (own.service,):
        with pytest.raises(CantBeAsked):
            sending.send(need=net.need(household), service=service, by=net.casa.by, now=NOW)
    net.shelter.service.status = "temporarily closed"
    with pytest.raises(CantBeAsked):
        net.send(household)


def test_full_is_refused_and_can_wait(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=1)
    referral = net.send()
    by = net.shelter.by
    with pytest.raises(NoRoom):
        answering.accept(referral=referral, by=by, now=SOON)
    assert (net.shelter.free(), Hold.objects.count()) == (1, 0)
    waiting = answering.put_on_list(referral=referral, by=by, now=SOON)
    assert (waiting.state, waiting.waiting_since) == (State.WAITING, SOON)
    assert list(selectors.waiting_list(net.shelter.service, by)) == [referral]


def test_where_nobody_knows_how_many_are_free_it_is_held_without_being_counted(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=None)
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=SOON)
    assert Hold.objects.get().is_counted is False
    answering.no_show(referral=referral, by=net.shelter.by, now=LATER)
    assert (net.shelter.free(), net.shelter.promised()) == (None, 0)


@pytest.mark.parametrize("end", ["no_show", "decline", "withdraw"])
def test_room_is_given_back_when_they_do_not_come(net, end):
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=SOON)
    assert net.shelter.free() == 1
    if end == "no_show":
        answering.no_show(referral=referral, by=net.shelter.by, now=LATER)
    elif end == "decline":
        answering.decline(referral=referral, reason=Reason.CLOSED, by=net.shelter.by, now=LATER)
    else:
        sending.withdraw(referral=referral, by=net.casa.by, now=LATER)
    assert (net.shelter.free(), net.shelter.promised()) == (3, 0)
    referral.refresh_from_db()
    assert referral.offer == {}


def test_room_that_is_given_back_is_offered_to_the_most_urgent_who_waited_longest(net):
    by = net.shelter.by
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=2)
    here = answering.accept(referral=net.send(), by=by, now=NOW)
    later = net.family()
    later.needs.filter(kind=NeedKind.SHELTER).update(urgency="WEEKS_2")
    patient = answering.put_on_list(referral=net.send(later), by=by, now=NOW)
    first = answering.put_on_list(referral=net.send(), by=by, now=SOON)
    second = answering.put_on_list(referral=net.send(), by=by, now=LATER)
    assert list(selectors.waiting_list(net.shelter.service, by)) == [first, second, patient]
    answering.no_show(referral=here, by=by, now=LATER)
    states = [Referral.objects.get(pk=one.pk).state for one in (first, second, patient)]
    assert states == [State.RECEIVED, State.WAITING, State.WAITING]
    assert Letter.objects.filter(kind="ROOM", user=by.user).count() == 1
    assert answering.accept(referral=first, by=by, now=LATER).state == State.ACCEPTED


def test_the_first_that_accepts_ends_the_others(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    one, two = sending.send_group(need=net.need(net.family()), targets=targets, by=net.casa.by, now=NOW)
    answering.accept(referral=two, by=net.other.by, now=SOON)
    one.refresh_from_db()
    assert (one.state, one.reason, one.offer) == (State.WITHDRAWN, Reason.ANOTHER_ACCEPTED, {})
    with pytest.raises(NotNow):
        answering.accept(referral=one, by=net.shelter.by, now=SOON)
    assert net.shelter.free() == 3


def test_in_order_the_next_is_asked_when_one_declines(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    one, two = sending.send_group(
        need=net.need(net.family()), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    assert (one.state, two.state, two.offer) == (State.SENT, State.QUEUED, {})
    assert not selectors.received_by(net.other.by).exists()
    answering.decline(referral=one, reason=Reason.NO_CAPACITY, by=net.shelter.by, now=SOON)
    two.refresh_from_db()
    assert (two.state, two.sent_at) == (State.SENT, SOON)
    assert len(offers.read(two.offer).people) == 2


def test_they_do_not_want_it_any_more_ends_it_everywhere(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    one, two = sending.send_group(
        need=net.need(net.family()), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    sending.withdraw(referral=one, reason=Reason.NOT_WANTED, by=net.casa.by, now=SOON)
    two.refresh_from_db()
    assert (two.state, two.reason) == (State.WITHDRAWN, Reason.NOT_WANTED)


def test_a_place_is_held_for_two_weeks_at_most(net):
    referral = net.send()
    for until in (NOW, NOW + timedelta(days=15)):
        with pytest.raises(answering.HeldTooLong):
            answering.accept(referral=referral, until=until, by=net.shelter.by, now=SOON)
    answering.accept(referral=referral, by=net.shelter.by, now=SOON)
    until = NOW + timedelta(days=3)
    assert answering.hold_longer(referral=referral, until=until, by=net.shelter.by, now=LATER).hold_until == until


def test_a_board_says_who_is_expected_and_who_is_here(net):
    by = net.shelter.by
    here, expected = (answering.accept(referral=net.send(places=1), by=by, now=SOON) for _ in range(2))
    answering.arrive(referral=here, by=by, now=SOON)
    board = selectors.board(net.shelter.service, by, today=NOW.date())
    assert (board.expected, board.here, board.tonight) == ([expected], [here], 1)
    (row,) = board.rows
    assert (row.held, row.stays, row.capacity.available, row.walk_ins) == (1, 1, 1, 7)


def test_a_board_asks_as_often_for_many_rooms_as_for_one(net, django_assert_num_queries):
    by, service = net.shelter.by, net.shelter.service
    answering.accept(referral=net.send(), by=by, now=SOON)
    for number in range(6):
        factories.capacity(service, unit=f"Sala {number}")
    with django_assert_num_queries(5):
        board = selectors.board(service, by, today=NOW.date())
    assert sorted(row.held for row in board.rows) == [0] * 6 + [2]
