"""Texts that were stored before the hidden place that they tell of: read once more when all is there."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from acogida.directory.hsds.issues import Issue, Level
from acogida.directory.importing import private, withhold
from acogida.directory.importing.store import Store, fingerprint_of
from acogida.directory.importing.tables import TABLES
from acogida.directory.importing.withhold import Secret
from acogida.directory.models import Organization, Service, ServiceAtLocation


def cut_out_late(store: Store) -> None:
    for locations in store.ledger.touched("private"):
        secrets: dict[str, Secret] = {}
        for organization, _, details in private.of_locations(locations):
            secrets[organization] = secrets.get(organization, Secret()) | withhold.secret_of(details)
        for organization, secret in secrets.items():
            for kind, row in _texts_of(UUID(organization)):
                _cut(store, kind, row, secret)


def _texts_of(organization: UUID) -> Iterator[tuple[str, Any]]:
    for kind, rows in (
        ("organization", Organization.objects.filter(pk=organization)),
        ("service", Service.objects.filter(organization=organization)),
        ("service_at_location", ServiceAtLocation.objects.filter(service__organization=organization)),
    ):
        yield from ((kind, row) for row in rows.order_by("pk"))


def _cut(store: Store, kind: str, row: Any, secret: Secret) -> None:
    columns = [*TABLES[kind].layout.columns.values(), "parts", *_translations(kind)]
    changed = {
        name: done for name in columns if (done := withhold.without(old := getattr(row, name), secret)) is not old
    }
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    row.content_hash = fingerprint_of([*TABLES[kind].content(str(row.pk))]) + row.content_hash[16:]
    row.modified_at = store.now
    row.save(update_fields=["content_hash", "modified_at"])
    service = {"service": row.pk, "service_at_location": getattr(row, "service_id", None)}.get(kind)
    store.ledger.touch(kind if service is None else "service", [str(service or row.pk)])
    store.report.tell(_issues(f"{kind} {row.pk}", changed))


def _translations(kind: str) -> tuple[str, ...]:
    return () if kind == "service_at_location" else ("translations",)


def _issues(path: str, names: Iterable[str]) -> Iterator[Issue]:
    return (Issue(Level.MENDED, path, name, "told where a hidden place is: cut out") for name in names)
