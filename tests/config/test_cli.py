import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from acogida import __version__

SECRET = "s" * 40


def cleaned() -> dict[str, str]:
    ours = ("ACOGIDA_", "DJANGO_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def acogida(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "acogida", *arguments]
    return subprocess.run(command, env=cleaned() | environ, capture_output=True, text=True, timeout=120)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


def test_unless_somebody_asks_for_exactly_that(tmp_path):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environ = {"ACOGIDA_HOME": str(tmp_path), "ACOGIDA_DEMO": "1", "ACOGIDA_BIND": "0.0.0.0", "PORT": port}
        result = acogida("serve", "--allow-demo-on-network", **environ)
    assert f"Port {port} is in use." in result.stderr


def test_every_command_that_the_usage_lists_exists():
    from django.core.management import get_commands

    from acogida.config.cli import OURS

    assert set(OURS) <= set(get_commands())


def test_a_home_that_is_a_file_is_named_and_not_a_traceback(tmp_path):
    (tmp_path / "home").write_text("")
    result = acogida("migrate", ACOGIDA_HOME=str(tmp_path / "home"), ACOGIDA_SECRET_KEY=SECRET)
    assert result.returncode == 1
    assert "ACOGIDA_HOME" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_said_in_two_lines(tmp_path):
    unreachable = f"postgresql://127.0.0.1:{unused_port()}/acogida"
    result = acogida("migrate", ACOGIDA_HOME=str(tmp_path), ACOGIDA_SECRET_KEY=SECRET, DATABASE_URL=unreachable)
    assert result.returncode == 1
    assert "acogida doctor" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_said_before_anything_is_announced(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = acogida("serve", ACOGIDA_HOME=str(tmp_path), ACOGIDA_SECRET_KEY=SECRET, PORT=port)
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert "Acogida serves" not in result.stdout


def test_nothing_named_is_nothing_imported(tmp_path):
    result = acogida("import_directory", "", ACOGIDA_HOME=str(tmp_path), ACOGIDA_SECRET_KEY=SECRET)
    assert result.returncode == 1
    assert "Name a file" in result.stderr


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    environ = {"ACOGIDA_HOME": str(tmp_path), "ACOGIDA_DEMO": "1"}
    assert acogida("demo", "--no-serve", **environ).returncode == 0
    command = [sys.executable, "-m", "acogida", "export_directory", "-"]
    process = subprocess.Popen(
        command, env=cleaned() | environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().startswith("{")
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert "Traceback" not in said


def test_stopping_by_hand_says_so_and_leaves_nothing(tmp_path):
    environ = {"ACOGIDA_HOME": str(tmp_path), "ACOGIDA_SECRET_KEY": SECRET}
    pipe = tmp_path / "slow.ndjson"
    pipe.write_text('{"id": "1", "name": "Casa", "description": "x"}\n' * 200_000)
    command = [sys.executable, "-m", "acogida", "import_directory", str(pipe)]
    process = subprocess.Popen(command, env=cleaned() | environ, stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in said
    assert "Traceback" not in said
