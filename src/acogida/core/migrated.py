"""Whether the database has the tables that this version needs."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class MigratedCommand(BaseCommand):
    """A command that works on an up-to-date database and brings none up to date by itself."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        if unapplied():
            raise CommandError("The database is not up to date. Run: acogida migrate")
