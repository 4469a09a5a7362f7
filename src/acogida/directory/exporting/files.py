"""Writes an export beside its place and moves it there when it is whole: nobody ever sees half a file."""

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import uuid4

import orjson
from tqdm import tqdm

from acogida.core.errors import DomainError
from acogida.directory.exporting import datapackage
from acogida.directory.hsds import documents
from acogida.directory.selectors import public_organizations

LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS  # databases keep the keys of JSON in different orders
SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # a zip holds dates; the same directory must give the same bytes


class Format(StrEnum):
    NDJSON = "ndjson"
    DATAPACKAGE = "datapackage"


class OutputExists(DomainError):
    """A folder is never replaced: it might hold more than an earlier export."""


def export(*, format: Format, out: Path) -> int:
    """Writes the public directory to a file (ndjson, .zip) or a new folder; says how many records went out."""
    if not out.name or (out.exists() and not out.is_file() and not out.is_dir()):
        raise OutputExists(f"{out} is no file to write to. Name one, or - for the standard output.")
    if format is Format.NDJSON:
        with _beside(out) as partial, partial.open("xb") as file:
            return write_ndjson(file)
    if out.suffix == ".zip":
        with TemporaryDirectory(dir=out.parent) as folder, _beside(out) as partial:
            written = _write_tables(Path(folder))
            _pack(Path(folder), partial)
        return written
    if out.exists():
        raise OutputExists(f"{out} exists already. Name a new folder, or a .zip file, which is replaced.")
    with _beside(out) as partial:
        partial.mkdir()
        return _write_tables(partial)


def write_ndjson(file: BinaryIO) -> int:
    """One organization a line, with everything nested in it."""
    organizations = public_organizations()
    with _progress(organizations.count(), "organizations") as advance:
        written = 0
        for document in documents.ORGANIZATION_FULL_SERVICE.stream(organizations, batch=50):
            file.write(orjson.dumps(document, option=LINE))
            written += 1
            advance()
    return written


def _write_tables(folder: Path) -> int:
    total = datapackage.total()
    with _progress(total, "records") as advance:
        datapackage.write(folder, advance)
    return total


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "x", compression=zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, SAME_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as inside:
                shutil.copyfileobj(source, inside)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A name in the same folder, so that the last step is one rename within one file system."""
    partial = out.with_name(f".{out.name}.{uuid4().hex}.partial")
    try:
        yield partial
        os.replace(partial, out)
    finally:
        if partial.is_dir():
            shutil.rmtree(partial)
        partial.unlink(missing_ok=True)


@contextmanager
def _progress(total: int, unit: str) -> Iterator[Callable[[], object]]:
    with tqdm(total=total, unit=f" {unit}", disable=None) as bar:  # None: only where somebody looks on
        yield lambda: bar.update()
