"""Sending a request for help on to others, when nobody took it or who took it did not help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.core import clock
from acogida.referrals.helping import standing
from acogida.referrals.helping.desks import Desk, desks_for
from acogida.referrals.receipt_keys import OpenedReceipt
from acogida.referrals.services import helping
from acogida.web.help.shown import chosen, readers
from acogida.web.receipts.views import counter, shown, with_code


@counter
def onward(request: HttpRequest) -> HttpResponse:
    return with_code(request, _sent_on)


def _sent_on(request: HttpRequest, opened: OpenedReceipt, code: str) -> HttpResponse:
    desks = _others(opened)
    if "sure" not in request.POST:
        context = {"code": code, "readers": readers(desks)}
        return render(request, "receipts/onward.html", context)
    try:
        taken = helping.send_on(opened=opened, desks=chosen(request, desks), now=clock.now())
    except helping.NobodyToAsk:
        return shown(request, opened, code, wrong=_("Choose at least one organization."))
    if taken:
        return shown(request, opened, code, done=_("It is sent on."))
    return shown(request, opened, code, wrong=_("That could not be said any more. Look how it stands now."))


def _others(opened: OpenedReceipt) -> list[Desk]:
    """Those that were not asked yet; when there are none, those that only did not answer."""
    view = standing.view_of(opened)
    if view is None or view.content is None or not view.may_send_on:
        return []
    for declined_only in (False, True):
        found = desks_for(
            needs=view.content.needs,
            locality=view.content.locality,
            language=get_language() or "en",
            now=clock.now(),
            without=standing.organizations_asked(opened, declined_only=declined_only),
        )
        if found:
            return found
    return []
