"""The `acogida` command: Django's management commands under one name."""

import os
import secrets
import sys

from acogida import __version__

STOPPED_BY_HAND = 130  # what shells say of a process that SIGINT ended
STOPPED_BY_PIPE = 141  # and of one that SIGPIPE did

OURS = {
    "demo": "build the demonstration network and serve it",
    "serve": "serve this node, with a worker beside it",
    "worker": "do what is due: deadlines, places that lapse, letters, retention",
    "doctor": "check this node and say what to do",
    "migrate": "bring the database up to date",
    "import_directory": "read organisations and services from a file or an API",
    "export_directory": "write the directory as HSDS 3.1",
    "find": "search the directory",
    "corrections": "list what people reported as wrong",
    "solve_placement": "solve a placement problem from a file",
    "create_workspace": "let an organization work here; prints a link for its first coordinator",
    "create_operator": "print a link for an operator of this node",
    "audit": "check that the audit logs are as they were written",
    "keys": "back up, restore or list the keys of households' files",
    "retention": "announce and erase files whose time is over",
}


def usage() -> str:
    lines = "\n".join(f"  {name:<18} {what}" for name, what in OURS.items())
    return (
        f"acogida COMMAND [options]\n\n{lines}\n\n"
        "acogida COMMAND --help explains one command; acogida help lists every command, Django's own included.\n"
    )


def prepare_environment(command: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    if command == "demo":
        os.environ["ACOGIDA_DEMO"] = "1"
        os.environ.setdefault("ACOGIDA_HOME", ".acogida/demo")
        # All web processes must share the key; it lives no longer than they do.
        os.environ.setdefault("ACOGIDA_SECRET_KEY", secrets.token_urlsafe(48))


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in {"", "-h", "--help"}:
        sys.stdout.write(usage())
        return
    if command in {"version", "--version"}:
        sys.stdout.write(f"Acogida {__version__}\n")
        return
    prepare_environment(command)

    # Django reads the settings while it is imported, so this comes after the environment is ready.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        if command != "doctor":  # which reports a missing home and changes nothing
            make_home()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database does not do what it should: {first_line(error)}\n`acogida doctor` says what to do.")
    except BrokenPipeError:
        # Whoever read the output has had enough, as `head` does; Python must not find the pipe again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(STOPPED_BY_PIPE)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        sys.exit(STOPPED_BY_HAND)


def make_home() -> None:
    from django.conf import settings

    try:
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        sys.exit(f"ACOGIDA_HOME: {settings.HOME} can't be a folder ({error.strerror}). Name another.")


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
