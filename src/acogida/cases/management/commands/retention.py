"""`acogida retention run`: to be called once a day. Twice does no harm. Whatever ends by its date ends here."""

from typing import Any

from django.core.management.base import CommandParser

from acogida.accounts.memberships import end_overdue
from acogida.accounts.models import Membership
from acogida.cases.keystore.apps import ALIAS
from acogida.cases.services import retention
from acogida.core import clock
from acogida.core.migrated import MigratedCommand


class Command(MigratedCommand):
    help = "Announce files whose time is over, erase those announced 30 days ago, take keys back, finish what began."
    databases = ("default", ALIAS)

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True, parser_class=CommandParser)
        run = what.add_parser("run", help="announce, erase, finish")
        run.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        report = retention.run(now=now, dry_run=options["dry_run"])
        if not options["dry_run"]:
            self.tell_left(end_overdue(now=now))
        if options["dry_run"]:
            self.stdout.write("Nothing is done, this is only what would be.")
        for title, ids in (
            ("announced", report.announced),
            ("erased", report.erased),
            ("drafts erased", report.drafts),
        ):
            self.stdout.write(f"{len(ids)} {title}")
            for household_id in ids:
                self.stdout.write(f"  {household_id}")
        self.stdout.write(f"{report.resumed} interrupted erasings finished")
        self.stdout.write(f"{report.uploads} unfinished uploads, {report.backups} old key backups removed")

    def tell_left(self, left: list[Membership]) -> None:
        for membership in left:
            self.stderr.write(
                f"Membership {membership.pk} is over, but nobody else holds the key of workspace "
                f"{membership.workspace_id}: confirm its recovery key, or give the key to a colleague."
            )
