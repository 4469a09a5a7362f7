"""Where somebody lands who has signed in, and the choice of whom to act for."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from acogida.accounts.selectors import is_operator, lasting_memberships
from acogida.core import clock
from acogida.web.access import SignedInRequest, operator, signed_in
from acogida.web.accounts import choosing
from acogida.web.accounts.ways import safe
from acogida.web.accounts.workspace import home


@signed_in
@require_safe
def enter(request: SignedInRequest) -> HttpResponse:
    if request.standing.chosen:
        return HttpResponseRedirect(home(request.standing))
    if request.standing.memberships:
        return HttpResponseRedirect(reverse("accounts:choose"))
    now = clock.now()
    if is_operator(user=request.user, now=now):
        return HttpResponseRedirect(reverse("accounts:operator"))
    held = lasting_memberships(now).filter(user=request.user, workspace__isnull=False).select_related("workspace")
    return render(request, "accounts/nowhere.html", {"held": held})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/choose.html", {"next": safe(request.GET.get("next", ""))})
    wanted = request.POST.get("workspace")
    membership = next((one for one in request.standing.memberships if str(one.workspace_id) == wanted), None)
    if membership is None or membership.workspace is None:
        raise Http404
    choosing.choose(request, membership.workspace)
    return HttpResponseRedirect(safe(request.POST.get("next", "")) or reverse("accounts:enter"))


@operator
@require_safe
def for_operators(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/operator.html")
