from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from acogida.cases.keystore import backups
from acogida.cases.keystore.models import DataKey, Shredded
from acogida.cases.services import erasing
from tests.accounts.people import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_lost_store_is_restored(casa):
    household = casa.register("Jennifer González")
    made = backups.backup(now=NOW)
    DataKey.objects.all().delete()
    restored = backups.restore(made.name)
    assert (restored.brought_back, restored.present, restored.erased, restored.unreadable) == (1, 0, 0, 0)
    assert casa.identity(household).people
    assert backups.restore(made.name).present == 1


def test_who_was_erased_is_in_no_backup(casa, home):
    stays, goes = casa.register(), casa.register()
    made = backups.backup(now=NOW)
    sealed = bytes(DataKey.objects.get(household_id=goes.pk).sealed)
    erasing.erase(household=goes, by=casa.by, now=NOW)
    content = b"".join(path.read_bytes() for path in (home / "key-backups").iterdir())
    for trace in (goes.pk.hex, str(goes.pk), sealed.hex()):
        assert trace.encode() not in content
    DataKey.objects.all().delete()
    restored = backups.restore(made.name)
    assert (restored.brought_back, restored.unreadable) == (1, 1)
    assert casa.identity(stays)


def test_a_copy_that_was_kept_elsewhere_brings_no_erased_key_back(casa, home):
    household = casa.register()
    made = backups.backup(now=NOW)
    elsewhere = (home / "key-backups" / made.name).read_bytes()
    erasing.erase(household=household, by=casa.by, now=NOW)
    (home / "key-backups" / made.name).write_bytes(elsewhere)
    assert (restored := backups.restore(made.name)).erased == 1
    assert restored.brought_back == 0
    assert not DataKey.objects.exists()
    assert Shredded.objects.exists()


def test_a_damaged_line_is_counted_and_the_others_are_read(casa, home):
    casa.register(), casa.register()
    made = backups.backup(now=NOW)
    path = home / "key-backups" / made.name
    path.write_bytes(b"?" + path.read_bytes()[1:])
    DataKey.objects.all().delete()
    assert (restored := backups.restore(made.name)).unreadable == 1
    assert restored.brought_back == 1


def test_copies_of_a_week_are_kept_of_one_hour_the_newest(casa):
    casa.register()
    days = [NOW - timedelta(days=day) for day in (9, 8, 5, 1)]
    for at in (*days, NOW - timedelta(minutes=2), NOW):
        backups.backup(now=at)
    assert [one.made_at for one in backups.listed()] == [NOW, NOW - timedelta(minutes=2), days[3], days[2]]
    backups.backup(now=NOW + timedelta(minutes=5))
    assert NOW not in [one.made_at for one in backups.listed()]


def test_the_newest_copy_is_kept_however_old(casa):
    casa.register()
    made = backups.backup(now=NOW)
    assert backups.forget_old(now=NOW + timedelta(days=100)) == 0
    assert backups.listed() == [made]


def test_copies_are_closed_to_other_users(casa, home):
    casa.register()
    backups.backup(now=NOW)
    paths = [home / "key-backups", *(home / "key-backups").iterdir()]
    assert [path for path in paths if path.stat().st_mode & 0o077] == []


def test_what_a_killed_process_left_is_overwritten(casa, home):
    household = casa.register()
    made = backups.backup(now=NOW)
    part = home / "key-backups" / f"{made.name}.part"
    part.write_bytes((home / "key-backups" / made.name).read_bytes())
    erasing.erase(household=household, by=casa.by, now=NOW)
    assert not part.exists()


def test_the_command_makes_lists_and_restores(casa, capsys):
    casa.register()
    call_command("keys", "backup")
    call_command("keys", "list")
    name = capsys.readouterr().out.split()[0]
    DataKey.objects.all().delete()
    call_command("keys", "restore", name)
    assert "1 keys brought back" in capsys.readouterr().out
    with pytest.raises(CommandError, match="acogida keys list"):
        call_command("keys", "restore", "../../etc/passwd")
    DataKey.objects.all().delete()
    backups.backup(now=NOW + timedelta(days=365))
    call_command("keys", "restore", backups.listed()[0].name)
    assert "1 households have no key" in capsys.readouterr().out
