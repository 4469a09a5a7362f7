"""`acogida import_directory` as an operator meets it: its lines, its exit code, and a kill in the middle."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO

import orjson
import pytest
from django.core.management import CommandError, call_command

from acogida.directory.models import Organization
from tests.directory.importing.imported import organization

LAST_LINE = re.compile(
    r"organizations \d+ new \d+ changed \d+ unchanged \d+ rejected;"
    r" services \d+ new \d+ changed \d+ unchanged \d+ rejected;"
    r" locations \d+ new \d+ changed \d+ unchanged \d+ rejected"
)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
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
def node(tmp_path):
    """A node of its own, as processes meet it: a new home, an SQLite file."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ |= {"ACOGIDA_HOME": str(tmp_path / "node"), "ACOGIDA_SECRET_KEY": "only-for-tests-only-for-tests-only"}
    environ["DJANGO_SETTINGS_MODULE"] = "acogida.config.settings"
    (tmp_path / "node").mkdir()
    acogida(environ, "migrate", "--verbosity", "0")
    return environ


def acogida(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "acogida", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120)


def names(environ: dict[str, str]) -> int:
    count = "from acogida.directory.models import Organization as O; print('n', O.objects.count())"
    return int(acogida(environ, "shell", "-v", "0", "-c", count).stdout.split()[-1])


def many(path, count: int):
    with path.open("wb") as file:
        for number in range(count):
            file.write(
                orjson.dumps({**organization(services=[]), "id": f"o{number}", "name": f"House {number}"}) + b"\n"
            )
    return path


def test_the_exit_code_tells_whether_it_wrote(node, tmp_path):
    good = many(tmp_path / "good.ndjson", 3)
    done = acogida(node, "import_directory", str(good))
    assert done.returncode == 0
    assert LAST_LINE.fullmatch(done.stdout.splitlines()[-1])
    (tmp_path / "bad.json").write_bytes(b"[{")
    done = acogida(node, "import_directory", str(tmp_path / "bad.json"))
    assert done.returncode == 1
    assert "broken JSON" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_in_the_middle_nothing_is_half_written(node, tmp_path):
    path = many(tmp_path / "many.ndjson", 30_000)
    command = [sys.executable, "-m", "acogida", "import_directory", str(path)]
    process = subprocess.Popen(command, env=node, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wal = tmp_path / "node/acogida.sqlite3-wal"
    for _ in range(600):
        time.sleep(0.05)
        if process.poll() is not None or (wal.exists() and wal.stat().st_size > 1_000_000):
            break
    assert process.poll() is None, "it was too quick to be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert names(node) == 0
    done = acogida(node, "import_directory", str(many(tmp_path / "many.ndjson", 300)))
    assert done.returncode == 0
    assert names(node) == 300
