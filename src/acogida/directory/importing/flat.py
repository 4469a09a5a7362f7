"""A flat CSV file, one place a row, told as HSDS by a mapping file in TOML (docs/reference/import.md)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acogida.core.text import fold
from acogida.directory.enums import NeedKind
from acogida.directory.hsds import languages
from acogida.directory.hsds.shapes import ITEMS, RECORDS
from acogida.directory.importing import csv_rows, files
from acogida.directory.importing.errors import ImportFailed
from acogida.directory.importing.source import Progress, SourceRecord

Json = dict[str, Any]

TARGETS = ("organization", "service", "location", "address", "phone")
SECTIONS = frozenset({"key", "split", *TARGETS, "constants", "profile", "languages", "needs", "not_help"})


@dataclass(frozen=True)
class FlatMapping:
    """A mapping file, read. `columns` are (column, thing, field)."""

    key: str
    columns: tuple[tuple[str, str, str], ...]
    constants: Mapping[str, Mapping[str, Any]]
    profile: Mapping[str, Mapping[str, Any]]
    split: str = "|"
    languages: str = ""
    language_codes: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    need_of: Mapping[str, list[str]] = field(default_factory=dict)
    not_help: frozenset[str] = frozenset()


def read_mapping(path: Path) -> FlatMapping:
    files.check(path)
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportFailed(f"{path.name}: not a mapping file: {error}.") from None
    faults = sorted(f"there is no section {name}" for name in table.keys() - SECTIONS)
    columns = []
    for target in TARGETS:
        known = {**RECORDS, **ITEMS}[target].fields
        for name, column in _section(table, target).items():
            if name not in known:
                faults.append(f"{target} has no field {name}")
            columns.append((str(column), target, name))
    needs = _section(table, "needs")
    need_of = {fold(category): _list(kinds) for category, kinds in needs.get("values", {}).items()}
    faults += [f"{kind} is not a need" for kinds in need_of.values() for kind in kinds if kind not in NeedKind.values]
    if faults or not columns:
        raise ImportFailed(f"{path.name}: " + ("; ".join(faults) or "maps no column") + ".")
    spoken = _section(table, "languages")
    return FlatMapping(
        key=str(table.get("key", "")),
        columns=tuple(columns),
        constants=_section(table, "constants"),
        profile=_section(table, "profile"),
        split=str(table.get("split", "|")),
        languages=str(spoken.get("column", "")),
        language_codes={fold(name): str(code) for name, code in spoken.get("codes", {}).items()},
        needs=str(needs.get("column", "")),
        need_of=need_of,
        not_help=frozenset(map(str, table.get("not_help", []))),
    )


def _section(table: Json, name: str) -> Json:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise ImportFailed(f"The mapping's {name} is not a table.")
    return section


def _list(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]


def rows(path: Path, mapping: FlatMapping, progress: Progress) -> Iterator[SourceRecord]:
    """One organisation a row, with one service at one place."""
    named = {column for column, _, _ in mapping.columns} | {mapping.key, mapping.languages, mapping.needs} - {""}
    is_first = True
    for number, row in csv_rows.rows(path, progress):
        notes = (
            tuple((column, "this column is not mapped") for column in sorted(row.keys() - named)) if is_first else ()
        )
        is_first = False
        yield SourceRecord(f"row {number}", _organization(row, mapping), "organization", notes=notes)


def _organization(row: Mapping[str, str], mapping: FlatMapping) -> Json:
    things: dict[str, Json] = {target: dict(mapping.constants.get(target, {})) for target in TARGETS}
    for column, target, name in mapping.columns:
        if column in row:
            things[target][name] = row[column]
    organization, service, location = things["organization"], things["service"], things["location"]
    address, phone = things["address"], things["phone"]
    name = str(organization.get("name") or service.get("name") or "")
    organization["name"] = name
    service = {"name": name, **service}
    for text in ("description", "email"):
        if text in organization:
            service.setdefault(text, organization[text])
    if "website" in organization:
        service.setdefault("url", organization["website"])
    if address:
        location["addresses"] = [address]
    if "number" in phone:
        service["phones"] = [phone]
    service["languages"] = _spoken(row, mapping)
    profiles = {target: dict(mapping.profile.get(target, {})) for target in ("organization", "service", "location")}
    if needs := _needs(row, mapping):
        profiles["service"]["needs"] = needs
    if row.get(mapping.key, "") in mapping.not_help or str(name) in mapping.not_help:
        profiles["organization"]["is_help"] = profiles["service"]["is_help"] = False
    key = row.get(mapping.key, "") if mapping.key else ""
    for target, thing in (("organization", organization), ("service", service), ("location", location)):
        if profiles[target]:
            thing["acogida"] = profiles[target]
        if key:
            thing["id"] = key
    if location.keys() - {"id", "acogida", "location_type"}:
        location.setdefault("name", name)
        service["service_at_locations"] = [{"id": key, "location": location} if key else {"location": location}]
    organization["services"] = [service]
    return organization


def _spoken(row: Mapping[str, str], mapping: FlatMapping) -> list[Json]:
    names = [name.strip() for name in row.get(mapping.languages, "").split(mapping.split)]
    found = []
    for name in filter(None, names):
        code = mapping.language_codes.get(fold(name)) or languages.code_of(name)
        found.append({"name": name, "code": code} if code else {"note": name})
    return found


def _needs(row: Mapping[str, str], mapping: FlatMapping) -> list[str]:
    values = row.get(mapping.needs, "").split(mapping.split)
    return list(dict.fromkeys(need for value in values for need in mapping.need_of.get(fold(value.strip()), [])))
