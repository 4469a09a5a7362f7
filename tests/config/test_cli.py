import os
import subprocess
import sys

import pytest

from acogida import __version__

SECRET = "s" * 40


def acogida(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ACOGIDA_", "DJANGO_"))}
    clean.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "acogida", *arguments]
    return subprocess.run(command, env=clean | environ, capture_output=True, text=True, timeout=60)


def test_acogida_alone_lists_its_commands():
    result = acogida()
    assert result.returncode == 0
    assert "import_directory" in result.stdout


def test_acogida_says_its_own_version_not_that_of_django():
    assert acogida("--version").stdout == f"Acogida {__version__}\n"


def test_a_node_without_a_secret_does_not_start_and_says_why():
    result = acogida("migrate")
    assert result.returncode == 1
    assert "ACOGIDA_SECRET_KEY: missing" in result.stderr
    assert "Traceback" not in result.stderr


def test_migrate_makes_a_database_in_the_home(tmp_path):
    result = acogida("migrate", ACOGIDA_HOME=str(tmp_path / "node"), ACOGIDA_SECRET_KEY=SECRET)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "node/acogida.sqlite3").exists()


@pytest.mark.parametrize("command", [["find"], ["export_directory", "-"], ["corrections"]])
def test_a_node_without_a_database_says_in_one_line_how_to_make_it(tmp_path, command):
    result = acogida(*command, ACOGIDA_HOME=str(tmp_path / "node"), ACOGIDA_SECRET_KEY=SECRET)
    assert result.returncode == 1
    assert result.stderr == "CommandError: The database is not up to date. Run: acogida migrate\n"


def test_the_first_import_makes_the_database(tmp_path):
    (tmp_path / "feed.ndjson").write_text('{"name": "Casa Ejemplo", "description": "A house"}')
    node = {"ACOGIDA_HOME": str(tmp_path / "node"), "ACOGIDA_SECRET_KEY": SECRET}
    result = acogida("import_directory", str(tmp_path / "feed.ndjson"), **node)
    assert result.returncode == 0, result.stderr
    assert "organizations 1 new" in result.stdout


def test_a_demonstration_is_not_served_to_the_network(tmp_path):
    result = acogida("serve", ACOGIDA_HOME=str(tmp_path), ACOGIDA_DEMO="1", ACOGIDA_BIND="0.0.0.0")
    assert result.returncode == 1
    assert "ACOGIDA_BIND must be 127.0.0.1" in result.stderr


def test_every_command_that_the_usage_lists_exists():
    from django.core.management import get_commands

    from acogida.config.cli import OURS

    assert set(OURS) <= set(get_commands())
