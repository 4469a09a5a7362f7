"""The store of the households' data keys: a database of its own, so that its backups can be few and short-lived."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import pre_migrate

ALIAS = "keys"
SCHEMA = "acogida_keys"


def make_schema(using: str, **_: Any) -> None:
    """On PostgreSQL the store is a schema, and the first thing written there is Django's own table of migrations."""
    connection = connections[using]
    if using == ALIAS and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE SCHEMA {SCHEMA}")


class KeyStoreConfig(AppConfig):
    name = "acogida.cases.keystore"
    label = "keystore"

    def ready(self) -> None:
        pre_migrate.connect(make_schema, sender=self, dispatch_uid="acogida.keystore.schema")
