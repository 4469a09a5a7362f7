"""Opens files that somebody else wrote: regular ones only, as UTF-8, with a limit on what one record may take."""

import codecs
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.source import Progress

CHUNK = 1 << 20
LARGEST_RECORD = 8 << 20


def check(path: Path) -> os.stat_result:
    """Refuses what is no file or folder: a pipe or a device would make the import wait for ever."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise ImportFailed(f"{path}: there is no such file.") from None
    except OSError as error:
        raise ImportFailed(f"{path}: can't be read ({error.strerror}).") from None
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise ImportFailed(f"{path}: neither a file nor a folder.")
    return found


def open_file(path: Path) -> BinaryIO:
    check(path)
    try:
        return path.open("rb")
    except OSError as error:
        raise ImportFailed(f"{path}: can't be read ({error.strerror}).") from None


def start_of(path: Path, size: int = 4096) -> bytes:
    with open_file(path) as file:
        return file.read(size)


def as_utf8(path: Path, workspace: Path) -> tuple[Path, str]:
    """A file of the same text in UTF-8, and what was done for it. Neither UTF-8 nor Windows-1252 is refused."""
    fault, has_multibyte = _first_fault(path)
    if fault is None:
        return path, ""
    start = start_of(path, 4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ImportFailed(f"{path.name}: written in UTF-16. Save it as UTF-8 and try again.")
    refusal = ImportFailed(f"{path.name}: neither UTF-8 nor Windows-1252; the first wrong byte is number {fault}.")
    if has_multibyte:
        raise refusal
    copy = workspace / f"{path.name}.utf-8"
    decoder = codecs.getincrementaldecoder("cp1252")()
    with open_file(path) as source, copy.open("wb") as target:
        for chunk in _chunks(source):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                raise refusal from None
            target.write(text.encode())
    return copy, "read as Windows-1252; save it as UTF-8 to be sure of every letter"


def _first_fault(path: Path) -> tuple[int | None, bool]:
    """The offset of the first byte that is not UTF-8, and whether letters beyond ASCII came before it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, has_multibyte = 0, False
    with open_file(path) as file:
        for chunk in _chunks(file):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start]
                return offset - pending + error.start, has_multibyte or not before.isascii()
            has_multibyte = has_multibyte or not text.isascii()
            offset += len(chunk)
    pending = len(decoder.getstate()[0])
    return (offset - pending, has_multibyte) if pending else (None, has_multibyte)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


class Metered:
    """A file that tells how far it has been read and stops at a record that would fill the memory."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self.file, self.progress, self.position, self.mark = file, progress, 0, 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(min(size, CHUNK) if size >= 0 else CHUNK)
        self.progress(len(data))
        self.position += len(data)
        if self.position - self.mark > LARGEST_RECORD:
            raise ImportFailed(
                f"A record from byte {self.mark} on is larger than {LARGEST_RECORD >> 20} MB. Nothing was imported."
            )
        return data

    def next_record(self) -> None:
        self.mark = self.position
