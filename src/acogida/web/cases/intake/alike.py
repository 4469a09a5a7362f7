"""Before a registration is finished: files of the same organisation that may be of these people. A person decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases import duplicates
from acogida.cases.enums import Status
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from acogida.cases.services import merging
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.cases.household.parts import Part, part_of
from acogida.web.cases.household.reading import noted
from acogida.web.cases.intake.views import finish


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    if household.status != Status.DRAFT or request.acting.keys is None:
        return HttpResponseRedirect(url_of(household))
    if request.method == "POST":
        same = request.POST.get("same", "")
        return _merged(request, household, same) if same else finish(request, household)
    found = duplicates.find(household=household, by=request.acting)
    context = {
        "household": household,
        "here": _opened(request, household),
        "alike": [(one, _opened(request, one.household)) for one in found],
    }
    return render(request, "cases/intake/alike.html", context)


def _merged(request: WorkRequest, draft: Household, same: str) -> HttpResponse:
    """Only into a file that was shown. Into one that is itself not registered yet nothing can be merged."""
    found = {str(one.household.pk): one.household for one in duplicates.find(household=draft, by=request.acting)}
    other = found.get(same)
    if other is None:
        messages.error(request, _("That file has changed meanwhile. Look again."))
        return HttpResponseRedirect(url_of(draft, "intake-alike"))
    try:
        merging.merge(kept=other, merged=draft, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(url_of(draft, "intake-alike"))
    said = _("It is one file now: %(code)s. You can undo this.") % {"code": other.short_code}
    messages.success(request, said)
    return HttpResponseRedirect(url_of(other))


def _opened(request: WorkRequest, household: Household) -> Part:
    noted(household, by=request.acting, now=clock.now())
    return part_of(household, KeyRing(request.acting, [household.pk]))
