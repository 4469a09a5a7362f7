"""The audit log of a workspace: a chain of hashes that only grows. ADR 0105 says what it shows and what it can't."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.accounts.models import AuditEvent, AuditHead, Workspace
from acogida.core import crypto

CHUNK = 200  # events that one query compares
LARGEST = 2**63 - 1


class FaultKind(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    CUT = "cut off at the end"
    HEAD = "the head says something else"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the events from `number` to `last`."""

    kind: FaultKind
    number: int
    last: int

    def __str__(self) -> str:
        where = f"event {self.number}" if self.number == self.last else f"events {self.number} to {self.last}"
        return f"{where}: {self.kind}"


@transaction.atomic(savepoint=False)
def record(
    *, by: Acting | None, action: AuditAction, workspace: Workspace, subject: UUID | None = None, now: datetime
) -> AuditEvent:
    """In the transaction of what it tells of: neither stands without the other. `by` none: the node itself."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(workspace=workspace, defaults={"hash": b""})
    columns = {
        "id": uuid4(),
        "workspace_id": workspace.pk,
        "number": head.count + 1,
        "at": now.astimezone(UTC),
        "action": str(action),
        "actor": by.user.pk if by else None,
        "role": str(by.role) if by else "",
        "subject": subject,
    }
    body = _body(columns, bytes(head.hash))
    head.count, head.hash = head.count + 1, crypto.digest(body)
    head.save(update_fields=["count", "hash"])
    return AuditEvent.objects.create(**columns, body=body, hash=head.hash)


def verify(workspace: Workspace) -> Iterator[Fault]:
    """Where the chain breaks, in order. Nothing that is stored is trusted, not even to be readable."""
    head_count, head_hash = _head(workspace)
    last, last_hash, suspect, agrees = 0, b"", False, not head_count
    for rows in _chunks(workspace):
        events = {number: _event(number, body, kept) for number, body, kept in rows}
        stored = _as_stored(event for event in events.values() if event)
        for number, _, kept in rows:
            event = events[number]
            changed = event is None or number not in stored
            if number > last + 1:
                yield Fault(FaultKind.MISSING, last + 1, number - 1)
            elif event and event["previous"] != last_hash and not suspect:
                # An event is what it was made as, yet follows another: that one was made anew, hash and all.
                changed = changed or not last
                if last:
                    yield Fault(FaultKind.CHANGED, last, last)
            if changed:
                yield Fault(FaultKind.CHANGED, number, number)
            agrees = agrees or (number == head_count and (kept == head_hash or changed))
            last, last_hash, suspect = number, kept, changed
    if last < head_count:
        yield Fault(FaultKind.CUT, last + 1, head_count)
    elif not agrees or last > _head(workspace)[0]:  # asked again: others may have added events meanwhile
        yield Fault(FaultKind.HEAD, last, last)


def holds(workspace: Workspace, noted: bytes) -> bool:
    """Whether a head that somebody noted elsewhere is still part of the chain: one made anew from the start is not."""
    return AuditEvent.objects.filter(workspace=workspace, hash=noted).exists()


def _head(workspace: Workspace) -> tuple[int, bytes]:
    head = AuditHead.objects.filter(workspace=workspace).first()
    return (head.count, bytes(head.hash)) if head else (0, b"")


def _body(columns: Mapping[str, Any], previous: bytes) -> bytes:
    values = {**columns, "at": columns["at"].isoformat(timespec="microseconds"), "previous": previous.hex()}
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def _chunks(workspace: Workspace) -> Iterator[list[tuple[int, bytes, bytes]]]:
    """Only what takes no conversion is read; the other columns are compared where they stand."""
    last = 0
    while True:
        found = AuditEvent.objects.filter(workspace=workspace, number__gt=last, number__lte=LARGEST).order_by("number")
        rows = [(n, bytes(body), bytes(kept)) for n, body, kept in found.values_list("number", "body", "hash")[:CHUNK]]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _event(number: int, body: bytes, kept: bytes) -> dict[str, Any] | None:
    """The columns that the body tells of, and `previous`; none when it is not what `record` made."""
    if crypto.digest(body) != kept:
        return None
    try:
        told = json.loads(body)
        columns = {
            "number": number,
            "at": datetime.fromisoformat(told["at"]),
            **{name: str(told[name]) for name in ("action", "role")},
            **{name: UUID(told[name]) if told[name] else None for name in ("id", "workspace_id", "actor", "subject")},
        }
        previous = bytes.fromhex(told["previous"])
    except (ValueError, KeyError, TypeError, AttributeError):  # hashed by somebody else
        return None
    return {**columns, "previous": previous} if _body(columns, previous) == body else None


def _as_stored(events: Iterable[Mapping[str, Any]]) -> set[int]:
    """Numbers of those whose columns are to the letter what the body says."""
    alike = [Q(**{name: value for name, value in event.items() if name != "previous"}) for event in events]
    if not alike:
        return set()
    return set(AuditEvent.objects.filter(reduce(or_, alike)).values_list("number", flat=True))
