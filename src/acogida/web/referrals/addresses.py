"""Where the pages of a referral stand."""

from uuid import UUID

from django.urls import reverse

from acogida.referrals.models import Referral


def url_of(referral: Referral | UUID, name: str = "detail", *, at: str = "", **more: object) -> str:
    """`at` is the part of the page to show first."""
    pk = referral.pk if isinstance(referral, Referral) else referral
    return reverse(f"referrals:{name}", kwargs={"pk": pk, **more}) + (f"#{at}" if at else "")


def board_of(referral: Referral) -> str:
    return reverse("referrals:board", kwargs={"pk": referral.service_id}) if referral.service_id else url_of(referral)
