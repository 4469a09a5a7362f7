"""Loads the demonstration through the importer, the one path that real lists take too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from django.db.models import Model

from acogida.core.errors import DomainError
from acogida.directory.demo import network
from acogida.directory.demo.identity import SOURCE
from acogida.directory.demo.network import SEED
from acogida.directory.demo.towns import towns
from acogida.directory.importing.report import Report
from acogida.directory.importing.run import Options, import_directory
from acogida.directory.models import Location, Organization, Service, ServiceAtLocation
from acogida.directory.selectors import public_organizations, public_services

_MARKED_BY_SOURCE: Iterable[type[Model]] = (Organization, Service, Location, ServiceAtLocation)


class HoldsOtherRecords(DomainError):
    """Made-up organisations must never stand among real ones."""


@dataclass(frozen=True)
class Installed:
    organizations: int
    services: int
    cities: int
    countries: int
    report: Report


def install(*, now: datetime, home: Path, seed: int = SEED) -> Installed:
    """Builds the demonstration, or brings it up to `now` when it stands already. Raises HoldsOtherRecords."""
    refuse_to_mix()
    with TemporaryDirectory(prefix="demo-", dir=home) as folder:
        path = Path(folder) / "demo.ndjson"
        path.write_bytes(b"\n".join(orjson.dumps(record) for record in network.records(now=now, seed=seed)))
        options = Options(format="ndjson", source=SOURCE, deactivate_missing=True)
        report = import_directory(str(path), options=options, now=now, home=home)
    return Installed(
        organizations=public_organizations().count(),
        services=public_services().count(),
        cities=len(towns()),
        countries=len({town.place.country for town in towns().values()}),
        report=report,
    )


def refuse_to_mix() -> None:
    for model in _MARKED_BY_SOURCE:
        count = model._default_manager.exclude(source=SOURCE).count()
        if count:
            raise HoldsOtherRecords(
                f"This database holds {count} {model._meta.verbose_name_plural} that are not of the demonstration; "
                "made-up ones are never mixed with them. Nothing was changed."
            )
