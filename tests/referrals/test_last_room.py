"""The last bed is promised once, whatever happens at the same moment and in whatever order."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.cases.enums import Purpose
from acogida.cases.models import Consent
from acogida.cases.services import consents
from acogida.directory.models import Capacity
from acogida.referrals.consent import NoConsent
from acogida.referrals.enums import EXPECTED, Reason, State
from acogida.referrals.models import Hold, Letter, Referral, ReferralEvent
from acogida.referrals.places import NoRoom
from acogida.referrals.services import answering, running, sending
from acogida.referrals.services.sending import Target
from acogida.referrals.transitions import NotNow
from tests.at_once import at_once
from tests.referrals.network import LATER, NOW, SOON
from tests.referrals.rooms import OPERATIONS, House

ROUNDS = 3
AT_ONCE = 6


def together(*works: Callable[[], object]) -> list[BaseException | None]:
    return at_once(*works, refusals=(NoRoom, NotNow, NoConsent))


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_one_room_and_many_who_accept_at_the_same_moment(net):
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=2)
    referrals = [net.send() for _ in range(AT_ONCE)]
    by = net.shelter.by
    for _ in range(ROUNDS):
        results = together(
            *[lambda one=one: answering.accept(referral=one, by=by, now=SOON) for one in referrals],
        )
        assert sum(one is None for one in results) == 1
        assert (net.shelter.free(), net.shelter.promised()) == (0, 2)
        winner = Referral.objects.get(state__in=EXPECTED)
        sending.withdraw(referral=winner, by=net.casa.by, now=LATER)
        referrals = [one for one in referrals if one.pk != winner.pk]
        referrals.append(net.send(winner.household))
        assert net.shelter.free() == 2


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_of_several_who_were_asked_at_once_one_has_it(net):
    targets = [Target(net.shelter.service), Target(net.other.service)]
    for _ in range(ROUNDS):
        one, two = sending.send_group(need=net.need(net.family()), targets=targets, by=net.casa.by, now=NOW)
        mine, theirs = net.shelter.by, net.other.by
        results = together(
            lambda one=one, by=mine: answering.accept(referral=one, by=by, now=SOON),
            lambda two=two, by=theirs: answering.accept(referral=two, by=by, now=SOON),
        )
        assert sum(result is None for result in results) == 1
        states = sorted(Referral.objects.filter(group=one.group).values_list("state", flat=True))
        assert states == [State.ACCEPTED, State.WITHDRAWN]
        (winner,) = Referral.objects.filter(group=one.group, state=State.ACCEPTED)
        answering.no_show(referral=winner, by=mine if winner.pk == one.pk else theirs, now=LATER)


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_who_accepts_while_consent_is_withdrawn_keeps_nothing(net):
    for _ in range(ROUNDS):
        household = net.family()
        referral = net.send(household)
        consent = Consent.objects.get(household=household, purpose=Purpose.REFERRAL_NEED)
        by, sender = net.shelter.by, net.casa.by
        together(
            lambda referral=referral, by=by: answering.accept(referral=referral, by=by, now=SOON),
            lambda consent=consent, by=sender: consents.withdraw(consent=consent, by=by, now=SOON),
        )
        referral.refresh_from_db()
        assert (referral.state, referral.offer) == (State.WITHDRAWN, {})
        assert (net.shelter.free(), net.shelter.promised()) == (3, 0)


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_several_workers_do_a_thing_once(net):
    for _ in range(ROUNDS):
        referral = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
        Referral.objects.filter(pk=referral.pk).update(step=1, due_at=NOW)
        together(*[lambda pk=referral.pk: running.act(pk, now=LATER) for _ in range(4)])
        assert ReferralEvent.objects.filter(referral=referral, event="EXPIRE").count() == 1
        assert (net.shelter.free(), net.shelter.promised()) == (3, 0)
    assert Hold.objects.filter(state="RELEASED").count() == ROUNDS
    assert Letter.objects.filter(kind="RETURNED").count() == 1


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_room_is_given_back_to_the_line_while_others_are_at_it(net):
    """Giving back looks at the waiting list while its people withdraw: nobody waits in a circle."""
    by, sender = net.shelter.by, net.casa.by
    for _ in range(ROUNDS):
        Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=2, promised=0)
        here = answering.accept(referral=net.send(), by=by, now=NOW)
        waiting = [answering.put_on_list(referral=net.send(), by=by, now=NOW) for _ in range(2)]
        together(
            lambda here=here: answering.no_show(referral=here, by=by, now=SOON),
            lambda first=waiting[0]: sending.withdraw(
                referral=first, reason=Reason.FOUND_ELSEWHERE, by=sender, now=SOON
            ),
            lambda last=waiting[1]: answering.accept(referral=last, by=by, now=SOON),
        )
        taken = Referral.objects.filter(state__in=EXPECTED).count()
        assert (net.shelter.free(), net.shelter.promised()) == (2 - 2 * taken, 2 * taken)
        for one in Referral.objects.filter(state__in=[*EXPECTED, State.RECEIVED, State.WAITING]):
            sending.withdraw(referral=one, by=sender, now=LATER)


@pytest.mark.django_db(databases=["default", "keys"])
def test_free_and_promised_and_taken_are_all_there_are_in_any_order(net):
    """Some hundred operations; ten thousand by `python -m benchmarks.last_bed`."""
    families = [net.family() for _ in range(6)]

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 59)), min_size=10, max_size=40))
    def wander(steps):
        with transaction.atomic(), transaction.atomic(using="keys"):
            house = House(net, families)
            for step in steps:
                house.do(*step)
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")

    wander()
