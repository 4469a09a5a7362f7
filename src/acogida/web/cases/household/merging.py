"""Two files of the same people become one, by a person who compared them; and two again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.cases.duplicates import find
from acogida.cases.enums import Status
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household, Merge
from acogida.cases.selectors import by_code
from acogida.cases.services import merging
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, row_or_404, works_with_households
from acogida.web.cases.household.parts import Part, part_of
from acogida.web.cases.household.reading import noted


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: WorkRequest, pk: UUID) -> HttpResponse:
    """`code` in the address: the file to compare with. In the form: the one that goes into this one."""
    household = household_or_404(request, pk)
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    found = list(by_code(request.acting, code).exclude(pk=household.pk).exclude(status=Status.MERGED)) if code else []
    other = found[0] if len(found) == 1 else None
    error = ""
    if code and other is None:
        error = _("No other file of yours has this code.")
    elif request.method == "POST" and other is not None:
        try:
            merging.merge(kept=household, merged=other, by=request.acting, now=clock.now())
        except DomainError as refused:
            error = str(refused)
        else:
            said = _("%(code)s is part of this file now. You can undo this.") % {"code": other.short_code}
            messages.success(request, said)
            return HttpResponseRedirect(url_of(household))
    context = {
        "household": household,
        "here": _opened(request, household),
        "code": code,
        "error": error,
        "other": other,
        "there": _opened(request, other) if other else None,
        "alike": find(household=household, by=request.acting) if request.acting.keys and other is None else [],
    }
    return render(request, "cases/household/merge.html", context, status=422 if error else 200)


@works_with_households
@require_POST
def undo(request: WorkRequest, pk: UUID, merge: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    row = row_or_404(Merge.objects.filter(kept=household), merge)
    try:
        merging.undo(merge=row, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("These are two files again."))
    return HttpResponseRedirect(url_of(household))


def _opened(request: WorkRequest, household: Household) -> Part | None:
    if not request.acting.keys:
        return None
    noted(household, by=request.acting, now=clock.now())
    return part_of(household, KeyRing(request.acting, [household.pk]))
