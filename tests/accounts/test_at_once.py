"""Several processes' worth of connections do the same thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from acogida.accounts import audit
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.invitations import accept_invitation, invite
from acogida.accounts.keys import grant, rotate
from acogida.accounts.links import LinkNotOpen
from acogida.accounts.memberships import LastCoordinator, end_membership
from acogida.accounts.models import AuditEvent, KeyGrant, Membership, User, WorkspaceKey
from acogida.accounts.opening import open_workspace
from acogida.core.errors import DomainError
from tests.accounts.people import NOW, PASSPHRASE, address, organisation

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each returned, or the rule that refused it. Anything else fails the test."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except DomainError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, deed) for deed in deeds]]


def test_events_written_at_once_make_one_chain():
    casa = organisation()
    before = AuditEvent.objects.filter(workspace=casa.workspace).count()

    def write() -> None:
        for _ in range(15):
            audit.record(by=None, action=AuditAction.KEY_GRANTED, workspace=casa.workspace, now=NOW)

    at_once(*[write] * 6)
    assert AuditEvent.objects.filter(workspace=casa.workspace).count() == before + 90
    assert list(audit.verify(casa.workspace)) == []


def test_a_link_opened_twice_at_once_lets_one_in():
    casa = organisation()
    link = invite(email=address(), role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)

    def accept() -> object:
        return accept_invitation(token=link.token, name="Ana", passphrase=PASSPHRASE, now=NOW)

    outcomes = at_once(accept, accept, accept)
    assert sum(isinstance(outcome, LinkNotOpen) for outcome in outcomes) == 2
    assert User.objects.filter(email=link.link.email).count() == 1


def test_two_coordinators_who_leave_at_once_do_not_both():
    casa = organisation()
    second = casa.join(Role.COORDINATOR)
    ways = [
        partial(end_membership, membership=one.membership, by=one.acting(), now=NOW)
        for one in (casa.coordinator, second)
    ]
    outcomes = at_once(*ways)
    assert sum(isinstance(outcome, LastCoordinator) for outcome in outcomes) == 1
    assert Membership.objects.filter(workspace=casa.workspace, ended_at=None).count() == 1


def test_rotations_and_grants_at_once_leave_nobody_with_half_of_the_keys():
    casa = organisation()
    colleagues = [casa.join(granted=False) for _ in range(3)]
    by = casa.coordinator.acting()
    at_once(
        lambda: rotate(by=by, now=NOW),
        lambda: rotate(by=by, now=NOW),
        *(partial(grant, membership=one.membership, by=by, now=NOW) for one in colleagues),
    )
    versions = set(WorkspaceKey.objects.values_list("version", flat=True))
    assert versions == {1, 2, 3}
    assert set(open_workspace(member=casa.coordinator.member, workspace=casa.workspace).pairs) == versions
    for one in colleagues:
        keys = open_workspace(member=one.member, workspace=casa.workspace)
        assert keys is None or set(keys.pairs) == versions
    assert list(audit.verify(casa.workspace)) == []


def test_grant_and_departure_at_once_leave_no_key_with_who_left():
    casa = organisation()
    mine = casa.join(granted=False)
    by = casa.coordinator.acting()
    at_once(
        lambda: grant(membership=mine.membership, by=by, now=NOW),
        lambda: end_membership(membership=mine.membership, by=by, now=NOW),
    )
    assert not KeyGrant.objects.filter(member_key=mine.member.key_id).exists()
