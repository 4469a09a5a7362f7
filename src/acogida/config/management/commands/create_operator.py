"""`acogida create_operator`: invites who runs this node to its pages. An operator opens no household."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from acogida.accounts.invitations import invite_operator
from acogida.accounts.memberships import end_operator
from acogida.accounts.models import User
from acogida.core import clock
from acogida.core.migrated import MigratedCommand


class Command(MigratedCommand):
    help = "Print the link with which somebody becomes an operator of this node; --end takes it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--end", action="store_true", help="this person is no operator any more")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end"]:
            user = User.objects.filter(email__iexact=options["email"]).first()
            if user is None or not end_operator(user=user, now=clock.now()):
                raise CommandError(f"{options['email']} is no operator here.")
            self.stdout.write(f"{options['email']} is no operator any more.")
            return
        made = invite_operator(email=options["email"], person=options["name"], now=clock.now())
        self.stdout.write(f"This link works once, until {made.link.expires_at:%Y-%m-%d %H:%M} UTC:")
        self.stdout.write(reverse("accounts:join", args=[made.token]))
