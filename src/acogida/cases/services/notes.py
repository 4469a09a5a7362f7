"""Notes: sealed, added and corrected, never overwritten."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.acting import Acting
from acogida.cases.enums import EventCode
from acogida.cases.journal import happened
from acogida.cases.keyring import KeyRing
from acogida.cases.locking import lock
from acogida.cases.models import Household, Note, NoteVersion
from acogida.core.errors import DomainError

PURPOSE = "note"
LONGEST = 20_000


class NotYourNote(DomainError):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Only who wrote a note can correct it. Write another one below it."))


class NoteIsEmpty(DomainError):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("Write something first."))


class NoteIsTooLong(DomainError):
    def __init__(self) -> None:
        super().__init__(_("At most %(count)d characters fit here.") % {"count": LONGEST})


@transaction.atomic
def add(*, household: Household, by: Acting, text: str, now: datetime) -> Note:
    ring = KeyRing(by, [household.pk])
    household = lock(by, household.pk)
    note = Note.objects.create(pk=uuid4(), household=household, author=by.user, created_at=now)
    _write(note, household, 1, text, ring, now)
    happened(household, EventCode.NOTE_ADDED, by=by, now=now, subject=note.pk)
    return note


@transaction.atomic
def correct(*, note: Note, by: Acting, text: str, now: datetime) -> Note:
    """What it said before stays readable."""
    ring = KeyRing(by, [note.household_id])
    household = lock(by, note.household_id)
    note = household.notes.get(pk=note.pk)
    if note.author_id != by.user.pk:
        raise NotYourNote
    _write(note, household, note.versions.count() + 1, text, ring, now)
    happened(household, EventCode.NOTE_CHANGED, by=by, now=now, subject=note.pk)
    return note


def opened(version: NoteVersion, note: Note, ring: KeyRing) -> str:
    plain = ring.open(version.key_id, bytes(version.sealed), PURPOSE, note.household_id, note.pk, version.number)
    return plain.decode()


def _write(note: Note, household: Household, number: int, text: str, ring: KeyRing, now: datetime) -> None:
    text = text.strip()
    if not text:
        raise NoteIsEmpty
    if len(text) > LONGEST:
        raise NoteIsTooLong
    sealed = ring.seal(household.key_id, text.encode(), PURPOSE, household.pk, note.pk, number)
    NoteVersion.objects.create(note=note, number=number, key_id=household.key_id, sealed=sealed, written_at=now)
