"""`acogida import_directory` as an operator meets it: its lines, its exit code, and a kill in the middle."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from acogida.directory.models import Organization
from tests.directory.importing.imported import organization, state

LAST_LINE = re.compile(
    r"organizations \d+ new \d+ changed \d+ unchanged \d+ rejected;"
    r" services \d+ new \d+ changed \d+ unchanged \d+ rejected;"
    r" locations \d+ new \d+ changed \d+ unchanged \d+ rejected"
)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


def run(*arguments: str) -> tuple[list[str], str]:
    out, err = StringIO(), StringIO()
    call_command("import_directory", *arguments, stdout=out, stderr=err, verbosity=0)
    return out.getvalue().splitlines(), err.getvalue()


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "feed.ndjson"
    found.write_bytes(orjson.dumps(organization(horoscope="lion")) + b"\n" + orjson.dumps({"description": "nameless"}))
    return found


@pytest.mark.django_db
def test_the_last_two_lines_tell_what_became_of_the_records(home, path):
    printed, _ = run(str(path))
    assert printed[-2] == "records: 2 read, 0 accepted, 1 mended, 1 rejected"
    assert printed[-1] == (
        "organizations 1 new 0 changed 0 unchanged 1 rejected; services 1 new 0 changed 0 unchanged 0 rejected;"
        " locations 1 new 0 changed 0 unchanged 0 rejected"
    )
    assert LAST_LINE.fullmatch(printed[-1])


@pytest.mark.django_db
def test_faults_are_told_on_stderr_with_the_place_of_the_first(home, path):
    _, told = run(str(path))
    assert "mended horoscope: unknown field, not kept (1 times, first at line 1)" in told
    assert "refused name: organization without name, not kept (1 times, first at line 2)" in told


@pytest.mark.django_db
def test_the_report_holds_every_issue(home, path, tmp_path):
    run(str(path), "--report", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["records"] == {"read": 2, "accepted": 0, "mended": 1, "rejected": 1}
    assert report["source"] == "feed"
    assert {"level": "refused", "path": "line 2", "field": "name", "reason": "organization without name, not kept"} in (
        report["issues"]
    )
    assert report["issues_left_out"] == 0


@pytest.mark.django_db
def test_a_dry_run_says_so_and_writes_nothing(home, path):
    printed, _ = run(str(path), "--dry-run")
    assert "dry run: nothing was changed" in printed
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_a_file_of_which_nothing_could_be_used_is_a_failure(home, tmp_path):
    (tmp_path / "empty.ndjson").write_bytes(b'{"description": "nameless"}\n[1]\n')
    with pytest.raises(CommandError, match="no record of it could be used"):
        run(str(tmp_path / "empty.ndjson"))


@pytest.mark.django_db
def test_a_report_is_written_even_when_nothing_could_be_used(home, tmp_path):
    (tmp_path / "bad.ndjson").write_bytes(b'{"description": "nameless"}\n')
    with pytest.raises(CommandError):
        run(str(tmp_path / "bad.ndjson"), "--report", str(tmp_path / "report.json"))
    assert json.loads((tmp_path / "report.json").read_text())["records"]["rejected"] == 1


@pytest.fixture
def node(tmp_path, transactional_db):
    """What processes of their own need to work on the database of this test."""
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    user = connection.settings_dict["USER"]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"postgresql://{user}@{host}/{name}"
    (tmp_path / "node").mkdir()
    return os.environ | {
        "DATABASE_URL": url,
        "ACOGIDA_HOME": str(tmp_path / "node"),
        "ACOGIDA_SECRET_KEY": "only-for-tests-only-for-tests-only",
        "DJANGO_SETTINGS_MODULE": "acogida.config.settings",
    }


def command(path: Path) -> list[str]:
    return [sys.executable, "-m", "acogida", "import_directory", str(path)]


def acogida(environ: dict[str, str], path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(path), env=environ, capture_output=True, text=True, timeout=120)


def many(path: Path, count: int) -> Path:
    record = organization(services=[])
    lines = (orjson.dumps({**record, "id": f"o{number}", "name": f"House {number}"}) for number in range(count))
    path.write_bytes(b"\n".join(lines))
    return path


def test_the_exit_code_tells_whether_it_wrote(node, tmp_path):
    done = acogida(node, many(tmp_path / "good.ndjson", 3))
    assert done.returncode == 0
    assert LAST_LINE.fullmatch(done.stdout.splitlines()[-1])
    (tmp_path / "bad.json").write_bytes(b"[{")
    done = acogida(node, tmp_path / "bad.json")
    assert done.returncode == 1
    assert "broken JSON" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_in_the_middle_nothing_is_half_written(node, tmp_path):
    before = state()
    process = subprocess.Popen(
        command(many(tmp_path / "many.ndjson", 50_000)), env=node, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not list((tmp_path / "node").glob("import-*/ledger.sqlite3")):
        time.sleep(0.02)
    time.sleep(1)  # well inside the transaction
    assert process.poll() is None, "it was too quick to be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert state() == before
    assert acogida(node, many(tmp_path / "many.ndjson", 300)).returncode == 0
    assert Organization.objects.count() == 300
    assert list((tmp_path / "node").glob("import-*")) == []
