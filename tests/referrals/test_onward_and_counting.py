import pytest

from acogida.accounts.locks import NotAllowed
from acogida.cases.enums import DataKind, Purpose
from acogida.directory.models import Capacity
from acogida.referrals import offers, selectors
from acogida.referrals.consent import NoConsent
from acogida.referrals.enums import Event, Outcome, Reason, State
from acogida.referrals.models import HandOver, Hold, Referral
from acogida.referrals.services import answering, counting, handing_over, onward, sending
from acogida.referrals.services.sending import CantBeAsked, Mode, Target
from tests.accounts.people import NOW
from tests.referrals.network import LATER, SOON, Shelter, shelter

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def third(net) -> Shelter:
    return shelter("Albergue Tres")


def test_onward_the_history_follows_and_the_earlier_access_ends(net):
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    handing_over.hand_over(referral=referral, kinds=[DataKind.NAMES], by=net.casa.by, now=SOON)
    new = onward.refer_onward(referral=referral, service=net.other.service, by=net.shelter.by, now=LATER)
    referral.refresh_from_db()
    assert (referral.state, referral.outcome) == (State.CLOSED, Outcome.REFERRED_ONWARD)
    assert (new.state, new.sender_id, new.receiver_id) == (State.SENT, referral.sender_id, net.other.id)
    assert len(offers.read(new.offer).people) == 2
    assert not HandOver.objects.exists()
    assert net.shelter.free() == 3
    seen, _ = selectors.get_for(net.other.by, new.pk)
    told = [one.event for one in selectors.history_of(seen)]
    assert told == [Event.SEND, Event.ACCEPT, Event.HAND_OVER, Event.CLOSE, Event.SEND]
    assert not selectors.received_by(net.shelter.by).filter(pk=new.pk).exists()


def test_onward_needs_consent_for_the_next_one(net):
    household = net.family(agreed=False)
    net.casa.agree(household, Purpose.REFERRAL_NAMED, recipient=net.shelter.id)
    referral = net.send(household)
    with pytest.raises(NoConsent):
        onward.refer_onward(referral=referral, service=net.other.service, by=net.shelter.by, now=SOON)
    referral.refresh_from_db()
    assert (referral.state, Referral.objects.count()) == (State.SENT, 1)
    with pytest.raises(Referral.DoesNotExist):
        onward.refer_onward(referral=referral, service=net.shelter.service, by=net.other.by, now=SOON)
    with pytest.raises(CantBeAsked):
        onward.refer_onward(referral=referral, service=net.shelter.service, by=net.shelter.by, now=SOON)


def test_onward_before_it_was_accepted_declines(net):
    referral = net.send()
    onward.refer_onward(
        referral=referral, service=net.other.service, reason=Reason.NOT_ELIGIBLE, by=net.shelter.by, now=SOON
    )
    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (State.DECLINED, Reason.NOT_ELIGIBLE)


def count(net, here: int) -> counting.Counted:
    return counting.reconcile(capacity=net.shelter.capacity, people_here=here, by=net.shelter.by, now=LATER)


def test_a_count_makes_the_board_agree_with_the_house(net):
    held, here = (answering.accept(referral=net.send(places=1), by=net.shelter.by, now=NOW) for _ in range(2))
    answering.arrive(referral=here, by=net.shelter.by, now=SOON)
    counted = count(net, 4)
    assert (counted.free_before, counted.held, counted.stays, counted.walk_ins) == (1, 1, 1, 3)
    assert (net.shelter.free(), net.shelter.promised(), counted.missing, counted.too_many) == (5, 2, 0, 0)


def test_who_is_on_the_board_and_not_here_keeps_the_place_until_checked_out(net):
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    answering.arrive(referral=referral, by=net.shelter.by, now=SOON)
    counted = count(net, 0)
    assert (counted.missing, net.shelter.free()) == (2, 8)
    answering.close(referral=referral, outcome=Outcome.GOT_HELP, by=net.shelter.by, now=LATER)
    assert net.shelter.free() == 10


def test_more_people_than_places_is_said_and_nothing_is_free(net):
    answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    assert (count(net, 11).too_many, net.shelter.free()) == (3, 0)


def test_a_count_counts_what_was_held_when_nobody_knew(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=None)
    referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    assert (Hold.objects.get().is_counted, count(net, 3).held) == (False, 2)
    assert (net.shelter.free(), net.shelter.promised()) == (5, 2)
    answering.no_show(referral=referral, by=net.shelter.by, now=LATER)
    assert (net.shelter.free(), net.shelter.promised()) == (7, 0)


def test_only_who_works_there_counts_and_only_where_the_maximum_is_known(net):
    with pytest.raises(Capacity.DoesNotExist):
        counting.reconcile(capacity=net.shelter.capacity, people_here=1, by=net.other.by, now=NOW)
    with pytest.raises(NotAllowed):
        count(net, -1)
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(maximum=None)
    with pytest.raises(counting.MaximumNotKnown):
        count(net, 1)


@pytest.mark.parametrize("first", ["onward", "alternative"])
def test_onward_is_one_more_alternative_and_whoever_accepts_first_ends_the_others(net, third, first):
    targets = [Target(net.shelter.service), Target(third.service)]
    one, two = sending.send_group(need=net.need(net.family()), targets=targets, by=net.casa.by, now=NOW)
    new = onward.refer_onward(referral=one, service=net.other.service, by=net.shelter.by, now=SOON)
    if first == "onward":
        answering.accept(referral=new, by=net.other.by, now=LATER)
    else:
        answering.accept(referral=two, by=third.by, now=LATER)
    ended = two if first == "onward" else new
    ended.refresh_from_db()
    assert (ended.state, ended.reason) == (State.WITHDRAWN, Reason.ANOTHER_ACCEPTED)
    assert Referral.objects.filter(state=State.ACCEPTED).count() == 1


def test_onward_goes_before_who_waits_for_their_turn(net, third):
    targets = [Target(net.shelter.service), Target(third.service)]
    one, two = sending.send_group(
        need=net.need(net.family()), targets=targets, mode=Mode.IN_ORDER, by=net.casa.by, now=NOW
    )
    new = onward.refer_onward(referral=one, service=net.other.service, by=net.shelter.by, now=SOON)
    two.refresh_from_db()
    assert (new.state, two.state) == (State.SENT, State.QUEUED)
    answering.decline(referral=new, reason=Reason.NO_CAPACITY, by=net.other.by, now=LATER)
    two.refresh_from_db()
    assert (two.state, two.sent_at) == (State.SENT, LATER)
