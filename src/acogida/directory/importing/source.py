"""What a reader hands on, whatever the format: one record of the source after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

Progress = Callable[[int], None]  # bytes read since it was called last
METER_STEP = 1 << 18  # bytes


def is_url(target: str) -> bool:
    return target.startswith(("http://", "https://"))


def default_name(target: str) -> str:
    """The name of the file or the host: who imports a second feed of that name gives it another with --source."""
    return ((urlsplit(target).hostname or "") if is_url(target) else Path(target).resolve().stem)[:100]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """`fault` says why the record itself can't be read; the import counts it as rejected and goes on."""

    path: str  # `line 7`, `item 12`, `organizations.csv row 3`
    data: object = None
    kind: str = ""  # when the reader knows it; else it shows by the fields
    fault: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # (field, what was mended on the way)


@dataclass(frozen=True)
class Source:
    format: str
    size: int  # bytes, for the progress bar
    records: Iterator[SourceRecord]
    notes: tuple[str, ...] = ()  # about the source as a whole


@dataclass
class Meter:
    """Tells how far a source has been read, not at every line."""

    tell: Progress
    untold: int = 0

    def __call__(self, size: int) -> None:
        self.untold += size
        if self.untold >= METER_STEP:
            self.flush()

    def flush(self) -> None:
        self.tell(self.untold)
        self.untold = 0
