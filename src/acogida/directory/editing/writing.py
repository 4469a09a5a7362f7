"""How an organisation's own word is written down: what differs, whose it is, and the search told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.core.errors import DomainError
from acogida.directory.editing.own import refuse_others
from acogida.directory.hsds import layout
from acogida.directory.importing import private, withhold
from acogida.directory.models import Edit, Service, ServiceAtLocation
from acogida.directory.search import index
from acogida.directory.services import begin_change

Json = dict[str, Any]

PROFILE = ("language", "translations", "date_exceptions", "verified_at", "verified_by")
SERVICE_COLUMNS = {*layout.SERVICE.columns, *PROFILE}
SITE_COLUMNS = {*layout.SERVICE_AT_LOCATION.columns}


class TellsWhereAHiddenPlaceIs(DomainError):
    """A text that everybody can read says where a place of the organisation is that isn't public."""

    def __init__(self, field: str) -> None:
        super().__init__(field)  # never the text
        self.field = field


class Draft:
    """A service, or its place, locked and as it stands now; what is set here is written when the draft ends."""

    def __init__(self, record: Service | ServiceAtLocation) -> None:
        self.record = record
        self.parts: Json = dict(record.parts)
        self.changed: dict[str, Any] = {}

    def get(self, field: str) -> Any:
        return getattr(self.record, field) if field in self.columns else self.parts.get(field, [])

    def put(self, field: str, value: Any) -> None:
        if value == self.get(field):
            return
        self.changed[field] = value
        if field in self.columns:
            setattr(self.record, field, value)
        elif value:
            self.parts[field] = value
        else:
            self.parts.pop(field, None)

    @property
    def columns(self) -> set[str]:
        return SERVICE_COLUMNS if isinstance(self.record, Service) else SITE_COLUMNS


def draft(record: Service | ServiceAtLocation) -> Draft:
    """Inside the transaction of the change, after `begin_change`: nobody else writes until it ends."""
    return Draft(type(record)._default_manager.get(pk=record.pk))


@transaction.atomic
def write(
    *,
    service: Service,
    values: Mapping[str, Any],
    by: Acting,
    now: datetime,
    site: ServiceAtLocation | None = None,
    action: AuditAction = AuditAction.OFFER_CHANGED,
) -> list[str]:
    """Writes the fields, of the service or of one of its places, that differ; returns their names."""
    refuse_others(service, by)
    moment = begin_change(now=now)
    return finish(draft_with(site or service, values), by=by, moment=moment, action=action)


def draft_with(record: Service | ServiceAtLocation, values: Mapping[str, Any]) -> Draft:
    found = draft(record)
    for field, value in values.items():
        found.put(field, value)
    return found


def finish(done: Draft, *, by: Acting, moment: datetime, action: AuditAction = AuditAction.OFFER_CHANGED) -> list[str]:
    if not done.changed:
        return []
    record = done.record
    service_id = record.pk if isinstance(record, Service) else record.service_id
    _refuse_what_tells(done.changed, by.workspace.pk)
    record.parts, record.modified_at = done.parts, moment
    record.save(update_fields=[*(set(done.changed) & done.columns), "parts", "modified_at"])
    if not isinstance(record, Service):
        Service.objects.filter(pk=service_id).update(modified_at=moment)
    for field in done.changed:
        site = None if isinstance(record, Service) else record
        whose = {"by": by.user, "at": moment}
        Edit.objects.update_or_create(service_id=service_id, site=site, field=field, defaults=whose)
    index.refresh([service_id])
    audit.record(by=by, action=action, workspace=by.workspace, subject=service_id, now=moment)
    return list(done.changed)


def _refuse_what_tells(changed: Mapping[str, Any], organization: UUID) -> None:
    """What an import cuts out (ADR 0004), a person is told of: they know what they meant to say."""
    for secret in private.secrets_of([organization]).values():
        for field, value in changed.items():
            if isinstance(value, str | list | dict) and withhold.without(value, secret) != value:
                raise TellsWhereAHiddenPlaceIs(field)
