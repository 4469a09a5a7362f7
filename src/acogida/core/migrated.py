"""Whether the databases have the tables that this version needs."""

from collections.abc import Collection, Iterable

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def unapplied(aliases: Iterable[str] = ("default",)) -> int:
    """Migrations that some of these databases has not had."""
    executors = [MigrationExecutor(connections[alias]) for alias in aliases]
    return sum(len(executor.migration_plan(executor.loader.graph.leaf_nodes())) for executor in executors)


class MigratedCommand(BaseCommand):
    """A command that works on an up-to-date database and brings none up to date by itself."""

    requires_migrations_checks = True
    databases: Collection[str] = ("default",)

    def check_migrations(self) -> None:
        if unapplied(self.databases):
            raise CommandError("The database is not up to date. Run: acogida migrate")
