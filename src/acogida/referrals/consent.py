"""Whether a household allows that an organisation is asked for it, or learns more."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from acogida.cases.consenting import covers
from acogida.cases.enums import DataKind, Purpose
from acogida.cases.models import Consent
from acogida.core.errors import DomainError
from acogida.directory.enums import NeedKind
from acogida.referrals.models import Referral


class NoConsent(DomainError):
    def __init__(self) -> None:
        super().__init__(_("They have not agreed that this organization is asked, or no longer do."))


def covering(referral: Referral, kind: DataKind, now: datetime) -> Consent | None:
    """The consent that names the organisation goes before the one that names the need: it is the narrower."""
    household = referral.household
    if household is None:
        return None
    receiver, need = referral.receiver_id, NeedKind(referral.need_kind)
    return covers(household, Purpose.REFERRAL_NAMED, receiver, kind, now) or covers(
        household, Purpose.REFERRAL_NEED, receiver, kind, now, need=need
    )


def required(referral: Referral, now: datetime) -> Consent:
    """One that the referral does not rest on yet is locked: whoever withdraws it at this moment either was first, or
    finds the referral."""
    found = covering(referral, DataKind.SITUATION, now)
    if found is not None and found.pk != referral.consent_id:
        found = Consent.objects.select_for_update(no_key=True).filter(pk=found.pk, withdrawn_at=None).first()
    if found is None:
        raise NoConsent
    return found
