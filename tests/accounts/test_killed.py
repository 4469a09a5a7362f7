"""A process that is killed at any moment leaves keys with exactly those who should have them, and none half made."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from acogida.accounts import audit
from acogida.accounts.enums import Role
from acogida.accounts.invitations import invite, open_invitation
from acogida.accounts.keys import recover
from acogida.accounts.links import LinkNotOpen
from acogida.accounts.models import KeyGrant, MemberKey, Membership, RecoveryKey, User, WorkspaceKey
from acogida.accounts.opening import open_member, open_workspace
from acogida.core.crypto import CannotOpen
from tests.accounts.people import NOW, PASSPHRASE, Organisation, address, organisation
from tests.cases.killing import POINTS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
ROOT = Path(__file__).parents[2]
KINDS = 4  # of work, each below
LONGEST = 0.25  # seconds until the kill


def database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = f"{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}"
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgresql://{user}@{host}/{settings['NAME']}"


def kill_while(casa: Organisation, what: str, point: int, **told: object) -> int:
    """How many times it was done for certain."""
    boss = casa.coordinator
    told |= {
        "what": what,
        "user": str(boss.user.pk),
        "workspace": str(casa.workspace.pk),
        "key": str(boss.member.key_id),
        "private": boss.member.private.hex(),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.accounts.killed", json.dumps(told)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    time.sleep(random.Random(f"{what} {point}").uniform(0, LONGEST))
    process.send_signal(signal.SIGKILL)
    said, complaint = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, complaint
    if connection.vendor == "postgresql":
        wait_until_noticed()
    return len(said.split())


def wait_until_noticed() -> None:
    """The server rolls back once it sees that the other side is gone."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)


def assert_whole(casa: Organisation, holders: set) -> None:
    """Every version is with every holder and the paper, with nobody else, and opens."""
    keys = list(WorkspaceKey.objects.filter(workspace=casa.workspace).order_by("version"))
    versions = {key.version for key in keys}
    assert versions == set(range(1, len(keys) + 1))
    paper = RecoveryKey.objects.get(workspace=casa.workspace)
    for key in keys:
        grants = KeyGrant.objects.filter(workspace_key=key)
        assert {grant.member_key_id or grant.recovery_key_id for grant in grants} == holders | {paper.pk}
    boss = casa.coordinator
    assert set(open_workspace(member=boss.member, workspace=casa.workspace).pairs) == versions
    recover(membership=boss.membership, workspace=casa.workspace, typed=casa.recovery_key, now=NOW)
    assert set(open_workspace(member=boss.member, workspace=casa.workspace).pairs) == versions
    assert list(audit.verify(casa.workspace)) == []


@pytest.fixture
def casa():
    return organisation()


@pytest.mark.parametrize("point", range(-(-POINTS // KINDS)))
def test_rotation_is_whole_or_did_not_happen(casa, point):
    colleagues = [casa.join() for _ in range(4)]
    done = kill_while(casa, "rotate", point)
    assert WorkspaceKey.objects.count() - 1 in {done, done + 1}
    assert_whole(casa, {one.member.key_id for one in [casa.coordinator, *colleagues]})
    for one in colleagues:
        assert open_workspace(member=one.member, workspace=casa.workspace).current == WorkspaceKey.objects.count()


@pytest.mark.parametrize("point", range(-(-POINTS // KINDS)))
def test_an_invitation_is_accepted_with_everything_or_still_open(casa, point):
    by = casa.coordinator.acting()
    links = [invite(email=address(), role=Role.CASEWORKER, by=by, now=NOW) for _ in range(60)]
    done = kill_while(casa, "accept", point, tokens=[link.token for link in links])
    joined = 0
    for link in links:
        user = User.objects.filter(email=link.link.email).first()
        if user is None:
            assert open_invitation(token=link.token, now=NOW)
            continue
        joined += 1
        with pytest.raises(LinkNotOpen):
            open_invitation(token=link.token, now=NOW)
        assert open_member(user=user, passphrase=PASSPHRASE)
        assert Membership.objects.filter(user=user, workspace=casa.workspace).count() == 1
    assert joined in {done, done + 1}
    assert MemberKey.objects.count() == Membership.objects.count() == joined + 1
    assert_whole(casa, {casa.coordinator.member.key_id})


@pytest.mark.parametrize("point", range(-(-POINTS // KINDS)))
def test_a_membership_ends_with_its_keys_or_not_at_all(casa, point):
    colleagues = [casa.join() for _ in range(12)]
    done = kill_while(casa, "end", point, memberships=[str(one.membership.pk) for one in colleagues])
    left = [one for one in colleagues if Membership.objects.filter(pk=one.membership.pk, ended_at=None).exists()]
    gone = len(colleagues) - len(left)
    assert gone in {done, done + 1}
    assert WorkspaceKey.objects.count() == 1 + gone
    assert_whole(casa, {one.member.key_id for one in [casa.coordinator, *left]})
    for one in colleagues:
        keys = open_workspace(member=one.member, workspace=casa.workspace)
        assert (keys is not None) == (one in left)


@pytest.mark.parametrize("point", range(-(-POINTS // KINDS)))
def test_exactly_one_passphrase_opens(casa, point):
    passphrases = [PASSPHRASE, *(f"{number} herons wait in the reeds" for number in range(400))]
    done = kill_while(casa, "passphrase", point, passphrases=passphrases)
    opening = []
    for number, passphrase in enumerate(passphrases[: done + 3]):
        try:
            assert open_member(user=casa.coordinator.user, passphrase=passphrase) == casa.coordinator.member
        except CannotOpen:
            continue
        opening.append(number)
    assert opening in ([done], [done + 1])
    assert_whole(casa, {casa.coordinator.member.key_id})
