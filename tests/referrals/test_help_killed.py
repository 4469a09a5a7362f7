"""Killed anywhere while a request is sent, moves on, is taken or taken back: it is with one organisation or with none,
and is never lost."""

import random
from datetime import timedelta

import pytest

from acogida.cases.keystore.models import DataKey
from acogida.cases.models import Household
from acogida.referrals import access, receipt_codes
from acogida.referrals.helping.enums import HelpState
from acogida.referrals.models import HelpRequest, Receipt
from acogida.referrals.services import help_desk, help_running, helping
from tests.accounts.people import NOW
from tests.cases.killing import POINTS, run_and_kill
from tests.referrals.helping import Asking, asking
from tests.referrals.network import SOON

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def asked() -> Asking:
    return asking()


def points(count: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(count), min(POINTS, count)))


def again(asked: Asking) -> HelpRequest:
    asked.code = receipt_codes.new_code()
    return asked.send()


def assert_sound(request: HelpRequest) -> None:
    request.refresh_from_db()
    current = request.turns.filter(asked_at__isnull=False, end="").count()
    assert current == (request.state == HelpState.ASKED)
    assert request.due_at is not None


def test_sending_is_whole_or_not_at_all_and_can_be_repeated(asked):
    asked.send()  # the first of a day writes letters, and so takes more steps than those after it
    asked.code = receipt_codes.new_code()
    count = run_and_kill(asked.send)
    for point in points(count, seed=1):
        asked.code = receipt_codes.new_code()
        before = HelpRequest.objects.count()
        assert run_and_kill(asked.send, at=point) is None
        asked.send()
        assert HelpRequest.objects.count() == Receipt.objects.count() == before + 1
        assert_sound(asked.send())


def test_what_lapses_moves_on_once(asked):
    def work() -> None:
        help_running.act(request.pk, now=late)

    late = NOW + timedelta(hours=2)
    for _ in range(2):  # the first of a day writes letters
        request = again(asked)
        help_running.act(request.pk, now=NOW + timedelta(hours=1))
        count = run_and_kill(work)
    for point in points(count, seed=2):
        request = again(asked)
        help_running.act(request.pk, now=NOW + timedelta(hours=1))
        assert run_and_kill(work, at=point) is None
        assert_sound(request)
        work()
        work()
        assert_sound(request)
        assert asked.facts() == ["LAPSED", "ASKED"]


def test_taking_begins_one_file_or_none(asked):
    def work() -> None:
        help_desk.take(turn_id=request.turns.get(number=1).pk, by=asked.shelter(0).by, now=SOON)

    request = again(asked)
    count = run_and_kill(work)
    for point in points(count, seed=3):
        request = again(asked)
        before = Household.objects.count()
        assert run_and_kill(work, at=point) is None
        assert_sound(request)
        is_taken = request.state == HelpState.TAKEN
        assert Household.objects.count() == before + is_taken
        assert (request.household is not None) == is_taken


def test_taken_back_nothing_can_be_opened_once_it_is_swept(asked):
    def work() -> None:
        helping.withdraw(opened=asked.opened(), now=SOON)

    request = again(asked)
    count = run_and_kill(work)
    for point in points(count, seed=4):
        request = again(asked)
        assert run_and_kill(work, at=point) is None
        assert_sound(request)
        work()
        access.sweep()
        assert not DataKey.objects.filter(household_id=request.pk).exists()
