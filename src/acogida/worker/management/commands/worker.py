"""`acogida worker`: does what the node does by itself, until it is told to stop. Several at once are safe."""

from argparse import SUPPRESS
from typing import Any

from django.core.management.base import CommandParser

from acogida.cases.keystore.apps import ALIAS
from acogida.core import clock
from acogida.core.migrated import MigratedCommand
from acogida.worker.loop import Worker


class Command(MigratedCommand):
    help = "Do what is due by itself: deadlines, places that lapse, reminders, letters, retention."
    databases = ("default", ALIAS)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--beside", type=int, help=SUPPRESS)  # by `serve`: end when that process is gone

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(clock.now, beside=options["beside"])
        if options["once"]:
            worker.run_once()
        else:
            worker.run()
