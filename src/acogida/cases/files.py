"""Sealed files of documents below ACOGIDA_HOME/documents. Their names are random; plaintext is never written."""

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

CHUNK = 64 * 1024


def folder() -> Path:
    return Path(settings.HOME) / "documents"


def new_name() -> str:
    return secrets.token_hex(16)


def write(name: str, sealed: Iterable[bytes]) -> None:
    """Whole and on the disk, or not there."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder() / f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in sealed:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)  # who erases may have come before
        raise
    part.replace(folder() / name)


def read(name: str) -> Iterator[bytes]:
    with (folder() / name).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def remove_files(names: Iterable[str]) -> None:
    """Also what a killed process left of them. That one is gone already is fine."""
    for name in names:
        for path in (folder() / name, folder() / f"{name}.part"):
            path.unlink(missing_ok=True)
