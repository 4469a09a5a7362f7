"""`acogida serve`: brings the node up to date and serves it, with a worker beside, until it is told to stop."""

import errno
import os
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from acogida.config.beside import Beside
from acogida.config.server import Server
from acogida.directory.demo.selectors import holds_demonstration

ON_NETWORK = "--allow-demo-on-network"
WEB_ONLY = "--web-only"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = "Serve this node: migrate, collect static files, start the web processes and a worker."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(ON_NETWORK, action="store_true", help="serve a demonstration beyond this machine")
        parser.add_argument(WEB_ONLY, action="store_true", help="start no worker: `acogida worker` runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO and settings.BIND not in LOOPBACK and not options["allow_demo_on_network"]:
            raise CommandError(
                "A demonstration is served on this machine only: ACOGIDA_BIND must be 127.0.0.1. Its sign-in page "
                f"lists every passphrase; if all who reach it may play with it, add {ON_NETWORK}."
            )
        if is_in_use(settings.BIND, settings.PORT):
            raise CommandError(f"Port {settings.PORT} is in use. Choose another one with PORT={settings.PORT + 1}.")
        call_command("migrate", interactive=False, verbosity=0)
        if holds_demonstration() and not settings.DEMO:
            raise CommandError("This database holds made-up organisations, and pages must say so: set ACOGIDA_DEMO=1.")
        call_command("collectstatic", interactive=False, verbosity=0)
        # The web processes read the settings afresh: they must find the same key.
        os.environ["ACOGIDA_SECRET_KEY"] = settings.SECRET_KEY
        connections.close_all()  # web processes that inherit an open one would talk across each other
        # No access log: it would hold what people search for and from where.
        Server(
            beside=None if options["web_only"] else Beside(),
            bind=f"{settings.BIND}:{settings.PORT}",
            workers=settings.WORKERS,
            accesslog=None,
            loglevel="warning",
            when_ready=self.announce,
            max_requests=20_000,
            max_requests_jitter=2_000,
        ).run()

    def announce(self, server: Any) -> None:
        self.stdout.write(f"Acogida serves http://{settings.BIND}:{settings.PORT}/  (Ctrl+C stops it)")
        self.stdout.flush()


def is_in_use(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise CommandError(f"ACOGIDA_BIND={host}, PORT={port}: {error.strerror}.") from None
    return False
