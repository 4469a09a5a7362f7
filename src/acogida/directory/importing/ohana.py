"""HSDS 1.x tables, as Ohana wrote them, told as the tables of HSDS 3.1.

Columns without a place in HSDS 3.1 (keywords, e-mail of administrators) stay as they are: cleaning reports them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from acogida.directory.importing import csv_rows, files
from acogida.directory.importing.source import Progress

Cells = dict[str, Any]
Tables = Iterator[tuple[str, str, Iterator[Cells]]]

TELLING = frozenset({"regular_schedules", "holiday_schedules", "mail_addresses"})  # tables that only HSDS 1.x has


def tables(found: Mapping[str, Path], workspace: Path, progress: Progress) -> Tables:
    def rows(name: str) -> Iterator[Cells]:
        if name not in found:
            return
        text, _ = files.as_utf8(found[name], workspace)
        for _, row in csv_rows.rows(text, progress):
            yield row

    owner = {row.get("id", ""): row.get("organization_id", "") for row in rows("locations")}
    at: dict[str, list[str]] = defaultdict(list)
    for row in rows("services"):
        at[row.get("location_id", "")].append(row.get("id", ""))
    holidays: dict[str, list[Cells]] = defaultdict(list)
    for row in rows("holiday_schedules"):
        for service in [row["service_id"]] if "service_id" in row else at.get(row.get("location_id", ""), []):
            holidays[service].append(_holiday(row))

    def told(row: Cells) -> Cells:
        return _service(row, owner, holidays)

    yield "organization", "organizations.csv", _each(rows("organizations"), _organization)
    yield "location", "locations.csv", _each(rows("locations"), _location)
    yield "service", "services.csv", _each(rows("services"), told)
    yield "service_at_location", "services.csv", _each(rows("services"), _site)
    yield "attribute", "services.csv", _attributes(rows("services"))
    yield "taxonomy_term", "taxonomy.csv", _each(rows("taxonomy"), _term)
    yield "program", "programs.csv", rows("programs")
    yield "address", "addresses.csv", rows("addresses")
    yield "address", "mail_addresses.csv", _each(rows("mail_addresses"), lambda row: {**row, "address_type": "postal"})
    yield "contact", "contacts.csv", rows("contacts")
    yield "phone", "phones.csv", _each(rows("phones"), _phone)
    yield "schedule", "regular_schedules.csv", _each(rows("regular_schedules"), _schedule)


def _each(rows: Iterator[Cells], change: Callable[[Cells], Cells]) -> Iterator[Cells]:
    return (change(row) for row in rows)


def _list(row: Cells, column: str) -> list[str]:
    return [part.strip() for part in str(row.pop(column, "")).split(",") if part.strip()]


def _joined(*texts: object, between: str) -> str:
    return between.join(str(text).strip() for text in texts if text)


def _organization(row: Cells) -> Cells:
    row["funding"] = [{"source": source} for source in _list(row, "funding_sources")]
    year = str(row.pop("date_incorporated", ""))[-4:]
    if year.isdecimal():
        row["year_incorporated"] = year
    return row


def _location(row: Cells) -> Cells:
    row["languages"] = [{"name": name} for name in _list(row, "languages")]
    row["accessibility"] = [{"description": text.replace("_", " ")} for text in _list(row, "accessibility")]
    row["location_type"] = "virtual" if str(row.pop("virtual", "")).lower() in {"true", "1", "yes"} else "physical"
    row["description"] = _joined(row.pop("short_desc", ""), row.get("description"), between="\n\n")
    if "website" in row:
        row["url"] = row.pop("website")
    return row


def _service(row: Cells, owner: Mapping[str, str], holidays: Mapping[str, list[Cells]]) -> Cells:
    row["organization_id"] = owner.get(row.pop("location_id", ""), "")
    row["languages"] = [{"name": name} for name in _list(row, "languages")]
    row["service_areas"] = [{"name": name} for name in _list(row, "service_areas")]
    row["required_documents"] = [{"document": name} for name in _list(row, "required_documents")]
    row["funding"] = [{"source": source} for source in _list(row, "funding_sources")]
    row["eligibility_description"] = _joined(row.pop("audience", ""), row.pop("eligibility", ""), between="\n")
    row["fees_description"] = _joined(row.pop("fees", ""), row.pop("accepted_payments", ""), between="\n")
    row.pop("taxonomy_ids", None)
    if "website" in row:
        row["url"] = row.pop("website")
    if exceptions := holidays.get(row.get("id", "")):
        row["acogida"] = {"date_exceptions": exceptions}
    return row


def _site(row: Cells) -> Cells:
    id = row.get("id", "")
    return {"id": f"{id} at {row.get('location_id', '')}", "service_id": id, "location_id": row.get("location_id", "")}


def _attributes(rows: Iterator[Cells]) -> Iterator[Cells]:
    for row in rows:
        for term in _list(row, "taxonomy_ids"):
            yield {"link_id": row.get("id", ""), "link_entity": "service", "taxonomy_term_id": term}


def _term(row: Cells) -> Cells:
    row.pop("parent_name", None)
    id = row.pop("taxonomy_id", "")
    return {"id": id, "code": id, "taxonomy": "Open Eligibility", **row}


def _phone(row: Cells) -> Cells:
    row["type"] = row.pop("number_type", "voice")
    row["number"] = _joined(row.pop("country_prefix", ""), row.get("number"), between=" ")
    row["description"] = _joined(row.pop("department", ""), row.pop("vanity_number", ""), between=", ")
    return row


def _schedule(row: Cells) -> Cells:
    if "weekday" in row:
        row |= {"freq": "WEEKLY", "byday": row.pop("weekday")}
    return row


def _holiday(row: Cells) -> Cells:
    return {
        "from": row.get("start_date", ""),
        "to": row.get("end_date", ""),
        "closed": row.get("closed", "false"),
        "opens_at": row.get("opens_at", ""),
        "closes_at": row.get("closes_at", ""),
    }
