"""`acogida audit verify`: whether the audit logs of this node are as they were written, and if not, where."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from acogida.accounts.audit import holds, verify
from acogida.accounts.models import AuditHead, Workspace
from acogida.core.migrated import MigratedCommand


class Command(MigratedCommand):
    help = "Check every workspace's audit log. Note the heads it prints elsewhere, and give them back with --noted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--workspace", type=UUID, metavar="ID", help="only this one")
        parser.add_argument(
            "--noted", action="append", default=[], metavar="HASH", help="a head noted earlier; can be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        noted = {head: read(head) for head in options["noted"]}
        found = Workspace.objects.order_by("name", "pk")
        if options["workspace"]:
            found = found.filter(pk=options["workspace"])
            if not found.exists():
                raise CommandError(f"There is no workspace {options['workspace']}.")
        faults = sum(self.examine(workspace, noted) for workspace in found)
        for head in noted:
            faults += 1
            self.stdout.write(f"FAULT no log holds {head}: one was made anew from the start, or its end is gone")
        self.stdout.write("Every log is as it was written." if not faults else f"{faults} faults.")
        if faults:
            raise SystemExit(1)

    def examine(self, workspace: Workspace, noted: dict[str, bytes]) -> int:
        head = AuditHead.objects.filter(workspace=workspace).first()
        count, at = (head.count, bytes(head.hash).hex()) if head else (0, "")
        self.stdout.write(f"{workspace.pk}  {count} events  {at}  {workspace.name}")
        for known in [known for known, value in noted.items() if holds(workspace, value)]:
            del noted[known]
        faults = 0
        for fault in verify(workspace):
            faults += 1
            self.stdout.write(f"  FAULT {fault}")
        return faults


def read(head: str) -> bytes:
    try:
        return bytes.fromhex(head)
    except ValueError:
        raise CommandError(f"{head} is no head: copy the 64 characters that `acogida audit verify` printed.") from None
