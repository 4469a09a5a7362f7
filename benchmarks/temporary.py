"""A temporary node for a benchmark: its own home and database, gone at the end."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

POSTGRES = "postgresql://postgres@127.0.0.1:5432/acogida"


@contextmanager
def node(database: str) -> Iterator[None]:
    """Sets Django up. One process can have one node, for Django reads its settings once."""
    with tempfile.TemporaryDirectory(prefix="acogida-benchmark-") as home:
        os.environ |= {
            "ACOGIDA_HOME": home,
            "ACOGIDA_SECRET_KEY": "only-for-benchmarks-only-for-benchmarks-",
            "DJANGO_SETTINGS_MODULE": "acogida.config.settings",
        }
        if database == "sqlite":
            os.environ["DATABASE_URL"] = ""
            yield from _ready()
            return
        server = (os.environ.get("DATABASE_URL") or POSTGRES).rsplit("/", 1)[0]
        name = f"acogida_benchmark_{os.getpid()}"
        os.environ["DATABASE_URL"] = f"{server}/{name}"
        _on_server(server, f"CREATE DATABASE {name}")
        try:
            yield from _ready()
        finally:
            _on_server(server, f"DROP DATABASE {name}")


def _ready() -> Iterator[None]:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()


def _on_server(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)
