from datetime import timedelta

import pytest
from django.db import IntegrityError

from acogida.accounts.enums import Role
from acogida.accounts.invitations import (
    AlreadyMember,
    HasAccount,
    accept_invitation,
    invite,
    invite_operator,
    open_invitation,
    revoke_invitation,
)
from acogida.accounts.links import LinkNotOpen
from acogida.accounts.locks import NotAllowed
from acogida.accounts.memberships import change_role, end_membership
from acogida.accounts.models import Invitation, KeyGrant, Membership, User
from acogida.accounts.opening import open_member, open_workspace
from acogida.accounts.selectors import is_operator
from acogida.accounts.workspaces import WorkspaceExists, appoint_coordinator, create_workspace
from tests.accounts.people import NOW, PASSPHRASE, address, organisation

pytestmark = pytest.mark.django_db


def take_up(token: str, *, now=NOW, passphrase=PASSPHRASE):
    return accept_invitation(token=token, name="Ana Ejemplo", passphrase=passphrase, now=now)


def test_first_coordinator_gets_the_key_and_the_recovery_key():
    casa = organisation()
    assert casa.coordinator.acting().role == Role.COORDINATOR
    assert casa.coordinator.acting().keys.current == 1
    assert len(casa.recovery_key.split("-")) == 9


def test_second_coordinator_gets_neither():
    casa = organisation()
    link = invite(email=address(), role=Role.COORDINATOR, by=casa.coordinator.acting(), now=NOW)
    accepted = take_up(link.token)
    assert accepted.recovery_key is None
    assert open_workspace(member=accepted.member, workspace=casa.workspace) is None


def test_a_workspace_is_created_once():
    casa = organisation()
    with pytest.raises(WorkspaceExists):
        create_workspace(id=casa.workspace.pk, name="Otra", email=address(), now=NOW)


def test_a_coordinator_appointed_later_gets_no_key():
    casa = organisation()
    link = appoint_coordinator(workspace=casa.workspace, email=address(), now=NOW)
    accepted = take_up(link.token)
    assert accepted.recovery_key is None
    assert open_workspace(member=accepted.member, workspace=casa.workspace) is None


def test_the_token_stands_nowhere():
    casa = organisation()
    link = invite(email=address(), role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)
    row = Invitation.objects.filter(pk=link.link.pk).values().get()
    assert all(
        link.token not in str(value) and link.token.encode() not in bytes(str(value), "utf-8") for value in row.values()
    )
    assert link.token not in repr(link)


@pytest.fixture
def casa():
    return organisation()


@pytest.fixture
def link(casa):
    return invite(email="nueva@example.org", role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)


def test_accepting_opens_the_member_key_with_the_passphrase(link):
    accepted = take_up(link.token)
    assert open_member(user=accepted.user, passphrase=PASSPHRASE) == accepted.member
    assert accepted.user.email == "nueva@example.org"


def test_a_link_is_used_once(link):
    take_up(link.token)
    with pytest.raises(LinkNotOpen):
        take_up(link.token)


def test_a_link_expires(link):
    open_invitation(token=link.token, now=NOW + timedelta(days=7) - timedelta(seconds=1))
    with pytest.raises(LinkNotOpen):
        take_up(link.token, now=NOW + timedelta(days=7))


def test_a_revoked_link_does_not_open(casa, link):
    revoke_invitation(invitation=link.link, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LinkNotOpen):
        take_up(link.token)


def test_another_organisation_revokes_nothing(casa, link):
    revoke_invitation(invitation=link.link, by=organisation().coordinator.acting(), now=NOW)
    assert take_up(link.token)


def test_a_second_link_for_the_same_address_ends_the_first(casa, link):
    invite(email=" NUEVA@example.org", role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LinkNotOpen):
        open_invitation(token=link.token, now=NOW)


@pytest.mark.parametrize("how", ["ended", "demoted"])
def test_a_link_ends_with_the_right_of_who_made_it(casa, how):
    second = casa.join(Role.COORDINATOR)
    link = invite(email=address(), role=Role.COORDINATOR, by=second.acting(), now=NOW)
    by = casa.coordinator.acting()
    if how == "ended":
        end_membership(membership=second.membership, by=by, now=NOW)
    else:
        change_role(membership=second.membership, role=Role.CASEWORKER, by=by, now=NOW)
    with pytest.raises(LinkNotOpen):
        take_up(link.token)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 5000])
def test_an_unknown_link_is_refused_like_any_other(token):
    with pytest.raises(LinkNotOpen):
        open_invitation(token=token, now=NOW)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PLANNER])
def test_only_coordinators_invite(casa, role):
    with pytest.raises(NotAllowed):
        invite(email=address(), role=Role.CASEWORKER, by=casa.join(role).acting(), now=NOW)


def test_nobody_invites_an_operator_into_an_organisation(casa):
    with pytest.raises(NotAllowed):
        invite(email=address(), role=Role.OPERATOR, by=casa.coordinator.acting(), now=NOW)


def test_who_was_a_coordinator_when_the_page_loaded_is_asked_again(casa):
    second = casa.join(Role.COORDINATOR)
    by = second.acting()
    end_membership(membership=second.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(NotAllowed):
        invite(email=address(), role=Role.CASEWORKER, by=by, now=NOW)


def test_a_colleague_is_not_invited_twice(casa):
    with pytest.raises(AlreadyMember):
        invite(email=casa.join().user.email.upper(), role=Role.CASEWORKER, by=casa.coordinator.acting(), now=NOW)


def test_who_has_an_account_does_not_get_a_second(casa, link):
    take_up(link.token)
    other = organisation()
    second = invite(email="nueva@example.org", role=Role.CASEWORKER, by=other.coordinator.acting(), now=NOW)
    with pytest.raises(HasAccount):
        take_up(second.token)
    assert User.objects.filter(email="nueva@example.org").count() == 1
    assert open_invitation(token=second.token, now=NOW)


def test_who_has_an_account_joins_with_it(casa):
    other = organisation()
    mine = casa.join()
    link = invite(email=mine.user.email, role=Role.CASEWORKER, by=other.coordinator.acting(), now=NOW)
    accepted = accept_invitation(token=link.token, user=mine.user, now=NOW)
    assert accepted.member is None
    assert accepted.membership.workspace == other.workspace
    assert open_workspace(member=mine.member, workspace=other.workspace) is None


def test_nobody_takes_up_the_link_of_another(casa, link):
    with pytest.raises(LinkNotOpen):
        accept_invitation(token=link.token, user=casa.join().user, now=NOW)


def test_who_left_comes_back(casa):
    mine = casa.join()
    end_membership(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    again = casa.employ(mine.user, mine.member)
    assert again.membership != mine.membership
    assert again.acting().keys is not None


def test_an_invitation_may_say_when_the_membership_ends(casa):
    until = NOW + timedelta(days=90)
    link = invite(email=address(), role=Role.CASEWORKER, until=until, by=casa.coordinator.acting(), now=NOW)
    assert take_up(link.token).membership.until_at == until


def test_an_operator_is_of_the_node_and_has_no_key():
    accepted = take_up(invite_operator(email=address(), now=NOW).token)
    assert is_operator(user=accepted.user, now=NOW)
    assert not KeyGrant.objects.filter(member_key=accepted.member.key_id).exists()


def test_the_database_refuses_an_operator_of_an_organisation(casa):
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=casa.coordinator.user, workspace=casa.workspace, role=Role.OPERATOR, from_at=NOW)


def test_the_database_refuses_two_memberships_at_a_time(casa):
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=casa.coordinator.user, workspace=casa.workspace, role=Role.PLANNER, from_at=NOW)
