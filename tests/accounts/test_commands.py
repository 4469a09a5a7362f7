from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from acogida.accounts import audit
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.invitations import accept_invitation, open_invitation
from acogida.accounts.models import AuditEvent, AuditHead, Workspace
from acogida.accounts.selectors import is_operator
from acogida.core import clock
from acogida.directory.models import Organization
from tests.accounts.people import NOW, PASSPHRASE, organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def verify(*arguments: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("audit", "verify", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def casa(**fields) -> Organization:
    return Organization.objects.create(**{"id": uuid4(), "name": "Casa Ejemplo", "modified_at": NOW} | fields)


def token(said: str) -> str:
    return said.strip().splitlines()[-1].rstrip("/").rsplit("/", 1)[-1]


def test_verify_says_that_all_is_well_and_prints_each_head():
    home = organisation().workspace
    code, said = verify()
    assert code == 0
    assert f"{home.pk}  {AuditHead.objects.get(workspace=home).count} events" in said
    assert bytes(AuditHead.objects.get(workspace=home).hash).hex() in said


def test_verify_names_the_event_and_fails():
    home = organisation().workspace
    AuditEvent.objects.filter(workspace=home, number=2).update(action="X")
    code, said = verify("--workspace", str(home.pk))
    assert code == 1
    assert "FAULT event 2: changed" in said


def test_verify_knows_a_head_that_was_noted():
    home = organisation().workspace
    head = bytes(AuditHead.objects.get(workspace=home).hash).hex()
    audit.record(by=None, action=AuditAction.KEY_ROTATED, workspace=home, now=NOW)
    assert verify("--noted", head)[0] == 0
    code, said = verify("--noted", head, "--noted", "ab" * 32)
    assert code == 1
    assert f"no log holds {'ab' * 32}" in said
    with pytest.raises(CommandError, match="is no head"):
        verify("--noted", "xyz")


def test_verify_of_an_unknown_workspace_says_so():
    with pytest.raises(CommandError, match="There is no workspace"):
        verify("--workspace", str(uuid4()))


@pytest.mark.parametrize("by_name", [True, False])
def test_create_workspace_prints_a_link_that_works_once(by_name):
    here = casa()
    given = "casa ejemplo" if by_name else str(here.pk)
    said = run("create_workspace", given, "--email", "luz@example.org", "--name", "Luz Ejemplo")
    assert open_invitation(token=token(said), now=clock.now()).person == "Luz Ejemplo"
    accepted = accept_invitation(token=token(said), name="Luz", passphrase=PASSPHRASE, now=clock.now())
    assert accepted.membership.workspace_id == here.pk
    assert accepted.membership.role == Role.COORDINATOR
    assert accepted.recovery_key


def test_create_workspace_again_invites_and_the_log_says_so():
    here = casa()
    run("create_workspace", str(here.pk), "--email", "luz@example.org")
    with pytest.raises(CommandError, match="--again"):
        run("create_workspace", str(here.pk), "--email", "sol@example.org")
    said = run("create_workspace", str(here.pk), "--email", "sol@example.org", "--again")
    assert open_invitation(token=token(said), now=clock.now()).email == "sol@example.org"
    appointed = AuditEvent.objects.filter(workspace=here.pk, action=AuditAction.COORDINATOR_APPOINTED)
    assert [event.actor for event in appointed] == [None, None]


def test_create_workspace_says_which_organisation_it_does_not_find():
    with pytest.raises(CommandError, match="no organization Casa"):
        run("create_workspace", "Casa", "--email", "luz@example.org")
    with pytest.raises(CommandError, match="no workspace yet"):
        run("create_workspace", str(casa().pk), "--email", "luz@example.org", "--again")


def test_create_workspace_asks_which_of_two():
    ids = {str(casa().pk), str(casa().pk)}
    with pytest.raises(CommandError) as refused:
        run("create_workspace", "Casa Ejemplo", "--email", "luz@example.org")
    assert all(one in str(refused.value) for one in ids)
    assert not Workspace.objects.exists()


def test_what_is_no_help_gets_no_workspace():
    with pytest.raises(CommandError, match="no organization"):
        run("create_workspace", str(casa(is_help=False).pk), "--email", "luz@example.org")


def test_create_operator_and_its_end():
    said = run("create_operator", "--email", "ops@example.org")
    user = accept_invitation(token=token(said), name="Ops", passphrase=PASSPHRASE, now=clock.now()).user
    assert is_operator(user=user, now=clock.now())
    run("create_operator", "--email", "ops@example.org", "--end")
    assert not is_operator(user=user, now=clock.now())
    with pytest.raises(CommandError, match="no operator"):
        run("create_operator", "--email", "ops@example.org", "--end")


@pytest.mark.parametrize("command", ["changepassword", "createsuperuser"])
def test_commands_that_would_part_passphrase_and_key_refuse(command):
    with pytest.raises(CommandError, match="Not here"):
        call_command(command)
