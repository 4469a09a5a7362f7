from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor

from acogida.config.management.commands import doctor
from acogida.core import clock
from acogida.referrals.models import Letter
from acogida.worker.models import Job, Setback
from acogida.worker.work import BEAT
from tests.accounts.people import organisation

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def run() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def beat(db) -> Job:
    return Job.objects.create(name=BEAT.name, next_at=clock.now(), done_at=clock.now())


@pytest.fixture
def healthy(settings, tmp_path, beat):
    tmp_path.chmod(0o700)
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    settings.SECURE_SSL_REDIRECT = True
    return settings


def test_doctor_is_content_with_a_healthy_node(healthy):
    code, text = run()
    assert (code, "Everything is well." in text) == (0, True)


def test_doctor_says_what_to_run_when_static_files_are_missing(healthy):
    (healthy.STATIC_ROOT / "staticfiles.json").unlink()
    code, text = run()
    assert code == 1
    assert "FIX static files" in text
    assert "acogida collectstatic" in text


def test_doctor_sees_a_home_open_to_others(healthy):
    healthy.HOME.chmod(0o755)
    code, text = run()
    assert code == 1
    assert "chmod 700" in text


def test_doctor_sees_unapplied_migrations(healthy, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("directory.0003", False)])
    code, text = run()
    assert code == 1
    assert "Run: acogida migrate" in text


def test_doctor_warns_of_debug_and_of_plain_http(healthy):
    healthy.DEBUG = True
    assert "ACOGIDA_DEBUG" in run()[1]
    healthy.DEBUG = False
    healthy.SECURE_SSL_REDIRECT = False
    assert "ACOGIDA_HTTPS=1" in run()[1]


def test_doctor_sees_a_full_disk(healthy, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    code, text = run()
    assert code == 1
    assert "0.0 GB free" in text


def test_doctor_says_that_letters_are_not_set_up_and_that_it_is_no_fault(healthy):
    code, text = run()
    assert code == 0
    assert "ok  mail          not set up" in text


def test_doctor_tells_of_letters_that_could_not_be_delivered(healthy):
    healthy.SENDS_LETTERS = True
    casa, now = organisation(), clock.now()
    letter = Letter.objects.create(
        user=casa.coordinator.user, workspace=casa.workspace, kind="NEW", date=now.date(), created_at=now, next_at=now
    )
    code, text = run()
    assert (code, "1 letters wait to be sent" in text) == (0, True)
    Letter.objects.filter(pk=letter.pk).update(attempts=2)
    code, text = run()
    assert (code, "1 letters could not be delivered" in text) == (1, True)


def test_doctor_tells_of_a_worker_that_has_not_run_for_long(healthy, beat):
    Job.objects.filter(pk=beat.pk).update(done_at=clock.now() - timedelta(minutes=6))
    code, text = run()
    assert (code, "FIX worker        None has run since" in text) == (1, True)
    Job.objects.all().delete()
    code, text = run()
    assert (code, "None has run yet. `acogida serve`" in text) == (1, True)


def test_doctor_tells_of_a_job_that_fails_and_of_what_could_not_be_carried_on(healthy):
    one, now = uuid4(), clock.now()
    setback = Setback.objects.create(
        subject=one, source="referral", first_at=now, next_at=now, failures=3, fault="KeyError at deadlines.py:9"
    )
    code, text = run()
    assert (code, f"referral {one}: KeyError at deadlines.py:9" in text) == (1, True)
    setback.delete()
    Job.objects.create(name="keys", next_at=now, failures=1, fault="OSError at backups.py:9")
    code, text = run()
    assert (code, "keys: OSError at backups.py:9" in text) == (1, True)
