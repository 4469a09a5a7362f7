"""`acogida export_directory`: the public directory as HSDS 3.1."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from acogida.core.migrated import MigratedCommand
from acogida.directory.exporting import Format, OutputExists, export, write_ndjson

STDOUT = "-"


class Command(MigratedCommand):
    help = "Write the public directory as HSDS 3.1: one organization a line (ndjson), or tables (datapackage)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=list(Format), default=Format.NDJSON, type=Format)
        parser.add_argument(
            "out", metavar="OUT", help="a file; for datapackage a new folder or a .zip; - writes ndjson to stdout"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        format, out = options["format"], options["out"]
        if out == STDOUT:
            if format is not Format.NDJSON:
                raise CommandError("Only ndjson can go to stdout. Name a folder or a .zip file.")
            written = write_ndjson(sys.stdout.buffer)
            self.stderr.write(f"{written} organizations written")
            return
        try:
            written = export(format=format, out=Path(out))
        except OutputExists as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{out} can't be written: {error.strerror}.") from None
        noun = "organizations" if format is Format.NDJSON else "records"
        self.stdout.write(f"{written} {noun} written to {out}")
