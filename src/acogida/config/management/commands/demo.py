"""`acogida demo`: builds the demonstration network in a home of its own, and serves it."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from acogida.config.management.commands.serve import ON_NETWORK
from acogida.core import clock
from acogida.demo import install as people
from acogida.directory.demo.services import HoldsOtherRecords, install


class Command(BaseCommand):
    help = "Build the demonstration network, or bring it up to date, and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="build it and stop")
        parser.add_argument(ON_NETWORK, action="store_true", help="serve it beyond this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up organisations go only where every page says so: set ACOGIDA_DEMO=1.")
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", interactive=False, verbosity=0)
        try:
            built = install(now=clock.now(), home=settings.HOME)
        except HoldsOtherRecords as error:
            raise CommandError(
                f"{error} To see the demonstration, leave DATABASE_URL unset and name an empty ACOGIDA_HOME."
            ) from None
        self.stdout.write(
            f"Demonstration network: {built.organizations} organizations, {built.services} services, "
            f"{built.cities} cities, {built.countries} countries, all invented."
        )
        peopled = people.install(now=clock.now())
        self.stdout.write(
            f"Workspaces: {peopled.workspaces} organizations, {peopled.households} households, "
            f"{peopled.accounts} accounts; the sign-in page lists them."
        )
        if not options["no_serve"]:
            call_command("serve", allow_demo_on_network=options["allow_demo_on_network"])
