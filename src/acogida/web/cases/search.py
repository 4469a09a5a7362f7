"""By code or by name. What is looked for goes in the body of the request: an address is kept in too many places."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from acogida.accounts.acting import Acting
from acogida.cases import names, sealed_identity
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from acogida.cases.selectors import by_code
from acogida.core import clock
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import works_with_households
from acogida.web.cases.household.parts import people_of
from acogida.web.cases.household.reading import noted
from acogida.web.cases.list import shown

MOST_NAMED = 10  # each that is named was opened, and the audit log says so


class SearchForm(forms.Form):
    asked = forms.CharField(max_length=200, required=False)


@works_with_households
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: WorkRequest) -> HttpResponse:
    form = SearchForm(request.POST)
    asked = form.cleaned_data["asked"].strip() if request.method == "POST" and form.is_valid() else ""
    found = list(by_code(request.acting, asked)[: MOST_NAMED + 1]) if asked else []
    if len(found) == 1:
        return HttpResponseRedirect(url_of(found[0]))
    message = ""
    if asked and not found:
        if request.acting.keys is None:
            message = _("You can't look for names yet: ask a colleague to give you the key under Staff.")
        else:
            found = [one.household for one in names.search(by=request.acting, text=asked, now=clock.now())]
    rows = shown(found)
    for row, household in zip(rows, found, strict=True):
        row["name"] = _called(request.acting, household) if household in found[:MOST_NAMED] else ""
    context = {"asked": asked, "rows": rows, "count": len(rows), "message": message}
    return render(request, "cases/search.html", context)


def _called(by: Acting, household: Household) -> str:
    """Who is in it, in the order of the household."""
    if by.keys is None:
        return ""
    noted(household, by=by, now=clock.now())
    identity = sealed_identity.if_whole(household, KeyRing(by, [household.pk]))
    if identity is None:
        return _("Its names can't be opened: what is stored was damaged.")
    return ", ".join(someone.person.name for someone in people_of(household, identity) if someone.person.name)
