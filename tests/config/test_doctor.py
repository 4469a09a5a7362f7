from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor

from acogida.config.management.commands import doctor

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def run() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def healthy(settings, tmp_path):
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
