"""Which format a source is in, told by its content, and the reader for it."""

from collections.abc import Iterator
from pathlib import Path

from acogida.directory.importing import archive, files, flat, folder, json_records
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.source import Progress, Source, SourceRecord

FORMATS = ("auto", "json", "ndjson", "datapackage", "hsds1", "csv", "api")
_ZIP = b"PK\x03\x04"


def open_source(path: Path, *, format: str, mapping: Path | None, workspace: Path, progress: Progress) -> Source:
    files.check(path)
    if path.is_dir():
        return folder.open_folder(path, format=format, workspace=workspace, progress=progress)
    start = files.start_of(path)
    if not start.strip():
        raise ImportFailed(f"{path.name}: the file is empty.")
    if start.startswith(_ZIP):
        unpacked = archive.unpack(path, workspace / "zip")
        return folder.open_folder(unpacked, format=format, workspace=workspace, progress=progress)
    text, note = files.as_utf8(path, workspace)
    notes = (note,) if note else ()
    size = text.stat().st_size
    if mapping or format == "csv":
        if mapping is None:
            raise ImportFailed(f"{path.name}: a flat table needs --mapping FILE.toml (docs/reference/import.md).")
        return Source("csv", size, flat.rows(text, flat.read_mapping(mapping), progress), notes)
    if not start.removeprefix(json_records.BOM).lstrip().startswith((b"{", b"[")):
        raise ImportFailed(
            f"{path.name}: not JSON. A data package is imported as its folder or zip, a flat table with --mapping."
        )
    if format == "ndjson" or (format == "auto" and json_records.is_lines(text)):
        return Source("ndjson", size, json_records.lines(text, progress), notes)
    return Source("json", size, _document(text, path, progress), notes)


def _document(text: Path, path: Path, progress: Progress) -> Iterator[SourceRecord]:
    return json_records.document(text, progress, folder.kind_of_file(path))
