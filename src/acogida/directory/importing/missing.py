"""What the source no longer holds. Nothing is deleted: it is counted and named, and what would mislead is not shown."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from acogida.directory.enums import ServiceStatus
from acogida.directory.importing.ledger import CHUNK
from acogida.directory.importing.store import Store
from acogida.directory.importing.tables import TABLES
from acogida.directory.models import Capacity, Edit, Service, ServiceAtLocation

MOST_NAMES = 100
NAMES = {"organization": "name", "service": "name", "service_at_location": "service__name"}  # no name of a place


def tell_missing(store: Store, *, deactivate: bool) -> None:
    for kind in ("organization", "service", "location", "service_at_location"):
        rows = TABLES[kind].model._default_manager.filter(source=store.source)
        missing = 0
        for gone in _gone(store, kind, rows):
            missing += len(gone)
            _name(store, kind, rows.filter(pk__in=gone))
            if kind == "service" and deactivate:
                _deactivate(store, gone)
            elif kind == "service_at_location" and not store.is_own_export:
                _unlist(store, gone)
        if missing:
            store.report.missing[kind] = missing
    if not store.is_own_export:  # which leaves out what is not public
        _forget_capacities(store)


def _name(store: Store, kind: str, rows: QuerySet[Any]) -> None:
    room = MOST_NAMES - len(store.report.missing_names)
    if kind in NAMES and room > 0:
        names = rows.order_by(NAMES[kind], "pk").values_list(NAMES[kind], flat=True)
        store.report.missing_names += [f"{kind} {name}" for name in names[:room]]


def _deactivate(store: Store, gone: Collection[str]) -> None:
    """Not one whose organisation says here itself whether it is open."""
    active = Service.objects.filter(~Q(status=ServiceStatus.INACTIVE), pk__in=gone)
    active = active.exclude(pk__in=Edit.objects.filter(service__in=gone, field="status").values("service"))
    store.report.deactivated += active.update(
        status=ServiceStatus.INACTIVE, modified_at=store.now, content_hash=""
    )  # without a hash it is read anew when it comes back
    store.ledger.touch("service", gone)


def _unlist(store: Store, gone: Collection[str]) -> None:
    """A service whose record names other sites has left these. One that names none says nothing about them."""
    sites = ServiceAtLocation.objects.filter(pk__in=gone, is_listed=True)
    others = ServiceAtLocation.objects.filter(service__in=sites.values("service"), source=store.source)
    owners = {str(id): str(service) for id, service in others.order_by().values_list("pk", "service")}
    moved = {owners[id] for id in store.ledger.seen("service_at_location", owners)}
    store.report.unlisted += sites.filter(service__in=moved).update(
        is_listed=False, modified_at=store.now, content_hash=""
    )
    store.ledger.touch("service", moved)


def _forget_capacities(store: Store) -> None:
    """How full a place is, that its service's record says no more: not known, rather than for ever as it was."""
    rows = Capacity.objects.filter(service__source=store.source)
    for gone in _gone(store, "service_capacity", rows):
        untold = rows.filter(pk__in=gone, available__isnull=False).exclude(content_hash="")
        owners = [str(id) for id in untold.order_by().values_list("service", flat=True)]
        came = [id for id, (_, is_mention) in store.ledger.seen("service", owners).items() if not is_mention]
        untold.filter(service__in=came).update(available=None, content_hash="")
        Service.objects.filter(pk__in=came).update(modified_at=store.now)
        store.ledger.touch("service", came)


def _gone(store: Store, kind: str, rows: QuerySet[Any]) -> Iterator[list[str]]:
    if rows.count() == store.report.rows[kind, "new"]:
        return
    last = None
    while True:
        after = rows.filter(pk__gt=last) if last else rows
        ids = [str(id) for id in after.order_by("pk").values_list("pk", flat=True)[:CHUNK]]
        if not ids:
            return
        seen = store.ledger.seen(kind, ids)
        if gone := [id for id in ids if id not in seen]:
            yield gone
        last = ids[-1]
