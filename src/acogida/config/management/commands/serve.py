"""`acogida serve`: brings the node up to date and serves it with gunicorn until it is told to stop."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from acogida.config.wsgi import application

        return application


class Command(BaseCommand):
    help = "Serve this node: migrate, collect static files, start the web processes."
    requires_system_checks = ["__all__"]

    def handle(self, *args: Any, **options: Any) -> None:
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        # The web processes read the settings afresh: they must find the same key.
        os.environ["ACOGIDA_SECRET_KEY"] = settings.SECRET_KEY
        host = "localhost" if settings.BIND in {"127.0.0.1", "0.0.0.0"} else settings.BIND  # noqa: S104
        self.stdout.write(f"Acogida serves http://{host}:{settings.PORT}/  (Ctrl+C stops it)")
        self.stdout.flush()
        # No access log: it would hold what people search for and from where.
        Server(
            bind=f"{settings.BIND}:{settings.PORT}",
            workers=settings.WORKERS,
            accesslog=None,
            loglevel="warning",
            worker_tmp_dir="/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108
            max_requests=20_000,
            max_requests_jitter=2_000,
        ).run()
