"""What the tests of the import share: write a source, import it, look at what came of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from acogida.directory.importing.report import Report
from acogida.directory.importing.run import Options, import_directory
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    PrivateSite,
    SearchEntry,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DATA = Path(__file__).parents[4] / "shared/data"
MODELS = (
    Organization,
    Service,
    Location,
    ServiceAtLocation,
    Capacity,
    Taxonomy,
    TaxonomyTerm,
    PrivateSite,
    SearchEntry,
    Service.terms.through,
    Organization.terms.through,
)

Json = dict[str, Any]


def shared(path: str) -> Path:
    """A file of the shared test data; skips the test where it is absent."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"needs the shared test data: {path}")
    return found


class Importer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()

    def file(self, path: Path | str, *, now: datetime = NOW, **options: Any) -> Report:
        options.setdefault("source", "feed")
        return import_directory(str(path), options=Options(**options), now=now, home=self.home)

    def records(self, records: Iterable[Json] | Json, **options: Any) -> Report:
        path = self.folder / "records.ndjson"
        lines = [records] if isinstance(records, dict) else records
        path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in lines))
        return self.file(path, **options)

    def bytes(self, data: bytes, name: str = "source.json", **options: Any) -> Report:
        path = self.folder / name
        path.write_bytes(data)
        return self.file(path, **options)


def state() -> dict[str, list[Any]]:
    """Every row of every table that an import writes."""
    return {
        model._meta.db_table: sorted(map(repr, model._default_manager.order_by().values_list())) for model in MODELS
    }


def organization(**more: Any) -> Json:
    return {
        "id": "c0000000-0000-4000-8000-000000000001",
        "name": "Casa Ejemplo",
        "description": "A house for examples",
        "services": [service()],
        **more,
    }


def service(**more: Any) -> Json:
    return {
        "id": "c0000000-0000-4000-8000-000000000002",
        "name": "Albergue Ejemplo",
        "description": "Beds for the night",
        "status": "active",
        "service_at_locations": [{"id": "c0000000-0000-4000-8000-000000000003", "location": location()}],
        **more,
    }


def location(**more: Any) -> Json:
    return {
        "id": "c0000000-0000-4000-8000-000000000004",
        "location_type": "physical",
        "name": "Sede Ejemplo",
        "latitude": 14.9056,
        "longitude": -92.2634,
        "addresses": [
            {
                "id": "c0000000-0000-4000-8000-000000000005",
                "address_1": "Avenida Inventada 987",
                "city": "Tapachula",
                "state_province": "Chiapas",
                "postal_code": "30700",
                "country": "MX",
                "address_type": "physical",
            }
        ],
        "phones": [{"id": "c0000000-0000-4000-8000-000000000006", "number": "555-0100"}],
        "schedules": [
            {
                "id": "c0000000-0000-4000-8000-000000000007",
                "freq": "WEEKLY",
                "byday": "MO,TU",
                "opens_at": "09:00",
                "closes_at": "17:00",
            }
        ],
        **more,
    }


def reasons(report: Report) -> list[str]:
    return [f"{issue.field}: {issue.reason}" for issue in report.issues]
