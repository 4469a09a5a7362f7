"""Inviting a colleague. The link stands on the page that answers, this once; it goes by whatever way one trusts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from acogida.accounts.enums import Role
from acogida.accounts.invitations import invite as make_invitation
from acogida.accounts.invitations import revoke_invitation
from acogida.accounts.models import Invitation
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest, member
from acogida.web.accounts.links import absolute
from acogida.web.accounts.staff_forms import InviteForm


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: WorkRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"role": Role.CASEWORKER})
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            made = make_invitation(
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                person=person,
                until=form.until_at(),
                by=request.acting,
                now=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            link = absolute(request, "accounts:join", made.token)
            return render(request, "accounts/link.html", {"link": link, "made": made.link, "person": person})
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@member(Role.COORDINATOR)
@require_POST
def revoke(request: WorkRequest, pk: UUID) -> HttpResponse:
    invitation = Invitation.objects.filter(pk=pk, workspace=request.acting.workspace).first()
    if invitation is None:
        raise Http404
    revoke_invitation(invitation=invitation, by=request.acting, now=clock.now())
    messages.success(request, gettext("The link opens nothing any more."))
    return HttpResponseRedirect(reverse("accounts:staff"))
