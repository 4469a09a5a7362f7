"""Consent given and withdrawn. Withdrawing takes effect at once, and nobody can stand in its way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.acting import Acting
from acogida.cases import consent_texts, endings, identity, sealed_identity
from acogida.cases.consenting import of_same_scope
from acogida.cases.enums import DataKind, EventCode, HowGiven, Purpose, Status
from acogida.cases.journal import happened
from acogida.cases.keyring import KeyRing
from acogida.cases.locking import lock, with_whole_file
from acogida.cases.models import Consent, Household, Share
from acogida.core.errors import DomainError
from acogida.directory.enums import NeedKind


class NotAConsent(DomainError):
    """Something that makes it one is missing."""


class EffectCode(TextChoices):
    """What a withdrawal did."""

    SHARE_ENDED = "SHARE_ENDED", gettext_lazy("An organisation can no longer see what was shared with it.")
    NO_MORE_REFERRALS = "NO_MORE_REFERRALS", gettext_lazy("Nothing more is sent to others on this ground.")
    OUT_OF_PLANS = "OUT_OF_PLANS", gettext_lazy("The household counts in no plan from now on.")
    OUT_OF_FIGURES = (
        "OUT_OF_FIGURES",
        gettext_lazy("The household counts in no figure from now on. What is published already stays."),
    )
    FILE_CLOSED = (
        "FILE_CLOSED",
        gettext_lazy("The file is closed and will be erased in 30 days. You can erase it at once."),
    )


@dataclass(frozen=True)
class Effect:
    code: EffectCode
    recipient: UUID | None = None  # the organisation whose share ended


@transaction.atomic
def record(
    *,
    household: Household,
    by: Acting,
    purpose: Purpose,
    kinds: Collection[DataKind],
    how: HowGiven,
    language: str,
    now: datetime,
    recipient: UUID | None = None,
    need: NeedKind | None = None,
    until_date: date | None = None,
    witness: str = "",
) -> Consent:
    """In the newest text. A spoken consent and a thumb print need a witness, whose name is sealed."""
    _check(purpose, kinds, how, language, recipient, need, until_date, witness, now)
    ring = KeyRing(by, [household.pk])
    household = lock(by, household.pk)
    text = consent_texts.text(language)
    consent = Consent.objects.create(
        household=household,
        purpose=purpose,
        kinds=[kind.value for kind in DataKind if kind in kinds],
        recipient=recipient,
        need=need or "",
        text_version=text.version,
        text_language=text.language,
        text_hash=text.hash,
        how=how,
        given_at=now,
        recorded_at=now,
        recorded_by=by.user,
        until_date=until_date,
    )
    if witness.strip():
        before = sealed_identity.of(household, ring)
        told = {identity.witness_path(consent.pk): witness}
        after = identity.changed(before, told, version=before.version)
        sealed_identity.write(household, after, ring, by=by, now=now)
    happened(household, EventCode.CONSENT_GIVEN, by=by, now=now, subject=consent.pk)
    return consent


def withdraw(*, consent: Consent, by: Acting, now: datetime) -> list[Effect]:
    """With all others of the file that say the same. What rested on them ends in the same transaction."""

    def end(kept: Household, whole: Mapping[UUID, Household]) -> list[Effect]:
        given = Consent.objects.filter(household__in=whole, purpose=consent.purpose, withdrawn_at=None)
        withdrawn = of_same_scope(consent, given.order_by("pk"))
        for one in withdrawn:
            one.withdrawn_at, one.withdrawn_by = now, by.user
            one.save(update_fields=["withdrawn_at", "withdrawn_by"])
        effects = [*_end_shares(withdrawn, now), *_effects(kept, Purpose(consent.purpose), now)]
        endings.withdrawn(withdrawn, by=by, now=now)
        happened(kept, EventCode.CONSENT_WITHDRAWN, by=by, now=now, subject=consent.pk)
        return effects

    return with_whole_file(by, consent.household_id, end, durable=False)


def _end_shares(consents: Collection[Consent], now: datetime) -> list[Effect]:
    effects = []
    for share in Share.objects.filter(consent__in=consents, ended_at=None).order_by("pk"):
        share.ended_at = now
        share.save(update_fields=["ended_at"])
        effects.append(Effect(EffectCode.SHARE_ENDED, share.recipient))
    return effects


def _effects(household: Household, purpose: Purpose, now: datetime) -> list[Effect]:
    match purpose:
        case Purpose.PLAN:
            return [Effect(EffectCode.OUT_OF_PLANS)]
        case Purpose.STATISTICS:
            return [Effect(EffectCode.OUT_OF_FIGURES)]
        case Purpose.SERVICE_HERE if household.status == Status.OPEN:
            household.status, household.closed_at = Status.CLOSED, now
            household.save(update_fields=["status", "closed_at"])
            return [Effect(EffectCode.FILE_CLOSED)]
        case Purpose.REFERRAL_NAMED | Purpose.REFERRAL_NEED:
            return [Effect(EffectCode.NO_MORE_REFERRALS)]
    return []


def _check(
    purpose: Purpose,
    kinds: Collection[DataKind],
    how: HowGiven,
    language: str,
    recipient: UUID | None,
    need: NeedKind | None,
    until_date: date | None,
    witness: str,
    now: datetime,
) -> None:
    if not kinds or any(kind not in DataKind.values for kind in kinds):
        raise NotAConsent(_("Say which data they agree to."))
    if (purpose == Purpose.REFERRAL_NAMED) != (recipient is not None):
        raise NotAConsent(_("Name the organisation that may be asked."))
    if (purpose == Purpose.REFERRAL_NEED) != (need is not None):
        raise NotAConsent(_("Name the need that others may be asked for."))
    if how != HowGiven.SIGNED and not witness.strip():
        raise NotAConsent(_("Name the witness."))
    if language not in consent_texts.LANGUAGES:
        raise NotAConsent(_("There is no text in this language. Have it read in one of the others by an interpreter."))
    if until_date is not None and until_date < now.date():
        raise NotAConsent(_("A consent can't end before it begins."))
