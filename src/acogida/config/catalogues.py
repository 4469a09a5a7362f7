"""Catalogues of translations: `python -m acogida.config.catalogues compile | check | update`.

Compiling needs no system tool (Babel), so a fresh machine has every language. `check` fails when `makemessages` would
change a catalogue, or when a text that a person on the move can see has no translation. Those of the workspace fall
back to English until they are done.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ("es", "pt", "fr", "ht")
COMPLETE = frozenset({"es"})  # in the workspace too
WORKSPACE = (  # what only those who work here see; what is printed for a person is not in it
    "accounts/*",
    "referrals/consent.py",
    "referrals/enums.py",
    "referrals/places.py",
    "referrals/services/*",
    "web/help/desk.py",
    "web/templates/help/desk/*",
    "referrals/transitions.py",
    "web/accounts/*",
    "web/cases/*",
    "web/offers/*",
    "web/referrals/*",
    "web/access.py",
    "web/middleware.py",
    "web/templates/account/*",
    "web/templates/accounts/*",
    "web/templates/allauth/*",
    "web/templates/cases/household/*",
    "web/templates/cases/intake/*",
    "web/templates/cases/list.html",
    "web/templates/cases/today.html",
    "web/templates/mfa/*",
    "web/templates/offers/*",
    "web/templates/referrals/*",
    "web/templates/usersessions/*",
    "web/templates/workspace.html",
)


def catalogue(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> None:
    for language in LANGUAGES:
        source = catalogue(LOCALE, language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source, language))


def make_messages(*ignored: str) -> None:
    """Runs in a process of its own: makemessages wants the package as its working directory."""
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--no-location", "--no-wrap", "--verbosity=0"]
        + [f"--locale={language}" for language in LANGUAGES]
        + [f"--ignore={pattern}" for pattern in ignored],
        cwd=PACKAGE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "acogida.config.settings", "ACOGIDA_DEMO": "1"},
        check=True,
    )


def entry(message: Message) -> tuple[str, str]:
    return str(message.context or ""), str(message.id)


def entries(catalog: Catalog) -> set[tuple[str, str]]:
    return {entry(message) for message in catalog if message.id}


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
    return not message.fuzzy and all(texts)


def faults(before: Path) -> list[str]:
    """Leaves the catalogues as `makemessages` makes them of what the public sees."""
    found, untranslated = [], []
    make_messages()
    for language in LANGUAGES:
        new = read(catalogue(LOCALE, language), language)
        old = entries(read(catalogue(before, language), language))
        found += [f"{language}: not in the catalogue: {text!r}" for _, text in sorted(entries(new) - old)]
        found += [f"{language}: no longer used: {text!r}" for _, text in sorted(old - entries(new))]
        untranslated += [(language, message) for message in new if message.id and not is_translated(message)]
    make_messages(*WORKSPACE)
    public = entries(read(catalogue(LOCALE, LANGUAGES[0]), LANGUAGES[0]))
    return found + [
        f"{language}: not translated: {message.id!r}"
        for language, message in untranslated
        if language in COMPLETE or entry(message) in public
    ]


def check() -> int:
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "locale"
        copytree(LOCALE, before)
        try:
            found = faults(before)
        finally:
            copytree(before, LOCALE, dirs_exist_ok=True)
    for line in found:
        sys.stderr.write(line + "\n")
    if not found:
        sys.stdout.write("catalogues: complete\n")
    return 1 if found else 0


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["update"]:
            make_messages()
            compile_all()
        case ["check"]:
            return check()
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
