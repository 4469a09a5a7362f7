"""Rows of a CSV file: any of the usual separators, quoted cells over several lines, no limit on rows."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.files import LARGEST_RECORD, Metered, open_file
from acogida.directory.importing.source import Progress

SEPARATORS = ",;\t|"
MOST_COLUMNS = 1_000


def _lines(file: Metered) -> Iterator[str]:
    """Lines of UTF-8, with their ends; a cell may hold line breaks, so the CSV reader must see them."""
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    rest = ""
    while data := file.read(1 << 16):
        *whole, rest = (rest + decode(data)).split("\n")
        yield from (line + "\n" for line in whole)
    if rest:
        yield rest


def rows(path: Path, progress: Progress) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of the row, cells by column), without the cells that are empty. The header is row 1."""
    csv.field_size_limit(LARGEST_RECORD)
    with open_file(path) as file:
        metered = Metered(file, progress)
        text = _lines(metered)
        header = next(text, "")
        separator = max(SEPARATORS, key=header.count)
        names = [name.strip() for name in next(csv.reader([header], delimiter=separator), [])]
        if not any(names) or len(names) > MOST_COLUMNS:
            raise ImportFailed(f"{path.name}: the first row does not name the columns.")
        reader = csv.reader(text, delimiter=separator)
        try:
            for number, cells in enumerate(reader, 2):
                metered.next_record()
                row = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
                if row:
                    yield number, row
        except csv.Error as error:
            raise ImportFailed(f"{path.name}: broken CSV near line {reader.line_num + 1}: {error}.") from None
