"""Copies of papers: sealed while they stream in, each under a key of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases import files, images
from acogida.cases.enums import EventCode, FileType
from acogida.cases.journal import happened
from acogida.cases.keyring import KeyRing
from acogida.cases.locking import lock
from acogida.cases.models import Document, Household
from acogida.cases.selectors import visible_to
from acogida.core import crypto
from acogida.core.errors import DomainError

LARGEST = 20 * 1024 * 1024
LONGEST_TITLE = 200
START = 16  # bytes that tell a file's type


class DocumentIsTooLarge(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A file can have at most 20 MB."))


@dataclass(frozen=True, repr=False)
class Content:
    """Read it to the end: that a file was cut off shows only there, as CannotOpen."""

    file_type: FileType
    title: str
    chunks: Iterable[bytes] = field(repr=False)


def add(*, household: Household, by: Acting, title: str, chunks: Iterable[bytes], now: datetime) -> Document:
    """`chunks` as they come from the network; nobody may have put them into a temporary file before.

    The row goes first, so that a file always has one that names it. It counts once it is complete.
    """
    head, rest = _start(chunks)
    kind = images.file_type(head)
    whole_file: Iterable[bytes] = chain([head], rest)
    thumbnail = None
    if kind != FileType.PDF:
        whole, thumbnail = images.cleaned(b"".join(_limited(whole_file)), kind)
        whole_file = iter([whole])
    document, file_key = _begin(household, by, kind, title, thumbnail, now)
    try:
        sealed = crypto.encrypt_stream(file_key, _limited(whole_file), context=_context(document))
        files.write(document.file_name, sealed)
        return _complete(document, by, now)
    except (DomainError, Household.DoesNotExist, Document.DoesNotExist):
        _forget(document)
        raise
    except OSError:
        _forget(document)
        visible_to(by).get(pk=household.pk)  # if it is being erased, and this file was, that is what is raised
        raise


@transaction.atomic
def remove(*, document: Document, by: Acting, now: datetime) -> None:
    household = lock(by, document.household_id)
    document = household.documents.get(pk=document.pk)
    document.delete()
    happened(household, EventCode.DOCUMENT_REMOVED, by=by, now=now, subject=document.pk)
    transaction.on_commit(lambda: files.remove_files([document.file_name]))


@transaction.atomic
def read(*, document: Document, household: Household, by: Acting, now: datetime) -> Content:
    file_key = key_of(document, KeyRing(by, [document.household_id]))
    audit.record(by=by, action=AuditAction.DOCUMENT_READ, workspace=by.workspace, subject=household.pk, now=now)
    return content(document, file_key)


def content(document: Document, file_key: bytes) -> Content:
    """For whoever has the file's key; who may have it, and that it is written down, is the caller's to see to."""
    return Content(
        file_type=FileType(document.file_type),
        title=title_of(document, file_key),
        chunks=crypto.decrypt_stream(file_key, files.read(document.file_name), context=_context(document)),
    )


def thumbnail(*, document: Document, by: Acting) -> bytes | None:
    """A small JPEG; none for a PDF."""
    if document.sealed_thumbnail is None:
        return None
    file_key = key_of(document, KeyRing(by, [document.household_id]))
    return crypto.decrypt(file_key, bytes(document.sealed_thumbnail), context=crypto.context("thumbnail", document.pk))


def title_of(document: Document, file_key: bytes) -> str:
    context = crypto.context("document title", document.pk)
    return crypto.unpad(crypto.decrypt(file_key, bytes(document.sealed_title), context=context)).decode()


def key_of(document: Document, ring: KeyRing) -> bytes:
    return ring.open(document.key_id, bytes(document.wrapped_key), "document key", document.household_id, document.pk)


def wrap(document: Document, file_key: bytes, household: Household, ring: KeyRing) -> None:
    document.key_id = household.key_id
    document.wrapped_key = ring.seal(household.key_id, file_key, "document key", household.pk, document.pk)


@transaction.atomic
def _begin(
    household: Household, by: Acting, kind: FileType, title: str, small: bytes | None, now: datetime
) -> tuple[Document, bytes]:
    ring = KeyRing(by, [household.pk])
    household = lock(by, household.pk)
    pk, file_key = uuid4(), crypto.new_key()
    padded = crypto.pad(title.strip()[:LONGEST_TITLE].encode())
    document = Document(
        pk=pk,
        household=household,
        file_name=files.new_name(),
        file_type=kind,
        sealed_title=crypto.encrypt(file_key, padded, context=crypto.context("document title", pk)),
        sealed_thumbnail=small and crypto.encrypt(file_key, small, context=crypto.context("thumbnail", pk)),
        added_by=by.user,
        added_at=now,
    )
    wrap(document, file_key, household, ring)
    document.save(force_insert=True)
    return document, file_key


@transaction.atomic
def _complete(document: Document, by: Acting, now: datetime) -> Document:
    household = lock(by, document.household_id)
    row = household.documents.select_for_update(no_key=True).get(pk=document.pk)
    row.is_complete = True
    row.save(update_fields=["is_complete"])
    happened(household, EventCode.DOCUMENT_ADDED, by=by, now=now, subject=row.pk)
    return row


def _forget(document: Document) -> None:
    Document.objects.filter(pk=document.pk).delete()
    files.remove_files([document.file_name])


def _start(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    pieces, head = iter(chunks), b""
    while len(head) < START and (piece := next(pieces, None)) is not None:
        head += piece
    return head, pieces


def _limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST:
            raise DocumentIsTooLarge
        yield chunk


def _context(document: Document) -> bytes:
    return crypto.context("document", document.pk)
