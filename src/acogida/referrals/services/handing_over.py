"""The second step of disclosure: who they are, to who accepted, as far as consent covers it today."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.cases.enums import DataKind, EventCode
from acogida.cases.journal import happened
from acogida.cases.keyring import KeyRing, lend_key, opened, seal_with
from acogida.cases.models import Consent, Document, Share
from acogida.cases.selectors import live_consents
from acogida.cases.services import documents
from acogida.cases.services.documents import Content
from acogida.core.errors import DomainError
from acogida.referrals import access, handed, selectors
from acogida.referrals.consent import covering
from acogida.referrals.enums import Event, Side
from acogida.referrals.handed import Handed
from acogida.referrals.models import HandOver, Referral
from acogida.referrals.services.sending import household_of
from acogida.referrals.transitions import apply, locked, step

PURPOSE = "hand-over"
TO_HAND_OVER = (
    DataKind.NAMES,
    DataKind.CONTACT,
    DataKind.SKILLS,
    DataKind.KIN,
    DataKind.NOTES,
    DataKind.DOCUMENTS,
)


class NotCovered(DomainError):
    def __init__(self) -> None:
        super().__init__(_("They have not agreed that this organization learns all of that."))


class NothingToHandOver(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Choose what is handed over."))


def allowed(referral: Referral, by: Acting, now: datetime) -> list[DataKind]:
    """What consent covers now: what a form may offer."""
    row = selectors.sent_by(by).get(pk=referral.pk)
    return [kind for kind in TO_HAND_OVER if covering(row, kind, now)]


def hand_over(
    *,
    referral: Referral,
    kinds: Collection[DataKind],
    document_ids: Collection[UUID] = (),
    by: Acting,
    now: datetime,
) -> HandOver:
    """Exactly these kinds. Done again, it takes the place of what was handed over before."""
    chosen = [kind for kind in TO_HAND_OVER if kind in kinds]
    if not chosen or set(kinds) - set(chosen):
        raise NothingToHandOver
    opened(by)
    with step(by=by, now=now) as done:
        household = household_of(referral.pk, by)
        ring = KeyRing(by, [household.pk])
        row = locked(referral.pk)
        grounds = {kind: covering(row, kind, now) for kind in chosen}
        if not all(grounds.values()):
            raise NotCovered
        apply(row, Event.HAND_OVER, side=Side.SENDER, step=done)
        papers = list(household.documents.filter(pk__in=document_ids, is_complete=True).order_by("added_at", "pk"))
        if len(papers) < len(set(document_ids)):
            raise Document.DoesNotExist
        if row.need is None:
            raise NotCovered
        content = handed.built(household, row.need, chosen, papers, ring)
        _forget_before(row, now)
        lent = lend_key(household_id=household.pk, workspaces=[row.receiver], now=now)
        key_id = lent.ids[row.receiver_id]
        made = HandOver.objects.create(
            referral=row,
            household_id=household.pk,
            key_id=key_id,
            kinds=[kind.value for kind in chosen],
            sealed=seal_with(lent.key, handed.to_bytes(content), PURPOSE, row.pk),
            by=by.user,
            at=now,
        )
        _share(row, grounds, now)
        done.last.append(lambda: happened(household, EventCode.HANDED_OVER, by=by, now=now, subject=row.pk))
    return made


@transaction.atomic
def read(*, referral: Referral, by: Acting, now: datetime) -> Handed:
    """By a member of the receiver who holds its key. Raises HandOver.DoesNotExist when there is nothing (any more).
    Both sides' logs tell of it."""
    row, content = _opened(referral.pk, by, now)
    _audit(row, AuditAction.HAND_OVER_READ, by, now)
    return content


@transaction.atomic
def read_document(*, referral: Referral, document_id: UUID, by: Acting, now: datetime) -> Content:
    """Streams from the sender's file, with the key that was handed over. What the sender took out is gone here too."""
    row, content = _opened(referral.pk, by, now)
    entry = content.document(document_id)
    document = Document.objects.get(pk=document_id, household=row.household_id, is_complete=True)
    _audit(row, AuditAction.DOCUMENT_READ, by, now)
    return documents.content(document, bytes.fromhex(entry.key))


def _opened(referral_id: UUID, by: Acting, now: datetime) -> tuple[Referral, Handed]:
    row = selectors.received_by(by).get(pk=referral_id)
    kept = HandOver.objects.get(referral=row)
    if not _still_allowed(row, now):  # its last day is over, and the worker has not come by yet
        raise HandOver.DoesNotExist
    ring = KeyRing(by, [kept.household_id])
    return row, handed.from_bytes(ring.open(kept.key_id, bytes(kept.sealed), PURPOSE, row.pk))


def _still_allowed(referral: Referral, now: datetime) -> bool:
    shares = Share.objects.filter(referral=referral.pk, ended_at=None)
    grounds = set(shares.values_list("consent", flat=True))
    return bool(grounds) and live_consents(now).filter(pk__in=grounds).count() == len(grounds)


def _forget_before(referral: Referral, now: datetime) -> None:
    old = HandOver.objects.filter(referral=referral)
    access.doom(list(old.values_list("key_id", flat=True)), now=now)
    old.delete()
    Share.objects.filter(referral=referral.pk, ended_at=None).update(ended_at=now)


def _share(referral: Referral, grounds: dict[DataKind, Consent | None], now: datetime) -> None:
    for consent in {one.pk: one for one in grounds.values() if one}.values():
        Share.objects.create(
            household_id=consent.household_id,
            consent=consent,
            recipient=referral.receiver_id,
            referral=referral.pk,
            kinds=[kind.value for kind, ground in grounds.items() if ground == consent],
            from_at=now,
        )


def _audit(referral: Referral, action: AuditAction, by: Acting, now: datetime) -> None:
    """Both chains, in the order of their workspaces: two who read each other's at the same time do not wait in a
    circle. The sender's names who read; its subject is the referral, which both know."""
    for workspace in sorted([referral.sender, referral.receiver], key=lambda one: one.pk):
        audit.record(by=by, action=action, workspace=workspace, subject=referral.pk, now=now)
