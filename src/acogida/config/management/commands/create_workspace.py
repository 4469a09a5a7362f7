"""`acogida create_workspace`: lets an organisation of the directory work here, and invites its first coordinator."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from acogida.accounts.models import Workspace
from acogida.accounts.workspaces import WorkspaceExists, appoint_coordinator, create_workspace
from acogida.core import clock
from acogida.core.migrated import MigratedCommand
from acogida.directory.models import Organization

SHOWN = 10


class Command(MigratedCommand):
    help = "Create the workspace of an organization and print the link for its first coordinator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", metavar="ORGANIZATION", help="its id or its name in the directory")
        parser.add_argument("--email", required=True, help="address of the coordinator")
        parser.add_argument("--name", default="", help="name of the coordinator")
        parser.add_argument(
            "--again",
            action="store_true",
            help="invite one more coordinator, who gets no key; the log of the workspace says so",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organization = named(options["organization"])
        invited = {"email": options["email"], "person": options["name"], "now": clock.now()}
        if options["again"]:
            workspace = Workspace.objects.filter(pk=organization.pk).first()
            if workspace is None:
                raise CommandError(f"{organization.name} has no workspace yet. Leave out --again.")
            made = appoint_coordinator(workspace=workspace, **invited)
        else:
            try:
                made = create_workspace(id=organization.pk, name=organization.name, **invited).invitation
            except WorkspaceExists as error:
                raise CommandError(f"{error} To invite one more coordinator, add --again.") from None
        self.stdout.write(f"Workspace of {organization.name} ({organization.pk})")
        self.stdout.write(
            f"Give this link to {options['email']}, by a way that nobody else reads. "
            f"It works once, until {made.link.expires_at:%Y-%m-%d %H:%M} UTC:"
        )
        self.stdout.write(reverse("accounts:join", args=[made.token]))


def named(given: str) -> Organization:
    found = Organization.objects.filter(is_help=True).order_by("name", "pk")
    try:
        found = found.filter(pk=UUID(given))
    except ValueError:
        found = found.filter(name__iexact=given.strip())
    several = list(found[: SHOWN + 1])
    if not several:
        raise CommandError(f"The directory has no organization {given}. Look for it with: acogida find")
    if len(several) > 1:
        ids = "\n".join(f"  {one.pk}  {one.name}" for one in several[:SHOWN])
        raise CommandError(f"Several organizations are called {given}. Give the id:\n{ids}")
    return several[0]
