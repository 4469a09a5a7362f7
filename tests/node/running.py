"""A node as an operator runs it, `acogida serve` with gunicorn on loopback. All that it writes is below one folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg

from tests.served import free_port, wait_for

ROOT = Path(__file__).parents[2]
FOLDERS = ("home", "tmp", "log", "mail", "cwd", "user", "backups")
SECRET_KEY = "of a node that lives for one test, no longer"


@dataclass
class Node:
    folder: Path
    port: int
    database_url: str  # empty: SQLite

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environ(self, **more: str) -> dict[str, str]:
        """As much logged as can be; a folder of its own for whatever lands in the usual ones."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ACOGIDA_", "PG"))}
        return inherited | {
            "ACOGIDA_HOME": str(self.home),
            "ACOGIDA_SECRET_KEY": SECRET_KEY,
            "ACOGIDA_LOG_LEVEL": "DEBUG",
            "ACOGIDA_WORKERS": "2",
            "PORT": str(self.port),
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "tests.node.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder / "user"),
            **more,
        }

    def run(self, *command: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder / "cwd",
            env=self.environ(**more),
            capture_output=True,
            text=True,
        )
        with (self.folder / "log" / "commands").open("a") as log:
            log.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serve(self) -> Iterator[subprocess.Popen]:
        with (self.folder / "log" / "serve").open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "acogida", "serve"],
                cwd=self.folder / "cwd",
                env=self.environ(),
                stdout=log,
                stderr=log,
            )
            try:
                wait_for(self.port, server)
                yield server
            finally:
                server.terminate()
                server.wait(timeout=30)

    def dump(self) -> None:
        """What an operator's own backup would hold of PostgreSQL."""
        target = self.folder / "backups" / "dump.sql"
        subprocess.run(["pg_dump", "--file", target, self.database_url], check=True)


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """On the database that the tests run on: a PostgreSQL database of its own, or SQLite."""
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700)
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Node(folder, free_port(), "")
        return
    name = f"acogida_node_{uuid4().hex[:12]}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Node(folder, free_port(), urlsplit(url)._replace(path=f"/{quote(name)}").geturl())
        finally:
            database.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def has_pg_dump() -> bool:
    return shutil.which("pg_dump") is not None
