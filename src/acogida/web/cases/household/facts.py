"""Facts of a household, a part a page. Parts that a colleague changed meanwhile are shown beside what was typed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases.facts import Facts
from acogida.cases.services.intake import FactsChangedMeanwhile, change_facts
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.fact_forms import SECTIONS
from acogida.web.cases.household.finding import household_or_404, works_with_households


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: WorkRequest, pk: UUID, section: str) -> HttpResponse:
    household = household_or_404(request, pk)
    if section not in SECTIONS:
        raise Http404
    form = SECTIONS[section](household, request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        facts: Facts = form.facts()
        try:
            change_facts(
                household=household,
                by=request.acting,
                facts=facts,
                version=form.cleaned_data["version"],
                now=clock.now(),
            )
        except FactsChangedMeanwhile as contested:
            household = household_or_404(request, pk)
            form.data = request.POST.copy()
            form.data["version"] = str(household.facts_version)
            form.add_error(None, str(contested))
            status = 409
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The facts are kept."))
            return HttpResponseRedirect(url_of(household))
    if form.errors and status == 200:
        status = 422
    context = {
        "household": household,
        "form": form,
        "section": section,
        "stored": form.stored() if status == 409 else [],
    }
    return render(request, "cases/household/facts.html", context, status=status)
