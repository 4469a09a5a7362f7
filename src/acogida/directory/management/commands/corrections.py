"""`acogida corrections`: what people reported as wrong: danger first, then the oldest."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from acogida.core import clock
from acogida.core.migrated import MigratedCommand
from acogida.directory.corrections import handle_correction, urgent_first
from acogida.directory.models import Correction


class Command(MigratedCommand):
    help = "List what people reported as wrong; mark one as handled with --handled ID."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="list those already handled too")
        parser.add_argument("--handled", type=UUID, metavar="ID", help="mark this one as handled")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["handled"]:
            self.mark(options["handled"])
            return
        found = urgent_first().select_related("service__organization")
        if not options["all"]:
            found = found.filter(handled_at=None)
        shown = 0
        for correction in found.iterator():
            self.show(correction)
            shown += 1
        self.stdout.write(f"{shown} corrections")

    def mark(self, pk: UUID) -> None:
        correction = Correction.objects.filter(pk=pk).first()
        if correction is None:
            raise CommandError(f"There is no correction {pk}. List them with: acogida corrections")
        handle_correction(correction=correction, now=clock.now())
        self.stdout.write(f"{pk} handled")

    def show(self, correction: Correction) -> None:
        state = f"handled {correction.handled_at:%Y-%m-%d}" if correction.handled_at else "open"
        service = correction.service
        self.stdout.write(f"{correction.pk}  {correction.created_at:%Y-%m-%d %H:%M}  {correction.kind}  {state}")
        self.stdout.write(f"  {service.name} ({service.organization.name}), service {service.pk}")
        for line in correction.message.splitlines():
            self.stdout.write(f"  | {printable(line)}")


def printable(text: str) -> str:
    """Strangers wrote it: nothing in it may steer a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)
