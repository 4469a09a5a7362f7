"""`acogida keys backup | list | restore NAME`: copies of the data keys, for the day that the store is lost."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from acogida.cases.keystore import backups
from acogida.cases.keystore.apps import ALIAS
from acogida.cases.models import Household
from acogida.core import clock
from acogida.core.migrated import MigratedCommand


class Command(MigratedCommand):
    help = "Back up the key store (copies are kept for seven days), list the copies, or bring lost keys back from one."
    databases = ("default", ALIAS)

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, parser_class=CommandParser)
        what.add_parser("backup", help="write a copy below ACOGIDA_HOME/key-backups; copies older than a week go")
        what.add_parser("list", help="list the copies, newest first")
        restore = what.add_parser("restore", help="bring back keys that the store lacks; change none that is there")
        restore.add_argument("name", help="of a copy, as `acogida keys list` prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["what"]:
            case "backup":
                made = backups.backup(now=clock.now())
                self.stdout.write(f"{made.name}  {made.bytes:,} bytes")
            case "list":
                for one in backups.listed():
                    self.stdout.write(f"{one.name}  {one.made_at:%Y-%m-%d %H:%M} UTC  {one.bytes:,} bytes")
            case "restore":
                self.restore(options["name"])

    def restore(self, name: str) -> None:
        try:
            restored = backups.restore(name)
        except backups.NoSuchBackup as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{restored.brought_back} keys brought back, {restored.present} were there, {restored.erased} belong to"
            f" households that were erased, {restored.unreadable} lines were overwritten or damaged"
        )
        if missing := backups.without_key(Household.objects.order_by("pk").values_list("pk", "key_id")):
            self.stdout.write(f"{len(missing)} households have no key: what is sealed of them is lost.")
