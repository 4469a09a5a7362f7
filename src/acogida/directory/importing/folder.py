"""A folder: a tabular data package, HSDS 1.x tables, or JSON files one after the other."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson

from acogida.directory.importing import csv_rows, files, json_records, ohana
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.source import Progress, Source, SourceRecord
from acogida.directory.importing.tabular import Package, kind_of_table

MOST_FILES = 100_000
PACKAGE = "datapackage.json"
_JSON = {".json", ".ndjson", ".jsonl"}


def kind_of_file(path: Path) -> str:
    """`taxonomy_list.json` → `taxonomy`: only where the fields don't tell."""
    kind = kind_of_table(path.stem.removesuffix("_list").removesuffix("_full"))
    return kind if kind.startswith("taxonomy") else ""


def open_folder(path: Path, *, format: str, workspace: Path, progress: Progress) -> Source:
    path = _inner(path)
    found, notes = _files(path)
    tables = {file.stem.lower(): file for file in found if file.suffix.lower() == ".csv" and file.parent == path}
    package = next((file for file in found if file == path / PACKAGE), None)
    documents = [file for file in found if file.suffix.lower() in _JSON and file.name != PACKAGE]
    if documents and tables and format == "auto":
        raise ImportFailed(f"{path}: tables and JSON side by side; say which with --format json or datapackage.")
    size = sum(file.stat().st_size for file in found)
    if format == "hsds1" or (format == "auto" and ohana.TELLING & tables.keys()):
        return Source("hsds1", size, _joined(ohana.tables(tables, workspace, progress), workspace), notes)
    if format == "datapackage" or (format == "auto" and (package or any(map(kind_of_table, tables)))):
        named = _resources(package) if package else tables
        rows = _package_tables(named or tables, workspace, progress)
        return Source("datapackage", size, _joined(rows, workspace), notes)
    if not documents:
        raise ImportFailed(f"{path}: neither tables of HSDS nor JSON files in this folder.")
    size = sum(file.stat().st_size for file in documents)
    return Source("json", size, _each(documents, path, workspace, progress), notes)


def _inner(path: Path) -> Path:
    """The folder that holds the files: many zips and clones wrap it in another."""
    entries = [entry for entry in sorted(path.iterdir()) if not entry.name.startswith((".", "__"))]
    if len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink():
        return _inner(entries[0])
    return path


def _files(path: Path) -> tuple[list[Path], tuple[str, ...]]:
    found, links = [], 0
    for folder, inner, names in os.walk(path, followlinks=False):
        inner[:] = [name for name in inner if not name.startswith(".")]  # of tools (.git, .venv), never of a feed
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink():
                links += 1
            elif file.suffix.lower() in {".csv", *_JSON}:
                files.check(file)
                found.append(file)
            if len(found) > MOST_FILES:
                raise ImportFailed(f"{path}: more than {MOST_FILES} files.")
    found.sort()
    return found, (f"{links} links in the folder were not followed",) if links else ()


def _resources(package: Path) -> dict[str, Path]:
    """The tables as the package names them. A path that leaves the folder is not followed."""
    try:
        description = orjson.loads(package.read_bytes())
    except orjson.JSONDecodeError:
        return {}  # the names of the files tell as much
    resources = description.get("resources") if isinstance(description, dict) else None
    named: dict[str, Path] = {}
    for resource in resources if isinstance(resources, list) else []:
        name, where = (resource.get("name"), resource.get("path")) if isinstance(resource, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(where, str):
            continue
        file = package.parent / where
        inside = not file.is_symlink() and file.resolve().is_relative_to(package.parent.resolve())
        if inside and file.is_file():
            named[name.lower()] = file
    return named


def _package_tables(
    tables: dict[str, Path], workspace: Path, progress: Progress
) -> Iterator[tuple[str, str, Iterator[dict[str, str]]]]:
    for name, file in tables.items():
        if kind := kind_of_table(name) or kind_of_table(file.stem):
            text, _ = files.as_utf8(file, workspace)
            yield kind, file.name, (row for _, row in csv_rows.rows(text, progress))


def _joined(tables: Iterator[tuple[str, str, Iterator[dict[str, str]]]], workspace: Path) -> Iterator[SourceRecord]:
    package = Package(workspace)
    try:
        for kind, place, rows in tables:
            package.load(kind, place, rows)
        yield from package.records()
    finally:
        package.close()


def _each(documents: list[Path], folder: Path, workspace: Path, progress: Progress) -> Iterator[SourceRecord]:
    for file in documents:
        if not files.start_of(file).strip():
            continue
        text, _ = files.as_utf8(file, workspace)
        if json_records.is_lines(text):
            records = json_records.lines(text, progress)
        else:
            records = json_records.document(text, progress, kind_of_file(file))
        name = file.relative_to(folder)
        yield from (replace(record, path=f"{name} {record.path}") for record in records)
