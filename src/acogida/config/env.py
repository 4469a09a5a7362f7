"""Every setting a node takes from its environment, read and checked in one place.

`docs/reference/settings.md` lists the same table; a test compares the two.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

MINIMUM_SECRET_LENGTH = 32
MAIL_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")


class SettingError(ValueError):
    """A setting is missing or makes no sense; the message names the variable and the way out."""


@dataclass(frozen=True)
class Setting:
    name: str
    parse: Callable[[str], Any]
    default: str | None
    help: str


def text(value: str) -> str:
    return value


def flag(value: str) -> bool:
    match value.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off" | "":
            return False
    raise ValueError("write 1 or 0")


def number(value: str) -> int:
    if not value.isdecimal():
        raise ValueError("write a whole number")
    return int(value)


def port(value: str) -> int:
    result = number(value)
    if not 1 <= result <= 65535:
        raise ValueError("write a number from 1 to 65535")
    return result


def names(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("write DEBUG, INFO, WARNING or ERROR")
    return value.upper()


def secret(value: str) -> str:
    if value and len(value) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"write at least {MINIMUM_SECRET_LENGTH} characters, for example of: openssl rand -base64 48")
    return value


def database(value: str) -> dict[str, Any]:
    """`sqlite:////path`, `postgresql://user:password@host:port/name`, or nothing for the node's own SQLite file."""
    if not value:
        return {}
    url = urlsplit(value)
    match url.scheme:
        case "sqlite":
            # Three slashes would be a file in whatever folder one happens to stand in.
            if not url.path.startswith("//"):
                raise ValueError("write an absolute path, with four slashes: sqlite:////srv/acogida/directory.sqlite3")
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.path.removeprefix("/")}
        case "postgres" | "postgresql":
            if not url.path.strip("/"):
                raise ValueError("name the database, as in postgresql://127.0.0.1:5432/acogida")
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(url.path.strip("/")),
                "USER": unquote(url.username or ""),
                "PASSWORD": unquote(url.password or ""),
                "HOST": url.hostname or "",
                "PORT": str(url.port or ""),
            }
    raise ValueError("write sqlite:////path or postgresql://user:password@host:port/name")


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    security: str  # "TLS" from the first byte; "STARTTLS"; "" on this machine


MAIL_PLACE = re.compile(r"([^@]*@)?([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?")  # else the error would repeat a part of it
MAIL_PORTS = {"smtps": 465, "smtp": 587}
THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def mail_server(value: str) -> MailServer | None:
    """`smtps://user:password@host`, `smtp://…` with STARTTLS, or nothing. In clear only to this machine."""
    if not value:
        return None
    url = urlsplit(value)
    if url.scheme not in MAIL_PORTS or not MAIL_PLACE.fullmatch(url.netloc) or url.path.strip("/") or url.query:
        raise ValueError("write smtps://user:password@host:465 or smtp://user:password@host:587")
    if bool(url.username) != bool(url.password):
        raise ValueError("write both user and password, or neither")
    in_clear = url.scheme == "smtp" and url.hostname in THIS_MACHINE
    return MailServer(
        host=url.hostname or "",
        port=url.port or (25 if in_clear else MAIL_PORTS[url.scheme]),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        security="TLS" if url.scheme == "smtps" else "" if in_clear else "STARTTLS",
    )


def mail_address(value: str) -> str:
    if value and not MAIL_ADDRESS.fullmatch(value):
        raise ValueError("write one address, as in acogida@example.org")
    return value


def origin(value: str) -> str:
    """Where this node is found, without a slash at the end."""
    url = urlsplit(value)
    is_origin = url.scheme in {"http", "https"} and url.hostname and not (url.path.strip("/") or url.query)
    if value and (not is_origin or url.username or url.fragment):
        raise ValueError("write it as in https://acogida.example.org")
    return value.rstrip("/")


SETTINGS = (
    Setting("ACOGIDA_HOME", folder, ".acogida", "Folder that holds all state of this node: database, files, locks."),
    Setting(
        "ACOGIDA_DEMO",
        flag,
        "0",
        "1 marks every page as a demonstration. Never with real data.",
    ),
    Setting("ACOGIDA_SECRET_KEY", secret, "", "Signs sessions and forms. Required outside the demonstration."),
    Setting("DATABASE_URL", database, "", "Where the data lives. Empty means SQLite in ACOGIDA_HOME."),
    Setting("ACOGIDA_HOSTS", names, "127.0.0.1,localhost", "Host names this node answers to, separated by commas."),
    Setting("ACOGIDA_HTTPS", flag, "0", "1 when a proxy in front serves HTTPS: cookies and links become HTTPS only."),
    Setting("ACOGIDA_NODE_NAME", text, "Acogida", "Name of this node, shown in the page header and in exports."),
    Setting("ACOGIDA_CONTACT", text, "", "How to reach who runs this node; shown on its About page."),
    Setting("ACOGIDA_BIND", text, "127.0.0.1", "Address that `acogida serve` listens on."),
    Setting("PORT", port, "8000", "Port that `acogida serve` listens on."),
    Setting("ACOGIDA_WORKERS", number, "2", "Web processes that `acogida serve` starts."),
    Setting("ACOGIDA_URL", origin, "", "Address of this node as people type it. Links in letters begin with it."),
    Setting("ACOGIDA_MAIL", mail_server, "", "Server that takes letters. Empty: none are sent, people look at Today."),
    Setting("ACOGIDA_MAIL_FROM", mail_address, "", "Sender of letters. Required with ACOGIDA_MAIL, like ACOGIDA_URL."),
    Setting("ACOGIDA_LOG_LEVEL", level, "WARNING", "How much is logged: DEBUG, INFO, WARNING or ERROR."),
    Setting("ACOGIDA_DEBUG", flag, "0", "1 shows error details in the browser. Only while developing."),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """All settings by name. Raises SettingError that lists every fault at once."""
    values, faults = {}, []
    for setting in SETTINGS:
        try:
            values[setting.name] = setting.parse(environ.get(setting.name, setting.default or ""))
        except ValueError as error:
            faults.append(f"{setting.name}: {error}.")
    unknown = sorted(name for name in environ if name.startswith("ACOGIDA_") and name not in {s.name for s in SETTINGS})
    faults += [f"{name}: there is no such setting. See docs/reference/settings.md." for name in unknown]
    if not faults and not values["ACOGIDA_DEMO"] and not values["ACOGIDA_SECRET_KEY"]:
        faults.append(
            "ACOGIDA_SECRET_KEY: missing. Make one with: openssl rand -base64 48. (`acogida demo` needs none.)"
        )
    if not faults and values["ACOGIDA_MAIL"]:
        needed = [name for name in ("ACOGIDA_URL", "ACOGIDA_MAIL_FROM") if not values[name]]
        faults += [f"{name}: missing. Letters need it: ACOGIDA_MAIL is set." for name in needed]
    if faults:
        raise SettingError("\n".join(faults))
    return values
