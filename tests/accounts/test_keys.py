"""A workspace's key is with exactly those who should have it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from acogida.accounts import audit
from acogida.accounts.acting import acting_for
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.keys import (
    KeysNotOpened,
    KeysOutdated,
    NobodyCouldOpen,
    NoRecoveryKey,
    confirm_recovery_key,
    drop_old_versions,
    fingerprint,
    grant,
    new_version,
    newest_key,
    pending_grants,
    recover,
    replace_recovery_key,
    rotate,
)
from acogida.accounts.locks import MembershipOver, NotAllowed
from acogida.accounts.memberships import change_role, end_membership
from acogida.accounts.models import AuditEvent, KeyGrant, MemberKey, RecoveryKey, WorkspaceKey
from acogida.accounts.opening import open_member, open_workspace
from acogida.accounts.recovery import RecoveryKeyMistyped
from acogida.core import crypto
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW, organisation

pytestmark = pytest.mark.django_db
WHERE = crypto.context("test")


@pytest.fixture
def casa():
    return organisation()


def versions(colleague, casa) -> set[int]:
    keys = open_workspace(member=colleague.member, workspace=casa.workspace)
    return set(keys.pairs) if keys else set()


def test_who_was_granted_opens_what_colleagues_seal(casa):
    mine = casa.join()
    public = casa.coordinator.acting().keys.pairs[1].public
    sealed = crypto.seal(public, b"for us", context=WHERE)
    assert crypto.unseal(mine.acting().keys.pairs[1].private, sealed, context=WHERE) == b"for us"


def test_who_waits_for_the_key_is_listed_until_it_is_given(casa):
    mine = casa.join(granted=False)
    assert list(pending_grants(workspace=casa.workspace, now=NOW)) == [mine.membership]
    assert mine.acting().keys is None
    grant(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert list(pending_grants(workspace=casa.workspace, now=NOW)) == []
    assert versions(mine, casa) == {1}


def test_any_colleague_with_the_key_grants(casa):
    mine = casa.join(granted=False)
    grant(membership=mine.membership, by=casa.join().acting(), now=NOW)
    assert versions(mine, casa) == {1}


def test_who_has_no_key_grants_none(casa):
    waiting, mine = casa.join(granted=False), casa.join(granted=False)
    with pytest.raises(KeysNotOpened):
        grant(membership=mine.membership, by=waiting.acting(), now=NOW)


def test_a_planner_neither_waits_for_the_key_nor_gets_it(casa):
    planner = casa.join(Role.PLANNER)
    assert list(pending_grants(workspace=casa.workspace, now=NOW)) == []
    with pytest.raises(NotAllowed):
        grant(membership=planner.membership, by=casa.coordinator.acting(), now=NOW)
    assert planner.acting().keys is None


def test_nobody_grants_the_key_of_another_organisation(casa):
    mine = organisation().join(granted=False)
    with pytest.raises(MembershipOver):
        grant(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)


def test_keys_of_two_organisations_do_not_mix(casa):
    mine = casa.join()
    other = organisation()
    both = other.employ(mine.user, mine.member)
    assert mine.acting().keys.pairs[1] != both.acting().keys.pairs[1]
    assert (
        acting_for(user=casa.coordinator.user, workspace=other.workspace, member=casa.coordinator.member, now=NOW)
        is None
    )


def test_the_key_of_another_person_opens_nothing_here(casa):
    mine = casa.join()
    acting = acting_for(user=mine.user, workspace=casa.workspace, member=casa.coordinator.member, now=NOW)
    assert acting.keys is None


def test_who_left_has_nothing_and_what_follows_is_sealed_to_a_new_key(casa):
    gone, stays = casa.join(), casa.join()
    old = gone.acting().keys
    end_membership(membership=gone.membership, by=casa.coordinator.acting(), now=NOW)
    assert versions(gone, casa) == set()
    assert versions(stays, casa) == versions(casa.coordinator, casa) == {1, 2}
    sealed = crypto.seal(stays.acting().keys.pairs[2].public, b"later", context=WHERE)
    with pytest.raises(CannotOpen):
        crypto.unseal(old.pairs[1].private, sealed, context=WHERE)


def test_who_waited_waits_on_after_a_rotation_and_then_gets_every_version(casa):
    waiting = casa.join(granted=False)
    rotate(by=casa.coordinator.acting(), now=NOW)
    assert versions(waiting, casa) == set()
    grant(membership=waiting.membership, by=casa.coordinator.acting(), now=NOW)
    assert versions(waiting, casa) == {1, 2}


def test_who_loaded_the_page_before_a_rotation_grants_no_half_of_the_keys(casa):
    waiting, by = casa.join(granted=False), casa.coordinator.acting()
    rotate(by=by, now=NOW)
    with pytest.raises(KeysOutdated):
        grant(membership=waiting.membership, by=by, now=NOW)


def test_only_coordinators_rotate(casa):
    with pytest.raises(NotAllowed):
        rotate(by=casa.join().acting(), now=NOW)


def test_old_versions_are_dropped_but_those_in_use_and_the_newest(casa):
    for _ in range(3):
        rotate(by=casa.coordinator.acting(), now=NOW)
    by = casa.coordinator.acting()
    assert drop_old_versions(workspace=casa.workspace, keep={2}, by=by, now=NOW) == 2
    assert versions(casa.coordinator, casa) == {2, 4}
    assert drop_old_versions(workspace=casa.workspace, keep={2}, by=by, now=NOW) == 0
    assert drop_old_versions(workspace=casa.workspace, keep=set(), by=by, now=NOW) == 1
    assert versions(casa.coordinator, casa) == {4}
    assert not KeyGrant.objects.exclude(workspace_key__version=4).exists()


def test_a_key_that_nobody_could_open_is_never_made(casa):
    KeyGrant.objects.filter(member_key=casa.coordinator.member.key_id).delete()
    with pytest.raises(NobodyCouldOpen):
        new_version(workspace=casa.workspace, by=None, now=NOW)
    assert newest_key(casa.workspace).version == 1


def test_the_last_holder_does_not_leave_before_the_recovery_key_is_confirmed(casa):
    boss = casa.join(Role.COORDINATOR, granted=False)
    with pytest.raises(NobodyCouldOpen):
        end_membership(membership=casa.coordinator.membership, by=casa.coordinator.acting(), now=NOW)
    assert versions(casa.coordinator, casa) == {1}
    confirm_recovery_key(typed=casa.recovery_key, by=casa.coordinator.acting(), now=NOW)
    end_membership(membership=casa.coordinator.membership, by=casa.coordinator.acting(), now=NOW)
    assert versions(casa.coordinator, casa) == set()
    recover(membership=boss.membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)
    assert versions(boss, casa) == {1, 2}


def test_the_last_holder_does_not_become_a_planner_either(casa):
    casa.join(Role.COORDINATOR, granted=False)
    with pytest.raises(NobodyCouldOpen):
        change_role(membership=casa.coordinator.membership, role=Role.PLANNER, by=casa.coordinator.acting(), now=NOW)
    assert versions(casa.coordinator, casa) == {1}
    assert casa.coordinator.acting().role == Role.COORDINATOR


# The recovery key


def test_the_recovery_key_is_confirmed_by_typing_it_back(casa):
    typed = casa.recovery_key.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    confirm_recovery_key(typed=typed, by=casa.coordinator.acting(), now=NOW)
    assert RecoveryKey.objects.get(workspace=casa.workspace).confirmed_at == NOW
    confirm_recovery_key(typed=typed, by=casa.coordinator.acting(), now=NOW + timedelta(days=1))
    assert RecoveryKey.objects.get(workspace=casa.workspace).confirmed_at == NOW
    events = AuditEvent.objects.filter(workspace=casa.workspace, action=AuditAction.RECOVERY_KEY_CONFIRMED)
    assert events.count() == 1


def test_a_typing_error_is_told_from_another_key(casa):
    wrong = ("X" if casa.recovery_key[0] != "X" else "Y") + casa.recovery_key[1:]
    with pytest.raises(RecoveryKeyMistyped):
        confirm_recovery_key(typed=wrong, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(NoRecoveryKey):
        confirm_recovery_key(typed=organisation().recovery_key, by=casa.coordinator.acting(), now=NOW)
    assert RecoveryKey.objects.get(workspace=casa.workspace).confirmed_at is None


def test_the_recovery_key_follows_every_rotation(casa):
    waiting = casa.join(granted=False)
    rotate(by=casa.coordinator.acting(), now=NOW)
    rotate(by=casa.coordinator.acting(), now=NOW)
    recover(membership=waiting.membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)
    assert versions(waiting, casa) == {1, 2, 3}


@pytest.mark.parametrize("who", ["planner", "stranger", "gone"])
def test_the_paper_alone_opens_nothing_to_who_does_not_work_with_files_here(casa, who):
    if who == "planner":
        membership, refusal = casa.join(Role.PLANNER).membership, NotAllowed
    elif who == "stranger":
        membership, refusal = organisation().join().membership, MembershipOver
    else:
        membership, refusal = casa.join().membership, MembershipOver
        end_membership(membership=membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(refusal):
        recover(membership=membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)


def test_a_replaced_recovery_key_opens_nothing(casa):
    new = replace_recovery_key(by=casa.coordinator.acting(), now=NOW)
    waiting = casa.join(granted=False)
    with pytest.raises(NoRecoveryKey):
        recover(membership=waiting.membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)
    recover(membership=waiting.membership, workspace=casa.workspace, typed=new, now=NOW)
    assert versions(waiting, casa) == {1}


# Who can write to the database


def test_a_public_half_put_in_place_of_a_members_is_not_believed(casa):
    MemberKey.objects.update(public=crypto.new_pair().public)
    with pytest.raises(CannotOpen):
        open_member(user=casa.coordinator.user, passphrase=casa.coordinator.passphrase)


def test_a_public_half_put_in_place_of_an_organisations_is_not_believed(casa):
    WorkspaceKey.objects.update(public=crypto.new_pair().public)
    with pytest.raises(CannotOpen):
        open_workspace(member=casa.coordinator.member, workspace=casa.workspace)


def test_a_grant_moved_to_another_version_or_holder_does_not_open(casa):
    mine = casa.join()
    rotate(by=casa.coordinator.acting(), now=NOW)
    first, second = KeyGrant.objects.filter(member_key=mine.member.key_id).order_by("workspace_key__version")
    sealed = bytes(first.sealed)
    KeyGrant.objects.filter(pk=first.pk).update(sealed=bytes(second.sealed))
    with pytest.raises(CannotOpen):
        versions(mine, casa)
    KeyGrant.objects.filter(pk=first.pk).update(sealed=sealed)
    KeyGrant.objects.filter(member_key=mine.member.key_id, workspace_key__version=2).delete()
    KeyGrant.objects.filter(member_key=casa.coordinator.member.key_id, workspace_key__version=2).update(
        member_key=mine.member.key_id
    )
    with pytest.raises(CannotOpen):
        versions(mine, casa)


def test_a_fingerprint_tells_one_key_from_another(casa):
    keys = [MemberKey.objects.get(user=one.user) for one in (casa.coordinator, casa.join())]
    assert len({fingerprint(key) for key in keys}) == 2
    assert all(len(fingerprint(key)) == 14 for key in keys)
    before = fingerprint(keys[0])
    keys[0].public = crypto.new_pair().public
    assert fingerprint(keys[0]) != before


def test_the_database_refuses_a_grant_without_holder_or_with_two(casa):
    key, paper = newest_key(casa.workspace), RecoveryKey.objects.get(workspace=casa.workspace)
    for holders in ({}, {"member_key_id": casa.coordinator.member.key_id, "recovery_key": paper}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeyGrant.objects.create(workspace_key=key, sealed=b"", created_at=NOW, **holders)


def test_nothing_that_is_shown_shows_a_secret(casa):
    mine = casa.join()
    acting = mine.acting()
    secrets = [mine.member.private, acting.keys.pairs[1].private]
    shown = (
        repr(mine.member)
        + repr(acting)
        + repr(acting.keys)
        + repr(casa)
        + repr(mine)
        + repr(newest_key(casa.workspace))
    )
    for secret in secrets:
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
    assert casa.recovery_key not in shown


def test_every_step_stands_in_the_log(casa):
    gone = casa.join()
    end_membership(membership=gone.membership, by=casa.coordinator.acting(), now=NOW)
    actions = list(
        AuditEvent.objects.filter(workspace=casa.workspace).order_by("number").values_list("action", flat=True)
    )
    assert actions == [
        "WORKSPACE_CREATED",
        "COORDINATOR_APPOINTED",
        "INVITATION_ACCEPTED",
        "KEY_ROTATED",
        "RECOVERY_KEY_MADE",
        "MEMBER_INVITED",
        "INVITATION_ACCEPTED",
        "KEY_GRANTED",
        "MEMBERSHIP_ENDED",
        "KEY_ROTATED",
    ]
    assert list(audit.verify(casa.workspace)) == []
