"""`acogida demo` as a person starts it: real processes, on this machine, until told to stop."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from django.db import connection

READY_WITHIN = 60
RESULTS = "/es/find?need=SHELTER&place=Tapachula,+MX"


@contextmanager
def database():
    """A database of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield ""
        return
    given = connection.settings_dict
    name = f"{given['NAME']}_served"
    server = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True, password=given["PASSWORD"]) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, ""


@pytest.fixture(scope="module")
def served(tmp_path_factory, django_db_setup):
    port, log = free_port(), tmp_path_factory.mktemp("log") / "out"
    with database() as url, log.open("w") as out:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ACOGIDA_")}
        environ |= {"ACOGIDA_HOME": str(tmp_path_factory.mktemp("home")), "DATABASE_URL": url, "PORT": str(port)}
        environ.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen([sys.executable, "-m", "acogida", "demo"], env=environ, stdout=out, stderr=out)
        try:
            wait_until_ready(process, f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            code = process.wait(timeout=30)
    assert code == 0, log.read_text()


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=5).close()
            return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("it does not answer")


def test_it_prints_what_it_built_and_where_it_is(served):
    address, log = served
    printed = log.read_text()
    assert "all invented." in printed
    assert f"Acogida serves {address}/" in printed


def test_a_person_finds_a_family_shelter_and_is_told_that_it_is_made_up(served):
    status, page = fetch(served[0] + RESULTS)
    assert status == 200
    assert "Casa Amanecer (demo)" in page
    assert 'class="ribbon"' in page


def test_many_at_once_are_all_answered(served):
    """Web processes must not share a connection: on PostgreSQL answers would get mixed."""
    with ThreadPoolExecutor(8) as people:
        statuses = Counter(
            people.map(lambda number: fetch(f"{served[0]}{RESULTS}&page={number % 2 + 1}")[0], range(40))
        )
    assert statuses == {200: 40}, served[1].read_text()[-2000:]
