"""Copies of the key store below ACOGIDA_HOME/key-backups: few, short-lived, and without the keys of who was erased.

One line a key, of fixed order and with a check sum, so that a line can be overwritten where it stands: no second
file ever holds what is being destroyed. The keys in it are as sealed as they are in the store.
"""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.cases.keystore.apps import ALIAS
from acogida.cases.keystore.models import DataKey, Shredded
from acogida.core.errors import DomainError

KEEP = timedelta(days=7)
_STAMP = "keys-%Y%m%dT%H%M%S%fZ"
_GONE = b"0"


class NoSuchBackup(DomainError):
    """There is no file of that name among the backups."""


@dataclass(frozen=True)
class Backup:
    name: str
    made_at: datetime
    bytes: int


@dataclass(frozen=True)
class Restored:
    brought_back: int
    present: int  # in the store already
    erased: int  # of households that were erased since
    unreadable: int  # lines that were overwritten, or are damaged


def folder() -> Path:
    return Path(settings.HOME) / "key-backups"


def listed() -> list[Backup]:
    """Newest first."""
    return [
        Backup(path.name, datetime.strptime(path.name, _STAMP).replace(tzinfo=UTC), path.stat().st_size)
        for path in sorted(folder().glob("keys-*Z"), reverse=True)
    ]


def backup(*, now: datetime) -> Backup:
    """A copy of all keys. Copies older than a week go, except this one."""
    with _alone():
        path = folder() / now.astimezone(UTC).strftime(_STAMP)
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for key in DataKey.objects.order_by("pk").iterator():
                file.write(_line(key))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _forget_old(now)
        _sync(folder())
    return Backup(path.name, now, path.stat().st_size)


def forget_old(*, now: datetime) -> int:
    with _alone():
        return _forget_old(now)


def restore(name: str) -> Restored:
    """Brings back keys that the store lacks. It changes none that is there, nor brings back one that was shredded."""
    with _alone():
        if name not in {one.name for one in listed()}:
            raise NoSuchBackup(_("There is no backup %(name)s. See: acogida keys list") % {"name": name})
        lines = (folder() / name).read_bytes().splitlines()
        keys = [key for line in lines if (key := _read(line)) is not None]
        with transaction.atomic(using=ALIAS):
            shredded = set(Shredded.objects.values_list("pk", flat=True))
            present = set(DataKey.objects.values_list("pk", flat=True))
            wanted = [key for key in keys if key.household_id not in shredded and key.pk not in present]
            DataKey.objects.bulk_create(wanted, batch_size=500)
    return Restored(
        brought_back=len(wanted),
        present=sum(key.pk in present for key in keys),
        erased=sum(key.household_id in shredded for key in keys),
        unreadable=len(lines) - len(keys),
    )


def forget(household_ids: Collection[UUID]) -> None:
    """Overwrites the lines of households that were erased, in every backup, where they stand."""
    names = [one.hex.encode() for one in household_ids]
    with _alone():
        for path in folder().glob("keys-*Z"):
            with path.open("r+b") as file:
                start, changed = 0, False
                for line in file.read().splitlines(keepends=True):
                    if any(name in line for name in names):
                        file.seek(start)
                        file.write(_GONE * (len(line) - 1))
                        changed = True
                    start += len(line)
                if changed:
                    file.flush()
                    os.fsync(file.fileno())


def without_key(households: Iterable[tuple[UUID, UUID]]) -> list[UUID]:
    """Of households, each with the key it names: those whose key is not in the store."""
    present = set(DataKey.objects.values_list("pk", flat=True))
    return [household for household, key in households if key not in present]


def _line(key: DataKey) -> bytes:
    words = (
        key.household_id.hex,
        key.pk.hex,
        key.workspace_id.hex,
        str(key.version),
        key.created_at.astimezone(UTC).isoformat(),
        bytes(key.sealed).hex(),
    )
    text = " ".join(words).encode()
    return text + b" " + _check(text) + b"\n"


def _read(line: bytes) -> DataKey | None:
    text, _space, check = line.rpartition(b" ")
    if check != _check(text):
        return None
    household, key, workspace, version, created, sealed = text.decode().split(" ")
    return DataKey(
        pk=UUID(key),
        household_id=UUID(household),
        workspace_id=UUID(workspace),
        version=int(version),
        created_at=datetime.fromisoformat(created),
        sealed=bytes.fromhex(sealed),
    )


def _check(text: bytes) -> bytes:
    """Against torn lines, not against people: who changes a sealed key has one that does not open."""
    return sha256(text).hexdigest()[:16].encode()


def _forget_old(now: datetime) -> int:
    """Those of the last week stay, but of one hour only the newest; and the newest of all, however old."""
    kept: set[str] = set()
    gone = 0
    for position, one in enumerate(listed()):
        hour = f"{one.made_at:%Y%m%d%H}"
        if position and (hour in kept or one.made_at < now - KEEP):
            _destroy(folder() / one.name)
            gone += 1
        kept.add(hour)
    return gone


def _destroy(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(_GONE * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: a copy that is begun before an erasing and ends after it would hold the erased key."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder() / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for unfinished in folder().glob("keys-*.part"):  # of a process that was killed while it wrote
            _destroy(unfinished)
        yield
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
