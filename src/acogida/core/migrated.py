"""Whether the databases have the tables that this version needs."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def unapplied() -> int:
    """Migrations that some database of this node has not had."""
    executors = [MigrationExecutor(connection) for connection in connections.all()]
    return sum(len(executor.migration_plan(executor.loader.graph.leaf_nodes())) for executor in executors)


class MigratedCommand(BaseCommand):
    """A command that works on an up-to-date database and brings none up to date by itself."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        if unapplied():
            raise CommandError("The database is not up to date. Run: acogida migrate")
