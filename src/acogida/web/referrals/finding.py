"""The referral that an address names, on the side of whoever asks, or a page that says there is nothing."""

from uuid import UUID

from django.http import Http404

from acogida.referrals.enums import Side
from acogida.referrals.models import Referral
from acogida.referrals.selectors import get_for, received_by, sent_by
from acogida.web.access import WorkRequest
from acogida.web.cases.household.finding import row_or_404


def referral_or_404(request: WorkRequest, pk: UUID) -> tuple[Referral, Side]:
    try:
        return get_for(request.acting, pk)
    except Referral.DoesNotExist:
        raise Http404 from None


def sent_or_404(request: WorkRequest, pk: UUID) -> Referral:
    return row_or_404(sent_by(request.acting), pk)


def received_or_404(request: WorkRequest, pk: UUID) -> Referral:
    return row_or_404(received_by(request.acting), pk)
