"""Two processes press at once, each with a connection of its own, on the database that the node uses."""

import os
from collections.abc import Callable
from multiprocessing import get_context

import pytest
from django.db import connections

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.accounts.models import User, Workspace
from acogida.core.errors import DomainError
from acogida.directory.editing import room
from acogida.directory.models import Capacity
from tests.directory import factories
from tests.directory.editing.conftest import acting
from tests.directory.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 12
fork = get_context("fork")


def press(name: str, start: object) -> None:
    """In a process of its own; ends it, so that nothing of the parent's is closed twice."""
    workspace = Workspace.objects.get()
    by = Acting(user=User.objects.get(), workspace=workspace, role=Role.COORDINATOR, keys=None)
    deed: Callable[..., Capacity] = getattr(room, name)
    refused = 0
    start.wait(10)
    for _ in range(PRESSES):
        try:
            deed(capacity=Capacity.objects.get(), by=by, now=NOW)
        except DomainError:
            refused += 1
    connections.close_all()
    os._exit(refused)


def refusals_of(*names: str) -> int:
    connections.close_all()
    start = fork.Barrier(len(names))
    phones = [fork.Process(target=press, args=(name, start)) for name in names]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(60)
    return sum(phone.exitcode for phone in phones)


def beds(available: int, maximum: int) -> Capacity:
    service = factories.service()
    acting(service.organization)
    return factories.capacity(service, factories.site(service), available=available, maximum=maximum)


def test_two_phones_that_press_plus_at_once_both_count():
    told = beds(0, 100)
    assert refusals_of("plus", "plus") == 0
    told.refresh_from_db()
    assert told.available == 2 * PRESSES


def test_together_they_never_pass_the_maximum_nor_nothing():
    told = beds(0, PRESSES + 3)
    assert refusals_of("plus", "plus") == PRESSES - 3
    told.refresh_from_db()
    assert told.available == PRESSES + 3
    assert refusals_of("minus", "minus") == PRESSES - 3
    told.refresh_from_db()
    assert told.available == 0


def test_one_that_adds_and_one_that_takes_leave_what_there_was():
    told = beds(50, 100)
    assert refusals_of("plus", "minus") == 0
    told.refresh_from_db()
    assert told.available == 50
