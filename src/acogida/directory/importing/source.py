"""What a reader hands on, whatever the format: one record of the source after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Progress = Callable[[int], None]  # bytes read since it was called last


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
