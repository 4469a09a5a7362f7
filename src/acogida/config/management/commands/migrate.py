"""`acogida migrate`: brings the node's database and its key store up to date."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return {"databases": wanted(options)}

    def handle(self, *args: Any, **options: Any) -> None:
        for database in wanted(options):
            super().handle(*args, **{**options, "database": database})
        call_command("createcachetable", verbosity=0)


def wanted(options: dict[str, Any]) -> list[str]:
    return [options["database"]] if options["database"] else list(connections)
