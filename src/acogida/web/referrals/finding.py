"""The referral that an address names, on the side of whoever asks, or a page that says there is nothing."""

from uuid import UUID

from django.http import Http404

from acogida.referrals.enums import Side
from acogida.referrals.models import Referral
from acogida.referrals.selectors import get_for
from acogida.web.access import WorkRequest


def referral_or_404(request: WorkRequest, pk: UUID) -> tuple[Referral, Side]:
    try:
        return get_for(request.acting, pk)
    except Referral.DoesNotExist:
        raise Http404 from None


def sent_or_404(request: WorkRequest, pk: UUID) -> Referral:
    return _of_side(request, pk, Side.SENDER)


def received_or_404(request: WorkRequest, pk: UUID) -> Referral:
    return _of_side(request, pk, Side.RECEIVER)


def _of_side(request: WorkRequest, pk: UUID, wanted: Side) -> Referral:
    referral, side = referral_or_404(request, pk)
    if side != wanted:
        raise Http404
    return referral
