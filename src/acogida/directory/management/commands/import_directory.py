"""`acogida import_directory`: reads organisations and services from a file, a folder or a live HSDS API."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from acogida.core import clock
from acogida.core.migrated import unapplied
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.formats import FORMATS
from acogida.directory.importing.run import Options, import_directory


class Command(BaseCommand):
    help = "Read organisations and services from a file, a folder or a live HSDS API (docs/how-to/import.md)."
    requires_system_checks = ()  # pages and URLs have no part in it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="PATH-OR-URL")
        parser.add_argument("--format", choices=FORMATS, default="auto", help="Told by the content unless said.")
        parser.add_argument("--mapping", type=Path, metavar="FILE.toml", help="What the columns of a flat table mean.")
        parser.add_argument("--source", default="", metavar="NAME", help="Name of the feed; else of the file or host.")
        parser.add_argument("--dry-run", action="store_true", help="Do everything, then undo it, and tell the outcome.")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Write what was mended and refused.")
        parser.add_argument(
            "--deactivate-missing",
            action="store_true",
            help="Set services of this source that it no longer holds to inactive.",
        )
        parser.add_argument(
            "--own-export",
            action="store_true",
            help="The file is an export of this node: its records keep their own sources.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["target"].strip():
            raise CommandError("Name a file, a folder or an address; nothing was named.")
        if options["report"] and not options["report"].parent.is_dir():
            raise CommandError(f"--report: there is no folder {options['report'].parent}.")
        if unapplied():
            call_command("migrate", interactive=False, verbosity=0)
        chosen = Options(
            format=options["format"],
            mapping=options["mapping"],
            source=options["source"][:100],
            dry_run=options["dry_run"],
            deactivate_missing=options["deactivate_missing"],
            own_export=options["own_export"],
        )
        bar = tqdm(unit="B", unit_scale=True, desc="read", disable=None if options["verbosity"] else True)
        try:
            with bar:
                report = import_directory(
                    options["target"], options=chosen, now=clock.now(), home=settings.HOME, progress=bar.update
                )
        except ImportFailed as failure:
            raise CommandError(str(failure)) from None
        if options["report"]:
            report.write(options["report"])
        self.tell(report)
        if report.read == report.rejected:
            raise CommandError(f"{options['target']}: no record of it could be used.")

    def tell(self, report: Any) -> None:
        for (level, name, reason), count in report.summary.most_common(20):
            where = f" {name}:" if name else ""
            self.stderr.write(f"{level}{where} {reason} ({count} times, first at {report.first[level, name, reason]})")
        for kind, count in report.missing.items():
            self.stdout.write(f"no longer in this source: {count} {kind}, kept")
        if report.deactivated:
            self.stdout.write(f"set to inactive: {report.deactivated} services")
        if report.unlisted:
            self.stdout.write(f"no longer shown: {report.unlisted} sites that their services have left")
        if report.dry_run:
            self.stdout.write("dry run: nothing was changed")
        self.stdout.write(report.records_line())
        self.stdout.write(report.last_line())
