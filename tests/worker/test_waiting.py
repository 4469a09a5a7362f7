from datetime import timedelta

import pytest

from acogida.referrals.models import Referral
from acogida.worker import waiting
from acogida.worker.faults import FIRST_WAIT
from acogida.worker.models import Setback
from acogida.worker.work import SOURCES
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HOUR = timedelta(hours=1)


def carry_on(now) -> bool:
    return waiting.carry_on(SOURCES, lambda: now, lambda: False)


@pytest.fixture
def damaged(net) -> Referral:
    """Nobody can say how urgent it is, and so not what comes next."""
    referral = net.send()
    Referral.objects.filter(pk=referral.pk).update(urgency="Zquinoa", due_at=NOW)
    return referral


def test_one_that_can_not_be_carried_on_holds_up_no_other(net, damaged, caplog):
    good = net.send()
    assert carry_on(NOW + HOUR)
    good.refresh_from_db()
    assert good.step == 1
    row = Setback.objects.get()
    assert (row.subject, row.failures, row.next_at) == (damaged.pk, 1, NOW + HOUR + FIRST_WAIT)
    assert f"referral {damaged.pk} could not be carried on: ValueError at deadlines.py:" in caplog.text
    assert "Zquinoa" not in caplog.text + row.fault


def test_it_is_tried_later_and_later(damaged):
    for now, failures in ((NOW, 1), (NOW + FIRST_WAIT / 2, 1), (NOW + FIRST_WAIT, 2), (NOW + 2 * FIRST_WAIT, 2)):
        assert not carry_on(now)
        row = Setback.objects.get()
        assert (row.failures, row.first_at) == (failures, NOW)
    assert row.next_at == NOW + 3 * FIRST_WAIT


def test_many_of_them_do_not_stand_before_the_others(net, damaged, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE", 1)
    good = net.send()
    assert not carry_on(NOW + HOUR)
    assert carry_on(NOW + HOUR)
    good.refresh_from_db()
    assert good.step == 1


def test_once_it_is_carried_on_nothing_is_left_of_it(damaged):
    carry_on(NOW)
    Referral.objects.filter(pk=damaged.pk).update(urgency="TODAY")
    assert carry_on(NOW + FIRST_WAIT)
    assert not Setback.objects.exists()


def test_one_that_waits_for_nothing_any_more_is_forgotten(damaged):
    carry_on(NOW)
    Referral.objects.filter(pk=damaged.pk).update(due_at=None)
    carry_on(NOW + FIRST_WAIT)
    assert not Setback.objects.exists()
