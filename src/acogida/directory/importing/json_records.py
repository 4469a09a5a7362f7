"""Reads HSDS 3.x JSON: one object, a list, a page with `contents`, or one record a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import ijson
import orjson
from ijson.common import JSONError

from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.files import LARGEST_RECORD, Metered, open_file
from acogida.directory.importing.source import Progress, SourceRecord

BOM = b"\xef\xbb\xbf"
PAGES = (
    "contents",
    "organizations",
    "services",
    "locations",
    "taxonomies",
    "taxonomy_terms",
    "items",
    "results",
    "data",
)
_KIND_OF_PAGE = {
    "organizations": "organization",
    "services": "service",
    "locations": "location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def is_lines(path: Path) -> bool:
    """Whether every line is a record of its own: the first line is a whole object and more follows."""
    if path.suffix.lower() in {".ndjson", ".jsonl"}:
        return True
    with open_file(path) as file:
        first = file.readline(LARGEST_RECORD).removeprefix(BOM).strip()
        if not (first.startswith(b"{") and first.endswith(b"}")):
            return False
        return any(line.strip() for line in iter(lambda: file.readline(LARGEST_RECORD), b""))


def lines(path: Path, progress: Progress) -> Iterator[SourceRecord]:
    with open_file(path) as file:
        for number, line in enumerate(_limited_lines(file, progress), 1):
            if line is None:
                fault = f"a record larger than {LARGEST_RECORD >> 20} MB"
                yield SourceRecord(f"line {number}", fault=fault)
                continue
            text = line.removeprefix(BOM) if number == 1 else line
            if not text.strip():
                continue
            try:
                yield SourceRecord(f"line {number}", orjson.loads(text))
            except orjson.JSONDecodeError as error:
                yield SourceRecord(f"line {number}", fault=f"broken JSON at column {error.colno}: {error.msg}")


def _limited_lines(file: BinaryIO, progress: Progress) -> Iterator[bytes | None]:
    """Lines of the file; None for one that is too long, whose rest is passed over."""
    while line := file.readline(LARGEST_RECORD):
        progress(len(line))
        if len(line) < LARGEST_RECORD or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(LARGEST_RECORD)) and not rest.endswith(b"\n"):
            progress(len(rest))
        yield None


def document(path: Path, progress: Progress, kind: str = "") -> Iterator[SourceRecord]:
    """A list, a page or one object. Small ones are read whole; large ones only as far as the next record."""
    if path.stat().st_size <= LARGEST_RECORD:
        yield from _small(path, kind, progress)
        return
    with open_file(path) as file:
        start = file.read(256).removeprefix(BOM).lstrip()
    if start.startswith(b"["):
        yield from _items(path, "item", "item", kind, progress)
    else:
        page = _page_of(path)
        yield from _items(path, f"{page}.item", page, kind or _KIND_OF_PAGE.get(page, ""), progress)


def _small(path: Path, kind: str, progress: Progress) -> Iterator[SourceRecord]:
    data = path.read_bytes().removeprefix(BOM)
    progress(len(data))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ImportFailed(
            f"{path.name}: broken JSON at line {error.lineno}, column {error.colno}: {error.msg}. Nothing was imported."
        ) from None
    if isinstance(value, list):
        yield from (SourceRecord(f"item {number}", record, kind) for number, record in enumerate(value, 1))
        return
    page = next((name for name in PAGES if isinstance(value, dict) and isinstance(value.get(name), list)), "")
    if page and not value.keys() & {"name", "id", "hsds"}:
        for number, record in enumerate(value[page], 1):
            yield SourceRecord(f"{page} {number}", record, kind or _KIND_OF_PAGE.get(page, ""))
    else:
        yield SourceRecord("the object", value, kind)


def _page_of(path: Path) -> str:
    """The key of the list in a large page, from its first bytes: the list is what makes it large."""
    with open_file(path) as file:
        for prefix, event, _ in ijson.parse(Metered(file, lambda _: None), use_float=True):
            if event == "start_array" and prefix in PAGES:
                return str(prefix)
            if event == "start_array" or (event == "start_map" and prefix):
                break
    raise ImportFailed(f"{path.name}: one object of more than {LARGEST_RECORD >> 20} MB and no list of records in it.")


def _items(path: Path, prefix: str, name: str, kind: str, progress: Progress) -> Iterator[SourceRecord]:
    with open_file(path) as file:
        if file.read(3) != BOM:
            file.seek(0)
        metered = Metered(file, progress)
        number = 0
        try:
            for number, value in enumerate(ijson.items(metered, prefix, use_float=True), 1):  # noqa: B007
                metered.next_record()
                yield SourceRecord(f"{name} {number}", value, kind)
        except (JSONError, ValueError, OverflowError):
            # The parser's own message quotes the text, which may be the address of a hidden place.
            raise ImportFailed(
                f"{path.name}: broken JSON after record {number}, before byte {metered.position}. Nothing was imported."
            ) from None
