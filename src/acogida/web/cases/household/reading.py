"""A household's file opened: what its page shows. Nothing of it is shown before the audit log says who looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases import sealed_identity
from acogida.cases.enums import EventCode, NeedStatus, Status, Urgency
from acogida.cases.identity import Identity, Person
from acogida.cases.keyring import KeyRing
from acogida.cases.models import (
    Consent,
    Document,
    Household,
    Kin,
    Member,
    Merge,
    Need,
    Note,
    NoteVersion,
    Preference,
    Skill,
    TimelineEvent,
)
from acogida.cases.selectors import file_of, live_consents, timeline_of
from acogida.cases.services import documents, notes
from acogida.core.crypto import CannotOpen
from acogida.web.runs import Run, runs

EVENTS, REPEATED_UP_TO = 12, 8
KEPT_AS_TYPED = (EventCode.FACTS_CHANGED, EventCode.IDENTITY_CHANGED)  # many times in one registration
NOTES_A_PAGE = 30


@dataclass(frozen=True)
class Someone:
    member: Member
    person: Person
    number: int


@dataclass(frozen=True)
class OpenedNote:
    note: Note
    text: str | None  # None: it could not be opened
    versions: int
    written_at: datetime
    is_mine: bool


@dataclass(frozen=True)
class OpenedDocument:
    document: Document
    title: str | None


@dataclass(frozen=True)
class Part:
    """A file that was merged into this one. Its people stay in it, so that the merge can be undone."""

    household: Household
    identity: Identity
    people: list[Someone]
    open_needs: list[Need]


@dataclass(frozen=True)
class File:
    household: Household
    is_live: bool  # False: merged into another, to be read only
    has_keys: bool
    identity: Identity
    people: list[Someone]
    open_needs: list[Need]
    past_needs: list[Need]
    preferences: list[Preference]
    kin: list[Kin]
    skills: list[Skill]
    consents: list[Consent]
    notes: list[OpenedNote]
    notes_in_all: int
    documents: list[OpenedDocument]
    timeline: list[Run[TimelineEvent]]
    merges: list[Merge]
    parts: list[Part]

    @property
    def worst_need(self) -> Need | None:
        return self.open_needs[0] if self.open_needs else None


def noted(household: Household, *, by: Acting, now: datetime) -> None:
    audit.record(by=by, action=AuditAction.HOUSEHOLD_READ, workspace=by.workspace, subject=household.pk, now=now)


def read(household: Household, *, by: Acting, now: datetime, notes_page: int | None = 1) -> File:
    """`notes_page` None: all notes."""
    noted(household, by=by, now=now)
    ids = file_of(household)
    ring = KeyRing(by, ids) if by.keys else None
    identity = sealed_identity.of(household, ring) if ring else Identity()
    needs = sorted(household.needs.select_related("member"), key=lambda need: Urgency(need.urgency).rank)
    in_all = Note.objects.filter(household__in=ids).count()
    shown = slice(None) if notes_page is None else slice((notes_page - 1) * NOTES_A_PAGE, notes_page * NOTES_A_PAGE)
    return File(
        household=household,
        is_live=household.status != Status.MERGED,
        has_keys=ring is not None,
        identity=identity,
        people=people_of(household, identity),
        open_needs=[need for need in needs if need.status == NeedStatus.OPEN],
        past_needs=[need for need in needs if need.status != NeedStatus.OPEN],
        preferences=list(household.preferences.all()),
        kin=list(household.kin.all()),
        skills=list(household.skills.select_related("member")),
        consents=list(live_consents(now).filter(household__in=ids)),
        notes=_notes(ids, ring, by, shown) if ring else [],
        notes_in_all=in_all,
        documents=_documents(ids, ring) if ring else [],
        timeline=happened(timeline_of(household)[: EVENTS * REPEATED_UP_TO])[:EVENTS],
        merges=list(Merge.objects.filter(kept=household, undone_at=None).select_related("merged")),
        parts=_parts(ids[1:], ring, by=by, now=now) if len(ids) > 1 else [],
    )


def _parts(ids: Iterable[UUID], ring: KeyRing | None, *, by: Acting, now: datetime) -> list[Part]:
    """Each is read, and its own log says so: it may stand alone again."""
    found = []
    for household in Household.objects.filter(pk__in=ids).order_by("created_at", "pk"):
        noted(household, by=by, now=now)
        identity = sealed_identity.of(household, ring) if ring else Identity()
        needs = household.needs.filter(status=NeedStatus.OPEN)
        found.append(Part(household, identity, people_of(household, identity), list(needs)))
    return found


def happened(events: Iterable[TimelineEvent]) -> list[Run[TimelineEvent]]:
    return runs(events, lambda event: (event.code, event.by_id) if event.code in KEPT_AS_TYPED else None)


def people_of(household: Household, identity: Identity) -> list[Someone]:
    rows = household.members.all()
    return [Someone(row, identity.person(row.pk), number) for number, row in enumerate(rows, start=1)]


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
        newest, *_older = note.newest_first
        opened.append(
            OpenedNote(
                note,
                note_text(newest, note, ring),
                newest.number,
                newest.written_at,
                note.author_id == by.user.pk,
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
