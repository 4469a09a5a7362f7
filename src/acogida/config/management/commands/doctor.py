"""`acogida doctor`: looks at everything a node leans on and says, for each, what to do when it is not well."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection, connections

from acogida.core import clock
from acogida.core.migrated import unapplied
from acogida.worker.health import health

MINIMUM_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    subject: str
    well: bool
    text: str


def existing_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def home() -> Finding:
    if settings.HOME.exists() and not settings.HOME.is_dir():
        return Finding("home", False, f"{settings.HOME} is a file. Name a folder in ACOGIDA_HOME.")
    if not settings.HOME.is_dir():
        if not os.access(existing_folder(settings.HOME), os.W_OK):
            return Finding("home", False, f"{settings.HOME} can't be made. Name another folder in ACOGIDA_HOME.")
        return Finding("home", False, f"{settings.HOME} does not exist yet. `acogida serve` makes it.")
    if settings.HOME.stat().st_mode & 0o077:
        return Finding(
            "home", False, f"Other users of this machine can look into {settings.HOME}. Run: chmod 700 {settings.HOME}"
        )
    return Finding("home", True, f"{settings.HOME}, closed to others")


def disk() -> Finding:
    free = shutil.disk_usage(existing_folder(settings.HOME)).free
    text = f"{free / 1e9:.1f} GB free"
    return Finding("disk", True, text) if free >= MINIMUM_FREE_BYTES else Finding("disk", False, f"{text}. Make room.")


def database() -> Finding:
    try:
        connection.ensure_connection()
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        return Finding("database", False, f"Can't be reached ({reason}). Check DATABASE_URL and that the server runs.")
    return Finding("database", True, connection.display_name)


def migrations() -> Finding:
    if count := unapplied(connections):
        return Finding("migrations", False, f"{count} not applied. Run: acogida migrate")
    return Finding("migrations", True, "all applied")


def static_files() -> Finding:
    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        return Finding("static files", True, "collected")
    return Finding("static files", False, "Not collected. Run: acogida collectstatic (`acogida serve` does it).")


def exposure() -> Finding:
    if settings.DEBUG:
        return Finding("exposure", False, "ACOGIDA_DEBUG shows source and settings to visitors. Set it to 0.")
    if settings.DEMO:
        return Finding("exposure", True, "demonstration, for this machine only")
    if not settings.SECURE_SSL_REDIRECT:
        return Finding(
            "exposure", False, "Pages travel unencrypted. Put a proxy with HTTPS in front; set ACOGIDA_HTTPS=1."
        )
    return Finding("exposure", True, "HTTPS only")


def worker() -> Finding:
    found = health(clock.now())
    if found.beat_at is None:
        return Finding("worker", False, "None has run yet. `acogida serve` runs one beside; or run: acogida worker")
    if not found.is_running:
        since = f"{found.beat_at:%Y-%m-%d %H:%M} UTC"
        return Finding("worker", False, f"None has run since {since}. Run: acogida serve, or acogida worker")
    if found.failing:
        jobs = "; ".join(f"{job.name}: {job.fault}" for job in found.failing)
        return Finding("worker", False, f"{jobs}. It tries again by itself; the log says since when.")
    if found.setbacks:
        what = "; ".join(f"{one.source} {one.subject}: {one.fault}" for one in found.setbacks[:5])
        return Finding("worker", False, f"{len(found.setbacks)} could not be carried on, all others are. {what}")
    return Finding("worker", True, "runs")


def mail() -> Finding:
    if not settings.SENDS_LETTERS:
        return Finding("mail", True, "not set up: nobody is told by letter, Today shows the same. See ACOGIDA_MAIL.")
    found = health(clock.now())
    if found.letters_undelivered:
        count = found.letters_undelivered
        return Finding("mail", False, f"{count} letters could not be delivered. The log of the worker says why.")
    return Finding("mail", True, f"{found.letters_waiting} letters wait to be sent")


CHECKS: tuple[Callable[[], Finding], ...] = (
    *(home, disk, database, migrations, static_files, exposure),
    *(worker, mail),
)
NEED_TABLES = (worker, mail)


def examine() -> Iterator[Finding]:
    """Settings come first and are not in the list: without valid ones no command starts, and the error names them."""
    yield Finding("settings", True, "all understood")
    has_tables = True
    for check in CHECKS:
        if check in NEED_TABLES and not has_tables:
            continue
        finding = check()
        yield finding
        has_tables = has_tables and (check is not migrations or finding.well)
        if check is database and not finding.well:
            return


class Command(BaseCommand):
    help = "Check settings, database, migrations, static files and disk of this node; say what to do."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine())
        for finding in findings:
            mark = "ok  " if finding.well else "FIX "
            self.stdout.write(f"{mark}{finding.subject:<13} {finding.text}")
        unwell = sum(not finding.well for finding in findings)
        self.stdout.write("Everything is well." if not unwell else f"{unwell} to put right.")
        if unwell:
            raise SystemExit(1)
