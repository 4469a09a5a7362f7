"""Erasing a household on its request: after the passphrase and its code were typed, since nothing brings it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases import codes
from acogida.cases.models import Document, Note
from acogida.cases.selectors import file_of
from acogida.cases.services import erasing
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.accounts import lifetime
from acogida.web.accounts.ways import way_to
from acogida.web.accounts.workspace import home
from acogida.web.cases.household.finding import household_or_404, works_with_households


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    if not lifetime.is_fresh(request, now=clock.now()):
        return way_to("account_reauthenticate", request)
    error = ""
    if request.method == "POST":
        if codes.typed(request.POST.get("code", "")) != household.code[: codes.SHORT]:
            error = _("This is not the code of this file. Nothing was erased.")
        else:
            try:
                erasing.erase(household=household, by=request.acting, now=clock.now())
            except DomainError as refused:
                error = str(refused)
            else:
                messages.success(request, _("The file is erased. Nobody can read it any more, in no backup either."))
                return HttpResponseRedirect(home(request.standing))
    ids = file_of(household)
    context = {
        "household": household,
        "error": error,
        "people": household.members.count(),
        "notes": Note.objects.filter(household__in=ids).count(),
        "documents": Document.objects.filter(household__in=ids, is_complete=True).count(),
        "merged": len(ids) - 1,
    }
    return render(request, "cases/household/erase.html", context, status=422 if error else 200)
