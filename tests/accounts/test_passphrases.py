"""A passphrase changed by its owner, and one that was lost; a second factor that was lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from hypothesis import given
from hypothesis import strategies as st

from acogida.accounts import recovery
from acogida.accounts.acting import acting_for
from acogida.accounts.enums import Role
from acogida.accounts.invitations import accept_invitation, invite_operator
from acogida.accounts.keys import NobodyCouldOpen, confirm_recovery_key, grant, pending_grants, recover
from acogida.accounts.links import LinkNotOpen
from acogida.accounts.locks import MembershipOver, NotAllowed
from acogida.accounts.memberships import change_role, end_membership
from acogida.accounts.models import AuditEvent, KeyGrant, MemberKey, PassphraseLink, RecoveryKey, User
from acogida.accounts.opening import open_member, open_workspace
from acogida.accounts.passphrases import PassphraseChangedMeanwhile, change_passphrase
from acogida.accounts.recovery import RecoveryKeyMistyped, new_code, read_code
from acogida.accounts.resets import (
    LastHolderElsewhere,
    complete_reset,
    drop_second_factors,
    offer_second_factor,
    open_passphrase_link,
    open_second_factor_link,
    reset_member,
)
from acogida.accounts.selectors import is_operator
from acogida.accounts.strength import WeakPassphrase
from acogida.core import crypto
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW, PASSPHRASE, address, organisation

NEW = "otras cinco palabras al azar"


@pytest.fixture
def casa(db):
    return organisation()


def opens(user, passphrase) -> bool:
    try:
        open_member(user=user, passphrase=passphrase)
    except CannotOpen:
        return False
    return True


# Changed by its owner


def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_nothing(casa):
    mine = casa.join()
    before = mine.user.password
    assert change_passphrase(user=mine.user, old=PASSPHRASE, new=NEW, now=NOW) == mine.member
    assert opens(mine.user, NEW)
    assert not opens(mine.user, PASSPHRASE)
    assert mine.acting().keys is not None
    assert User.objects.get(pk=mine.user.pk).password != before


def test_a_wrong_or_weak_passphrase_changes_nothing(casa):
    mine = casa.join()
    before = mine.user.password
    with pytest.raises(CannotOpen):
        change_passphrase(user=mine.user, old="wrong", new=NEW, now=NOW)
    with pytest.raises(WeakPassphrase):
        change_passphrase(user=mine.user, old=PASSPHRASE, new="short", now=NOW)
    assert opens(mine.user, PASSPHRASE)
    assert User.objects.get(pk=mine.user.pk).password == before


def test_of_two_changes_at_once_the_second_is_refused(casa, monkeypatch):
    mine = casa.join()
    protect, done = crypto.protect, []

    def overtaken(passphrase, plain, *, context):
        if not done:
            done.append(True)
            change_passphrase(user=mine.user, old=PASSPHRASE, new="the first of the two", now=NOW)
        return protect(passphrase, plain, context=context)

    monkeypatch.setattr(crypto, "protect", overtaken)
    with pytest.raises(PassphraseChangedMeanwhile):
        change_passphrase(user=mine.user, old=PASSPHRASE, new=NEW, now=NOW)
    assert opens(mine.user, "the first of the two")


def test_every_organisation_where_one_works_logs_the_change(casa):
    mine = casa.join()
    there = organisation()
    there.employ(mine.user, mine.member)
    change_passphrase(user=mine.user, old=PASSPHRASE, new=NEW, now=NOW)
    logged = AuditEvent.objects.filter(action="PASSPHRASE_CHANGED", actor=mine.user.pk)
    assert {event.workspace_id for event in logged} == {casa.workspace.pk, there.workspace.pk}


def test_no_hash_of_a_passphrase_is_kept(casa):
    user = casa.join().user
    assert user.password.startswith("!")
    assert not user.check_password(PASSPHRASE)
    with pytest.raises(NotImplementedError):
        user.set_password(NEW)


# Lost


@pytest.fixture
def lost(casa):
    mine = casa.join()
    return mine, reset_member(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)


def test_a_new_passphrase_opens_nothing_until_a_colleague_grants(casa, lost):
    mine, link = lost
    mine.member = complete_reset(token=link.token, passphrase=NEW, now=NOW)
    assert opens(mine.user, NEW)
    assert not opens(mine.user, PASSPHRASE)
    assert mine.acting().keys is None
    assert list(pending_grants(workspace=casa.workspace, now=NOW)) == [mine.membership]
    grant(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert mine.acting().keys == casa.coordinator.acting().keys


def test_the_old_key_is_gone_with_all_it_was_given(casa, lost):
    mine, link = lost
    complete_reset(token=link.token, passphrase=NEW, now=NOW)
    assert not MemberKey.objects.filter(pk=mine.member.key_id).exists()
    assert open_workspace(member=mine.member, workspace=casa.workspace) is None


def test_until_the_link_is_used_the_old_passphrase_works(casa, lost):
    mine, _ = lost
    assert opens(mine.user, PASSPHRASE)
    assert mine.acting().keys is not None


def test_a_link_for_a_passphrase_works_once_and_two_days(casa, lost):
    mine, link = lost
    with pytest.raises(LinkNotOpen):
        complete_reset(token=link.token, passphrase=NEW, now=NOW + timedelta(days=2))
    complete_reset(token=link.token, passphrase=NEW, now=NOW)
    with pytest.raises(LinkNotOpen):
        complete_reset(token=link.token, passphrase=PASSPHRASE, now=NOW)
    assert opens(mine.user, NEW)


def test_a_weak_passphrase_leaves_the_link_open(lost):
    with pytest.raises(WeakPassphrase):
        complete_reset(token=lost[1].token, passphrase="short", now=NOW)
    assert open_passphrase_link(token=lost[1].token, now=NOW)


def test_a_second_link_ends_the_first(casa, lost):
    mine, link = lost
    reset_member(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LinkNotOpen):
        open_passphrase_link(token=link.token, now=NOW)


@pytest.mark.parametrize("how", ["ended", "demoted", "colleague ended"])
def test_a_link_ends_with_who_made_it_and_with_whom_it_is_for(casa, how):
    second, mine = casa.join(Role.COORDINATOR), casa.join()
    link = reset_member(membership=mine.membership, by=second.acting(), now=NOW)
    by = casa.coordinator.acting()
    if how == "ended":
        end_membership(membership=second.membership, by=by, now=NOW)
    elif how == "demoted":
        change_role(membership=second.membership, role=Role.PLANNER, by=by, now=NOW)
    else:
        end_membership(membership=mine.membership, by=by, now=NOW)
    with pytest.raises(LinkNotOpen):
        complete_reset(token=link.token, passphrase=NEW, now=NOW)


def test_an_invitation_is_no_link_for_a_passphrase(casa, lost):
    with pytest.raises(LinkNotOpen):
        accept_invitation(token=lost[1].token, name="X", passphrase=NEW, now=NOW)


def test_only_a_coordinator_of_the_same_organisation_resets_and_never_themselves(casa):
    mine = casa.join()
    with pytest.raises(NotAllowed):
        reset_member(membership=casa.coordinator.membership, by=mine.acting(), now=NOW)
    with pytest.raises(NotAllowed):
        reset_member(membership=casa.coordinator.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(MembershipOver):
        reset_member(membership=mine.membership, by=organisation().coordinator.acting(), now=NOW)
    assert not PassphraseLink.objects.exists()


def test_the_last_holder_is_not_reset_before_the_recovery_key_is_confirmed(casa):
    boss = casa.join(Role.COORDINATOR, granted=False)
    with pytest.raises(NobodyCouldOpen):
        reset_member(membership=casa.coordinator.membership, by=boss.acting(), now=NOW)
    confirm_recovery_key(typed=casa.recovery_key, by=casa.coordinator.acting(), now=NOW)
    link = reset_member(membership=casa.coordinator.membership, by=boss.acting(), now=NOW)
    complete_reset(token=link.token, passphrase=NEW, now=NOW)
    recover(membership=boss.membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)
    assert boss.acting().keys is not None


def test_who_became_the_last_holder_meanwhile_is_not_reset(casa):
    other, mine = casa.join(), casa.join(Role.COORDINATOR)
    link = reset_member(membership=casa.coordinator.membership, by=mine.acting(), now=NOW)
    KeyGrant.objects.filter(member_key__user__in=[other.user, mine.user]).delete()
    with pytest.raises(NobodyCouldOpen):
        complete_reset(token=link.token, passphrase=NEW, now=NOW)
    assert opens(casa.coordinator.user, PASSPHRASE)


# A coordinator of one organisation is nobody at another


def test_a_reset_at_one_organisation_holds_the_membership_at_another(casa, lost):
    mine, _ = lost
    there = organisation()
    elsewhere = there.employ(mine.user, mine.member)
    link = reset_member(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    member = complete_reset(token=link.token, passphrase=NEW, now=NOW)
    assert acting_for(user=mine.user, workspace=casa.workspace, member=member, now=NOW)
    assert acting_for(user=mine.user, workspace=there.workspace, member=member, now=NOW) is None
    assert AuditEvent.objects.filter(workspace=there.workspace, action="MEMBERSHIP_HELD", actor=None).exists()
    with pytest.raises(NotAllowed):
        grant(membership=elsewhere.membership, by=there.join().acting(), now=NOW)
    grant(membership=elsewhere.membership, by=there.coordinator.acting(), now=NOW)
    assert acting_for(user=mine.user, workspace=there.workspace, member=member, now=NOW).keys


def test_a_coordinator_does_not_become_the_operator(casa):
    operator = accept_invitation(
        token=invite_operator(email=address(), now=NOW).token, name="Ops", passphrase=PASSPHRASE, now=NOW
    )
    mine = casa.employ(operator.user, operator.member)
    link = reset_member(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert is_operator(user=operator.user, now=NOW)
    complete_reset(token=link.token, passphrase=NEW, now=NOW)
    assert not is_operator(user=operator.user, now=NOW)


# A second factor that was lost


def with_an_app(mine) -> None:
    Authenticator.objects.create(user=mine.user, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=mine.user, type=Authenticator.Type.RECOVERY_CODES, data={})


def test_a_new_second_factor_ends_the_old_one_and_its_codes_and_leaves_the_key(casa):
    mine = casa.join()
    with_an_app(mine)
    link = offer_second_factor(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    assert Authenticator.objects.filter(user=mine.user).count() == 2
    before = mine.user.password
    drop_second_factors(token=link.token, member=mine.member, now=NOW)
    assert not Authenticator.objects.filter(user=mine.user).exists()
    assert User.objects.get(pk=mine.user.pk).password != before, "sessions that began before end"
    assert opens(mine.user, PASSPHRASE)
    assert mine.acting().keys is not None
    told = AuditEvent.objects.filter(workspace=casa.workspace, subject=mine.membership.pk).order_by("number")
    assert list(told.values_list("action", "actor"))[-2:] == [
        ("SECOND_FACTOR_RESET_OFFERED", casa.coordinator.user.pk),
        ("SECOND_FACTOR_RESET", mine.user.pk),
    ]
    with pytest.raises(LinkNotOpen):
        drop_second_factors(token=link.token, member=mine.member, now=NOW)


def test_somebody_elses_passphrase_does_not_open_the_link(casa):
    mine, other = casa.join(), casa.join()
    with_an_app(mine)
    with_an_app(other)
    link = offer_second_factor(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LinkNotOpen):
        drop_second_factors(token=link.token, member=other.member, now=NOW)
    assert Authenticator.objects.count() == 4


def test_a_link_for_a_second_factor_ends_like_one_for_a_passphrase(casa):
    second, mine = casa.join(Role.COORDINATOR), casa.join()
    by = second.acting()
    first, link = (offer_second_factor(membership=mine.membership, by=by, now=NOW) for _ in range(2))
    with pytest.raises(LinkNotOpen):
        open_second_factor_link(token=first.token, now=NOW)
    with pytest.raises(LinkNotOpen):
        open_second_factor_link(token=link.token, now=NOW + timedelta(days=2))
    end_membership(membership=second.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LinkNotOpen):
        open_second_factor_link(token=link.token, now=NOW)


def test_only_a_coordinator_renews_a_second_factor_and_never_their_own(casa):
    mine = casa.join()
    for membership, by in ((casa.coordinator.membership, mine), (casa.coordinator.membership, casa.coordinator)):
        with pytest.raises(NotAllowed):
            offer_second_factor(membership=membership, by=by.acting(), now=NOW)
    with pytest.raises(MembershipOver):
        offer_second_factor(membership=mine.membership, by=organisation().coordinator.acting(), now=NOW)


def test_a_new_second_factor_at_one_organisation_holds_the_membership_at_another(casa):
    mine, there = casa.join(), organisation()
    elsewhere = there.employ(mine.user, mine.member)
    link = offer_second_factor(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    drop_second_factors(token=link.token, member=mine.member, now=NOW)
    assert acting_for(user=mine.user, workspace=there.workspace, member=mine.member, now=NOW) is None
    grant(membership=elsewhere.membership, by=there.coordinator.acting(), now=NOW)
    assert acting_for(user=mine.user, workspace=there.workspace, member=mine.member, now=NOW).keys


# The recovery key on paper


def test_a_code_reads_back_however_it_was_typed():
    code = new_code()
    assert read_code(code.text) == code.pair
    assert read_code(f"  {code.text.lower().replace('-', ' ')}\n") == code.pair
    assert read_code(code.text.replace("0", "O").replace("1", "l").replace("-", "–")) == code.pair
    assert code.text not in repr(code)


def test_every_mistyped_character_is_noticed():
    text = new_code().text.replace("-", "")
    missed = 0
    for place, was in enumerate(text):
        for other in recovery.ALPHABET.replace(was, ""):
            try:
                read_code(text[:place] + other + text[place + 1 :])
            except RecoveryKeyMistyped:
                continue
            missed += 1
    assert missed <= 1  # 20 bits against about 1,100 tries


@given(st.text(max_size=60))
def test_anything_else_is_no_code(text):
    with pytest.raises(RecoveryKeyMistyped):
        read_code(text)


def test_a_new_second_factor_is_refused_where_it_would_hold_the_last_who_has_a_key(casa):
    there = organisation()
    mine = casa.join()
    elsewhere = there.employ(mine.user, mine.member)
    grant(membership=elsewhere.membership, by=there.coordinator.acting(), now=NOW)
    KeyGrant.objects.filter(member_key__user=there.coordinator.user).delete()
    RecoveryKey.objects.filter(workspace=there.workspace).update(confirmed_at=None)
    link = offer_second_factor(membership=mine.membership, by=casa.coordinator.acting(), now=NOW)
    with pytest.raises(LastHolderElsewhere):
        drop_second_factors(token=link.token, member=mine.member, now=NOW)
    assert open_second_factor_link(token=link.token, now=NOW), "it still opens once somebody else has the key"
