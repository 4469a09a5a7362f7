from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from acogida.accounts.acting import acting_for
from acogida.accounts.enums import Role
from acogida.accounts.invitations import accept_invitation, invite
from acogida.accounts.keys import confirm_recovery_key, newest_key, pending_grants
from acogida.accounts.locks import MembershipOver, NotAllowed
from acogida.accounts.memberships import (
    LastCoordinator,
    change_role,
    end_membership,
    end_overdue,
    limit_membership,
)
from acogida.accounts.models import KeyGrant, Membership
from acogida.accounts.selectors import live_memberships, staff_of, workspaces_of
from tests.accounts.people import NOW, organisation

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


@pytest.fixture
def casa():
    return organisation()


def test_access_ends_at_the_moment_the_membership_does(casa):
    mine = casa.join()
    end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert acting_for(user=mine.user, workspace=casa.workspace, member=mine.member, now=NOW) is None
    assert list(workspaces_of(user=mine.user, now=NOW)) == []
    assert mine.membership not in staff_of(workspace=casa.workspace, now=NOW)


def test_ending_one_membership_leaves_those_elsewhere(casa):
    mine = casa.join()
    there = organisation().employ(mine.user, mine.member)
    end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert there.acting().keys is not None


def test_a_person_leaves_by_themselves(casa):
    mine = casa.join()
    end_membership(membership=mine.membership, by=mine.acting(), now=NOW)
    with pytest.raises(AssertionError, match="no live membership"):
        mine.acting()


def test_ending_is_done_once(casa):
    mine = casa.join()
    end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(MembershipOver):
        end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert newest_key(casa.workspace).version == 2


def test_who_never_had_the_key_takes_none_along(casa):
    mine = casa.join(granted=False)
    end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert newest_key(casa.workspace).version == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PLANNER])
def test_only_coordinators_change_what_others_may(casa, role):
    mine, other = casa.join(role), casa.join()
    for service, more in (
        (end_membership, {}),
        (change_role, {"role": Role.PLANNER}),
        (limit_membership, {"until": LATER}),
    ):
        with pytest.raises(NotAllowed):
            service(membership=other.membership, by=mine.acting(), now=NOW, **more)


def test_a_coordinator_of_another_organisation_changes_nothing_here(casa):
    mine, by = casa.join(), organisation().coordinator.acting()
    for service, more in (
        (end_membership, {}),
        (change_role, {"role": Role.PLANNER}),
        (limit_membership, {"until": LATER}),
    ):
        with pytest.raises(MembershipOver):
            service(membership=mine.membership, by=by, now=NOW, **more)
    assert mine.acting().role == Role.CASEWORKER


def test_the_last_coordinator_stays(casa):
    mine, by = casa.coordinator.membership, casa.coordinator.acting()
    casa.join()
    for service, more in (
        (end_membership, {}),
        (change_role, {"role": Role.CASEWORKER}),
        (limit_membership, {"until": LATER}),
    ):
        with pytest.raises(LastCoordinator):
            service(membership=mine, by=by, now=NOW, **more)
    second = casa.join(Role.COORDINATOR)
    limit_membership(membership=second.membership, until=LATER, by=by, now=NOW)
    with pytest.raises(LastCoordinator):
        end_membership(membership=mine, by=by, now=NOW)


def test_two_coordinators_do_not_both_leave(casa):
    second = casa.join(Role.COORDINATOR)
    one, other = casa.coordinator.acting(), second.acting()
    end_membership(membership=casa.coordinator.membership, by=one, now=NOW)
    with pytest.raises(LastCoordinator):
        end_membership(membership=second.membership, by=other, now=NOW)


def test_who_becomes_a_planner_gives_the_key_back(casa):
    mine = casa.join()
    change_role(membership=mine.membership, role=Role.PLANNER, by=casa.coordinator.acting(), now=NOW)
    assert mine.acting().keys is None
    assert newest_key(casa.workspace).version == 2
    change_role(membership=mine.membership, role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)
    assert list(pending_grants(workspace=casa.workspace, now=NOW)) == [mine.membership]


def test_the_same_role_again_is_no_change(casa):
    mine = casa.join()
    change_role(membership=mine.membership, role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)
    assert mine.acting().keys.current == 1


def test_nobody_becomes_an_operator_by_a_coordinator(casa):
    with pytest.raises(NotAllowed):
        change_role(membership=casa.join().membership, role=Role.OPERATOR, by=casa.coordinator.acting(), now=NOW)


def test_a_limited_membership_ends_by_itself_and_the_key_follows(casa):
    mine = casa.join()
    limit_membership(membership=mine.membership, until=LATER, by=casa.coordinator.acting(), now=NOW)
    assert mine.acting(LATER - timedelta(seconds=1)).keys is not None
    assert acting_for(user=mine.user, workspace=casa.workspace, member=mine.member, now=LATER) is None
    assert end_overdue(now=LATER) == []
    assert not KeyGrant.objects.filter(member_key=mine.member.key_id).exists()
    assert casa.coordinator.acting(LATER).keys.current == 2
    assert Membership.objects.get(pk=mine.membership.pk).until_at == LATER
    assert end_overdue(now=LATER) == []
    assert casa.coordinator.acting(LATER).keys.current == 2


def test_a_limit_is_taken_back(casa):
    mine, by = casa.join(), casa.coordinator.acting()
    limit_membership(membership=mine.membership, until=LATER, by=by, now=NOW)
    limit_membership(membership=mine.membership, until=None, by=by, now=NOW)
    assert mine.acting(LATER).keys is not None
    with pytest.raises(MembershipOver):
        limit_membership(membership=mine.membership, until=NOW, by=by, now=NOW)


def test_the_last_key_is_not_taken_back_by_the_clock(casa):
    second = casa.join(Role.COORDINATOR, granted=False)
    limit_membership(membership=casa.coordinator.membership, until=LATER, by=second.acting(), now=NOW)
    assert end_overdue(now=LATER) == [casa.coordinator.membership]
    assert KeyGrant.objects.filter(member_key=casa.coordinator.member.key_id).exists()
    with pytest.raises(AssertionError, match="no live membership"):
        casa.coordinator.acting(LATER)


def test_once_there_is_a_paper_the_clock_takes_the_last_key_back(casa):
    second = casa.join(Role.COORDINATOR, granted=False)
    confirm_recovery_key(typed=casa.recovery_key, by=casa.coordinator.acting(), now=NOW)
    limit_membership(membership=casa.coordinator.membership, until=LATER, by=second.acting(), now=NOW)
    assert end_overdue(now=LATER) == []
    assert not KeyGrant.objects.filter(member_key=casa.coordinator.member.key_id).exists()


def test_who_comes_back_after_a_limit_joins_anew(casa):
    mine = casa.join()
    limit_membership(
        membership=mine.membership, until=NOW + timedelta(seconds=1), by=casa.coordinator.acting(), now=NOW
    )
    link = invite(email=mine.user.email, role=Role.CASEWORKER, by=casa.coordinator.acting(LATER), now=LATER)
    again = accept_invitation(token=link.token, user=mine.user, now=LATER).membership
    assert again != mine.membership
    assert live_memberships(LATER).filter(user=mine.user).get() == again


def test_an_inactive_user_acts_for_nobody(casa):
    mine = casa.join()
    mine.user.is_active = False
    mine.user.save(update_fields=["is_active"])
    assert acting_for(user=mine.user, workspace=casa.workspace, member=mine.member, now=NOW) is None


def test_a_membership_that_has_not_begun_opens_nothing(casa):
    mine = casa.join()
    assert acting_for(user=mine.user, workspace=casa.workspace, member=None, now=NOW - timedelta(days=1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"until_at": NOW - timedelta(days=1)},
        {"ended_at": NOW, "until_at": LATER},
        {"role": "BOSS"},
        {"workspace": None},
    ],
)
def test_the_database_refuses_a_membership_that_makes_no_sense(casa, changes):
    mine = casa.join()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=mine.membership.pk).update(**changes)
