"""`acogida serve` for real: the worker beside it is begun again when it dies, and never outlives it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.config.test_cli import SECRET, acogida, cleaned, unused_port
from tests.served import wait_for

SECONDS = 30


@contextmanager
def served(home: Path, *options: str) -> Iterator[subprocess.Popen]:
    environ = {"ACOGIDA_HOME": str(home), "ACOGIDA_SECRET_KEY": SECRET, "ACOGIDA_WORKERS": "1"}
    port = unused_port()
    command = [sys.executable, "-m", "acogida", "serve", *options]
    server = subprocess.Popen(command, env=cleaned() | environ | {"PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield server
    finally:
        server.kill()
        server.wait()


def workers_of(server: subprocess.Popen) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [int(child) for child in children if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")]


def becomes_true(condition, *, within: float = SECONDS) -> bool:
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def is_gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("served") / "home"
    environ = {"ACOGIDA_HOME": str(home), "ACOGIDA_SECRET_KEY": SECRET}
    assert "Run: acogida migrate" in acogida("worker", "--once", **environ).stderr
    acogida("migrate", **environ)
    return home


def ask(home: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "acogida.sqlite3")) as database, database:
        return database.execute(query).fetchall()


def has_beaten(home: Path) -> bool:
    return bool(ask(home, "SELECT 1 FROM worker_job WHERE name = 'beat' AND done_at IS NOT NULL"))


def test_a_worker_runs_beside_the_web_processes_as_long_as_they_do(home):
    ask(home, "DELETE FROM worker_job")
    with served(home) as server:
        assert becomes_true(lambda: workers_of(server))
        (first,) = workers_of(server)
        assert becomes_true(lambda: has_beaten(home))
        os.kill(first, signal.SIGKILL)
        assert becomes_true(lambda: set(workers_of(server)) - {first})
        (second,) = workers_of(server)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=SECONDS) == 0
        assert is_gone(second)
    with served(home) as server:
        assert becomes_true(lambda: workers_of(server))
        (third,) = workers_of(server)
        server.kill()
        assert becomes_true(lambda: is_gone(third))


def test_it_can_be_left_out(home):
    with served(home, "--web-only") as server:
        assert not becomes_true(lambda: workers_of(server), within=1.5)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=SECONDS) == 0


def test_a_worker_alone_ends_when_it_is_told(home):
    environ = {"ACOGIDA_HOME": str(home), "ACOGIDA_SECRET_KEY": SECRET}
    worker = subprocess.Popen([sys.executable, "-m", "acogida", "worker"], env=cleaned() | environ)
    state = Path(f"/proc/{worker.pid}/status")
    assert becomes_true(lambda: int(state.read_text().split("SigCgt:")[1].split()[0], 16) >> (signal.SIGTERM - 1) & 1)
    worker.terminate()
    assert worker.wait(timeout=SECONDS) == 0


def test_done_once_it_leaves_nothing_to_do(home):
    once = acogida("worker", "--once", ACOGIDA_HOME=str(home), ACOGIDA_SECRET_KEY=SECRET)
    assert (once.returncode, once.stdout, once.stderr) == (0, "", "")
    assert has_beaten(home)
