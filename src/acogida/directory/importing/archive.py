"""Unpacks a zip from somebody else: no paths out of it, no links, no bombs, nothing but tables and documents."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from acogida.directory.importing.errors import ImportFailed

LARGEST_TOTAL = 4 << 30
MOST_FILES = 1_000
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 10 << 20  # small files may shrink as they like
TAKEN = {".csv", ".json", ".ndjson", ".jsonl"}
_CHUNK = 1 << 20


def unpack(path: Path, target: Path) -> Path:
    target.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES:
                raise ImportFailed(f"{path.name}: more than {MOST_FILES} files in the zip.")
            for entry in entries:
                _check(path, entry)
            left = LARGEST_TOTAL
            for entry in entries:
                if PurePosixPath(entry.filename).suffix.lower() in TAKEN:
                    left = _extract(archive, entry, target, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise ImportFailed(f"{path.name}: the zip is broken ({error}).") from None
    except RuntimeError:  # how zipfile says that a password is needed
        raise ImportFailed(f"{path.name}: the zip is locked with a password.") from None
    return target


def _check(path: Path, entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        raise ImportFailed(f"{path.name}: a file in the zip would be written outside of it.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ImportFailed(f"{path.name}: a link in the zip; only files are taken.")


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Counts what really comes out: the sizes in the zip may lie. Returns what may still come."""
    destination = target / PurePosixPath(entry.filename.replace("\\", "/"))
    destination.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(entry) as source, destination.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * max(1, entry.compress_size):
                raise ImportFailed(
                    f"{entry.filename}: grows more than {HIGHEST_RATIO} times when unpacked: a zip bomb."
                )
            if size > left:
                raise ImportFailed(f"The zip holds more than {LARGEST_TOTAL >> 30} GB.")
            copy.write(chunk)
    return left - size
