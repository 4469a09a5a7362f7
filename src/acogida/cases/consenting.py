"""The one question that every later part asks before anything of a household goes anywhere: does a consent cover it?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from acogida.cases.enums import DataKind, Purpose
from acogida.cases.models import Consent, Household
from acogida.cases.selectors import file_of, live_consents
from acogida.directory.enums import NeedKind

REFERRALS = (Purpose.REFERRAL_NAMED, Purpose.REFERRAL_NEED)


def covers(
    household: Household,
    purpose: Purpose,
    recipient: UUID | None,
    kind: DataKind,
    now: datetime,
    *,
    need: NeedKind | None = None,
) -> Consent | None:
    """The consent that allows it; None: it is not allowed, and nobody may decide otherwise.

    `recipient` is the organisation that would learn of it, None for one's own. `need` is what a referral to just any
    organisation is for. In files that were merged, what was withdrawn in one is not allowed by an older consent in
    another.
    """
    if (purpose in REFERRALS) != (recipient is not None):
        return None
    consents = list(Consent.objects.filter(household__in=file_of(household), purpose=purpose))
    live = set(live_consents(now).filter(pk__in=[one.pk for one in consents]).values_list("pk", flat=True))
    return next(
        (
            one
            for one in sorted(consents, key=lambda one: one.recorded_at, reverse=True)
            if one.pk in live
            and kind in one.kinds
            and _is_about(one, recipient, need)
            and not _withdrawn_since(one, consents)
        ),
        None,
    )


def of_same_scope(consent: Consent, consents: Iterable[Consent]) -> list[Consent]:
    return [
        one
        for one in consents
        if (one.purpose, one.recipient, one.need) == (consent.purpose, consent.recipient, consent.need)
    ]


def _is_about(consent: Consent, recipient: UUID | None, need: NeedKind | None) -> bool:
    match consent.purpose:
        case Purpose.REFERRAL_NAMED:
            return consent.recipient == recipient
        case Purpose.REFERRAL_NEED:
            return need is not None and consent.need == need
    return True


def _withdrawn_since(consent: Consent, consents: Iterable[Consent]) -> bool:
    return any(
        one.withdrawn_at is not None and one.withdrawn_at >= consent.recorded_at
        for one in of_same_scope(consent, consents)
    )
