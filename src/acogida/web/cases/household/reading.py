"""A household's file opened: what its page shows. Nothing of it is shown before the audit log says who looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases.enums import EventCode, Status
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Consent, Document, Household, Merge, Need, Note, NoteVersion, TimelineEvent
from acogida.cases.selectors import file_of, live_consents, timeline_of
from acogida.cases.services import documents, notes
from acogida.core.crypto import CannotOpen
from acogida.web.cases.household.parts import Part, part_of
from acogida.web.runs import Run, runs

EVENTS, REPEATED_UP_TO = 12, 8
KEPT_AS_TYPED = (EventCode.FACTS_CHANGED, EventCode.IDENTITY_CHANGED)  # many times in one registration
NOTES_A_PAGE = 30


@dataclass(frozen=True)
class OpenedNote:
    note: Note
    text: str | None  # None: it could not be opened
    versions: int
    written_at: datetime
    is_mine: bool
    earlier: list[tuple[NoteVersion, str | None]]  # what it said before, where all of it is asked for


@dataclass(frozen=True)
class OpenedDocument:
    document: Document
    title: str | None


@dataclass(frozen=True)
class File:
    household: Household
    is_live: bool  # False: merged into another, to be read only
    has_keys: bool
    own: Part
    parts: list[Part]  # files that were merged into it; their people stay in them, so that it can be undone
    consents: list[Consent]
    notes: list[OpenedNote]
    notes_in_all: int
    documents: list[OpenedDocument]
    timeline: list[Run[TimelineEvent]]
    merges: list[Merge]

    @property
    def records(self) -> list[Part]:
        return [self.own, *self.parts]

    @property
    def number_of_people(self) -> int:
        return sum(len(part.people) for part in self.records)

    @property
    def worst_need(self) -> Need | None:
        return self.own.open_needs[0] if self.own.open_needs else None


def noted(household: Household, *, by: Acting, now: datetime) -> None:
    audit.record(by=by, action=AuditAction.HOUSEHOLD_READ, workspace=by.workspace, subject=household.pk, now=now)


def read(household: Household, *, by: Acting, now: datetime, notes_page: int | None = 1) -> File:
    """`notes_page` None: all notes, with what they said before."""
    noted(household, by=by, now=now)
    ids = file_of(household)
    ring = KeyRing(by, ids) if by.keys else None
    in_all = Note.objects.filter(household__in=ids).count()
    shown = slice(None) if notes_page is None else slice((notes_page - 1) * NOTES_A_PAGE, notes_page * NOTES_A_PAGE)
    return File(
        household=household,
        is_live=household.status != Status.MERGED,
        has_keys=ring is not None,
        own=part_of(household, ring),
        parts=_parts(ids[1:], ring, by=by, now=now) if len(ids) > 1 else [],
        consents=list(live_consents(now).filter(household__in=ids)),
        notes=_notes(ids, ring, by, shown) if ring else [],
        notes_in_all=in_all,
        documents=_documents(ids, ring) if ring else [],
        timeline=happened(timeline_of(household)[: EVENTS * REPEATED_UP_TO])[:EVENTS],
        merges=list(Merge.objects.filter(kept=household, undone_at=None).select_related("merged")),
    )


def _parts(ids: Iterable[UUID], ring: KeyRing | None, *, by: Acting, now: datetime) -> list[Part]:
    """Each is read, and its own log says so: it may stand alone again."""
    found = []
    for household in Household.objects.filter(pk__in=ids).order_by("created_at", "pk"):
        noted(household, by=by, now=now)
        found.append(part_of(household, ring))
    return found


def happened(events: Iterable[TimelineEvent]) -> list[Run[TimelineEvent]]:
    return runs(events, lambda event: (event.code, event.by_id) if event.code in KEPT_AS_TYPED else None)


def note_text(version: NoteVersion, note: Note, ring: KeyRing) -> str | None:
    """One that was damaged does not hide all others: its place on the page says so."""
    try:
        return notes.opened(version, note, ring)
    except CannotOpen:
        return None


def _notes(ids: Iterable[UUID], ring: KeyRing, by: Acting, shown: slice) -> list[OpenedNote]:
    versions = NoteVersion.objects.order_by("note", "-number")
    rows = Note.objects.filter(household__in=ids).select_related("author").order_by("-created_at", "pk")
    opened = []
    for note in rows.prefetch_related(Prefetch("versions", versions, to_attr="newest_first"))[shown]:
        newest, *older = note.newest_first
        opened.append(
            OpenedNote(
                note,
                note_text(newest, note, ring),
                newest.number,
                newest.written_at,
                note.author_id == by.user.pk,
                [] if shown.stop else [(one, note_text(one, note, ring)) for one in older],
            )
        )
    return opened


def _documents(ids: Iterable[UUID], ring: KeyRing) -> list[OpenedDocument]:
    rows = Document.objects.filter(household__in=ids, is_complete=True).defer("sealed_thumbnail")
    return [OpenedDocument(row, title_of(row, ring)) for row in rows.order_by("-added_at", "pk")]


def title_of(document: Document, ring: KeyRing) -> str | None:
    try:
        return documents.title_of(document, documents.key_of(document, ring))
    except CannotOpen:
        return None
