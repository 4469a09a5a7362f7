"""Killed anywhere: no room leaks, nothing is done twice, and what was ended stays ended."""

import random

import pytest

from acogida.cases.enums import DataKind, Purpose
from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Consent, Share
from acogida.cases.services import consents
from acogida.referrals import access
from acogida.referrals.enums import EXPECTED, HoldState, State
from acogida.referrals.models import DoomedKey, HandOver, Hold, Letter, Referral, ReferralEvent
from acogida.referrals.services import answering, handing_over, running, sending
from tests.accounts.people import NOW
from tests.cases.killing import POINTS, run_and_kill
from tests.referrals.network import LATER, SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def points(count: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(count), min(POINTS, count)))


def assert_sound(net) -> None:
    active = Hold.objects.exclude(state=HoldState.RELEASED)
    assert net.shelter.promised() == sum(one.places for one in active)
    assert net.shelter.free() == 3 - net.shelter.promised()
    assert active.count() == Referral.objects.filter(state__in=[*EXPECTED, State.ARRIVED]).count()
    for one in Referral.objects.all():
        numbers = list(ReferralEvent.objects.filter(referral=one).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert one.events.last().target == one.state


def test_accepting_and_handing_over(net):
    def work() -> None:
        referral = net.send(household)
        answering.accept(referral=referral, by=net.shelter.by, now=SOON)
        handing_over.hand_over(referral=referral, kinds=[DataKind.NAMES], by=net.casa.by, now=SOON)

    household = net.family()
    count = run_and_kill(work)
    for point in [None, *points(count, seed=3)]:
        if point is not None:
            assert run_and_kill(work, at=point) is None
        assert_sound(net)
        for one in Referral.objects.exclude(state=State.WITHDRAWN):
            assert HandOver.objects.filter(referral=one).exists() == (one.state == State.HANDED_OVER)
            sending.withdraw(referral=one, by=net.casa.by, now=LATER)
        assert (net.shelter.free(), HandOver.objects.count()) == (3, 0)


def test_a_withdrawal_that_is_answered_for_left_nothing_to_read(net):
    def work() -> None:
        consents.withdraw(consent=consent, by=net.casa.by, now=LATER)

    def handed():
        household = net.family()
        referral = answering.accept(referral=net.send(household), by=net.shelter.by, now=NOW)
        handing_over.hand_over(referral=referral, kinds=[DataKind.NAMES], by=net.casa.by, now=SOON)
        return referral, Consent.objects.get(household=household, purpose=Purpose.REFERRAL_NEED)

    referral, consent = handed()
    count = run_and_kill(work)
    for point in points(count, seed=5):
        referral, consent = handed()
        assert run_and_kill(work, at=point) is None
        consent.refresh_from_db()
        referral.refresh_from_db()
        ended = consent.withdrawn_at is not None
        assert (referral.state == State.WITHDRAWN) == ended
        assert HandOver.objects.filter(referral=referral).exists() != ended
        assert Share.objects.filter(referral=referral.pk, ended_at=None).exists() != ended
        assert_sound(net)
        if not ended:
            work()
        access.sweep()
        assert not DataKey.objects.filter(workspace_id=net.shelter.id).exists()
        assert not DoomedKey.objects.exists()


def test_what_the_node_does_by_itself_it_does_once(net):
    def work() -> None:
        running.act(referral.pk, now=over)

    def lapsing() -> Referral:
        held = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
        Referral.objects.filter(pk=held.pk).update(step=1, due_at=held.hold_until)
        return held

    referral = lapsing()
    over = referral.hold_until
    count = run_and_kill(work)
    for point in points(count, seed=7):
        referral = lapsing()
        assert run_and_kill(work, at=point) is None
        work()
        work()
        referral.refresh_from_db()
        assert referral.state == State.EXPIRED
        assert referral.events.filter(event="EXPIRE").count() == 1
        assert_sound(net)
    assert Letter.objects.filter(kind="RETURNED", user=net.casa.by.user).count() == 1
