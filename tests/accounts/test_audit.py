"""The chain grows and tells of any change: which event, and what is wrong with it."""

from datetime import timedelta, timezone
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acogida.accounts import audit
from acogida.accounts.audit import FaultKind
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import AuditEvent, AuditHead, Workspace
from acogida.core import crypto
from tests.accounts.people import NOW, organisation

LENGTH = 9
COLUMNS = [field.column for field in AuditEvent._meta.concrete_fields]
TABLE = AuditEvent._meta.db_table


def workspace() -> Workspace:
    return Workspace.objects.create(id=uuid4(), name="Casa Ejemplo", created_at=NOW)


def chain(length: int = LENGTH) -> Workspace:
    """Events with and without who and what."""
    home = workspace()
    casa = organisation()
    by = casa.coordinator.acting()
    for number in range(length):
        audit.record(
            by=by if number % 3 else None,
            action=AuditAction.KEY_GRANTED,
            workspace=home,
            subject=uuid4() if number % 2 else None,
            now=NOW + timedelta(minutes=number, microseconds=number),
        )
    return home


def faults(home: Workspace) -> list[str]:
    return [str(fault) for fault in audit.verify(home)]


@pytest.fixture
def home(db) -> Workspace:
    return chain()


def test_an_untouched_chain_has_no_fault(home):
    assert faults(home) == []


def test_a_workspace_where_nothing_happened_has_no_fault(db):
    assert faults(workspace()) == []


def test_events_hold_ids_and_codes_only(db):
    casa = organisation("Casa Secreta")
    casa.join()
    rows = [dict(row, body=bytes(row["body"]), hash=b"") for row in AuditEvent.objects.values()]
    told = str(rows)
    assert len(rows) > 5
    for word in ("Secreta", "Ejemplo", "@", casa.coordinator.user.name):
        assert word not in told


def test_an_event_says_who_as_what_and_when(db):
    casa = organisation()
    by, subject = casa.coordinator.acting(), uuid4()
    at = NOW.astimezone(timezone(timedelta(hours=-5)))
    audit.record(by=by, action=AuditAction.KEY_GRANTED, workspace=casa.workspace, subject=subject, now=at)
    event = AuditEvent.objects.filter(workspace=casa.workspace).latest("number")
    assert (event.actor, event.role, event.subject, event.at) == (by.user.pk, Role.COORDINATOR, subject, NOW)
    assert faults(casa.workspace) == []


def test_chains_of_two_organisations_do_not_mix(db):
    one, other = chain(3), chain(4)
    AuditEvent.objects.filter(workspace=one, number=2).update(action="X")
    assert faults(one) == ["event 2: changed"]
    assert faults(other) == []


def test_events_added_while_one_looks_are_no_fault(home):
    looking = audit._chunks(home)
    rows = next(looking)
    assert len(rows) == LENGTH
    checked = audit.verify(home)
    audit.record(by=None, action=AuditAction.KEY_ROTATED, workspace=home, now=NOW)
    assert list(checked) == []


def test_a_long_chain_is_read_in_pieces(home, monkeypatch):
    monkeypatch.setattr(audit, "CHUNK", 2)
    assert faults(home) == []
    AuditEvent.objects.filter(workspace=home, number=5).delete()
    assert faults(home) == ["event 5: missing"]


def test_a_transaction_that_fails_leaves_no_event(home):
    def fail() -> None:
        with transaction.atomic():
            audit.record(by=None, action=AuditAction.KEY_ROTATED, workspace=home, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert faults(home) == []
    assert AuditHead.objects.get(workspace=home).count == LENGTH


# What an attacker who can write to the database may do


@pytest.mark.parametrize("number", [1, 4, LENGTH - 1])
def test_a_missing_event_is_named(home, number):
    AuditEvent.objects.filter(workspace=home, number=number).delete()
    assert faults(home) == [f"event {number}: missing"]


def test_a_gap_is_named_from_and_to(home):
    AuditEvent.objects.filter(workspace=home, number__in=[3, 4, 5]).delete()
    assert faults(home) == ["events 3 to 5: missing"]


def test_an_end_that_was_cut_off_is_named(home):
    AuditEvent.objects.filter(workspace=home, number__gt=6).delete()
    assert faults(home) == [f"events 7 to {LENGTH}: cut off at the end"]


def test_a_chain_of_which_nothing_is_left(home):
    AuditEvent.objects.filter(workspace=home).delete()
    assert faults(home) == [f"events 1 to {LENGTH}: cut off at the end"]


def test_a_head_that_was_set_back_is_named(home):
    sixth = AuditEvent.objects.get(workspace=home, number=6)
    AuditHead.objects.filter(workspace=home).update(count=6, hash=bytes(sixth.hash))
    assert faults(home) == [f"event {LENGTH}: the head says something else"]


@pytest.mark.parametrize("change", [{"hash": b"x" * 32}, {"hash": b""}, {"count": 0, "hash": b""}])
def test_a_head_that_was_changed_is_named(home, change):
    AuditHead.objects.filter(workspace=home).update(**change)
    assert faults(home) == [f"event {LENGTH}: the head says something else"]


def test_a_head_that_is_gone_is_named(home):
    AuditHead.objects.filter(workspace=home).delete()
    assert faults(home) == [f"event {LENGTH}: the head says something else"]


def forge(home: Workspace, number: int, **changes: object) -> None:
    """Writes an event anew, its body and hash with it."""
    event = AuditEvent.objects.get(workspace=home, number=number)
    before = AuditEvent.objects.filter(workspace=home, number=number - 1).first()
    columns = {
        name: getattr(event, name)
        for name in ("id", "workspace_id", "number", "at", "action", "actor", "role", "subject")
    } | changes
    body = audit._body(columns, bytes(before.hash) if before else b"")
    AuditEvent.objects.filter(pk=event.pk).update(**columns, body=body, hash=crypto.digest(body))


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_an_event_made_anew_with_its_hash_is_named(home, number):
    forge(home, number, action="X")
    assert faults(home) == [f"event {number}: changed"]


def test_the_last_event_made_anew_with_its_hash_is_named(home):
    forge(home, LENGTH, action="X")
    assert faults(home) == [f"event {LENGTH}: the head says something else"]


def test_two_events_that_changed_places_are_named(home):
    events = {event.number: event for event in AuditEvent.objects.filter(workspace=home, number__in=[3, 4])}
    for number, place in ((3, 1000), (4, 3), (3, 4)):
        AuditEvent.objects.filter(pk=events[number].pk).update(number=place)
    assert faults(home) == ["event 3: changed", "event 4: changed"]


def test_a_chain_made_anew_from_the_start_shows_only_to_who_noted_its_head(home):
    noted = bytes(AuditHead.objects.get(workspace=home).hash)
    assert audit.holds(home, noted)
    for number in range(1, LENGTH + 1):
        forge(home, number, action="X" if number == 2 else "KEY_GRANTED")
    last = AuditEvent.objects.get(workspace=home, number=LENGTH)
    AuditHead.objects.filter(workspace=home).update(hash=bytes(last.hash))
    assert faults(home) == []
    assert not audit.holds(home, noted)


bodies = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"{}", b"[]", b"null", b"1", b'{"at":1}', b'{"at":"2026"}', b'"x"', b"\xff"]),
)


@given(body=bodies, number=st.integers(1, LENGTH))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nonsense_with_a_hash_of_its_own_is_named(home, body, number):
    event = AuditEvent.objects.get(workspace=home, number=number)
    AuditEvent.objects.filter(pk=event.pk).update(body=body, hash=crypto.digest(body))
    assert [(fault.number, fault.kind) for fault in audit.verify(home)] == [(number, FaultKind.CHANGED)]
    AuditEvent.objects.filter(pk=event.pk).update(body=event.body, hash=event.hash)
    assert faults(home) == []


def stored(pk, column: str) -> tuple[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {TABLE} WHERE rowid = %s", [pk])
        kind, content = cursor.fetchone()
    return kind, bytes(content or b"")


def write(pk, column: str, kind: str, content: bytes) -> None:
    value = {"null": "NULL", "text": "CAST(%s AS TEXT)", "integer": "CAST(CAST(%s AS TEXT) AS INTEGER)"}.get(kind, "%s")
    with connection.cursor() as cursor:
        arguments = [pk] if kind == "null" else [content, pk]
        cursor.execute(f"UPDATE {TABLE} SET {column} = {value} WHERE rowid = %s", arguments)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="changes the bytes of SQLite's file; PostgreSQL has types")
@given(
    number=st.integers(1, LENGTH),
    column=st.sampled_from(COLUMNS),
    place=st.integers(0, 2**16),
    mask=st.integers(1, 255),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_changed_byte_of_any_column_is_found_and_its_event_named(home, number, column, place, mask):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {TABLE} WHERE workspace_id = %s AND number = %s", [home.pk.hex, number])
        (row,) = cursor.fetchone()
    kind, before = stored(row, column)
    changed = bytearray(before or bytes(16))
    changed[place % len(changed)] ^= mask
    try:
        with transaction.atomic():
            # A number that is no digit any more stays text, as in the file.
            as_kind = "integer" if kind == "integer" and changed.isdigit() and changed[0] != ord("0") else "text"
            write(row, column, as_kind if kind in {"integer", "null"} else kind, bytes(changed))
    except IntegrityError:
        return  # two events of one number: the database itself refuses
    found = list(audit.verify(home))
    assert any(fault.number <= number <= fault.last for fault in found), found
    write(row, column, kind, before)
    assert faults(home) == []


CHANGES = [
    {"id": uuid4()},
    {"number": 10**6},
    {"at": NOW - timedelta(microseconds=1)},
    {"action": "key_granted"},
    {"actor": uuid4()},
    {"actor": None},
    {"role": "PLANNER"},
    {"role": ""},
    {"subject": uuid4()},
    {"subject": None},
    {"body": b"{}"},
    {"hash": b""},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
@pytest.mark.parametrize("number", [1, 2, 3, 6, LENGTH])
def test_a_changed_column_is_found_and_its_event_named(home, number, change):
    event = AuditEvent.objects.filter(workspace=home, number=number)
    if event.filter(**change).exists():
        pytest.skip("it says that already")
    event.update(**change)
    assert any(fault.number <= number <= fault.last for fault in audit.verify(home))


def test_an_event_given_to_another_organisation_is_named(home):
    AuditEvent.objects.filter(workspace=home, number=3).update(workspace=workspace())
    assert faults(home) == ["event 3: missing"]
