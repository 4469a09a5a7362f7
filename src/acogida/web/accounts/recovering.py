"""The recovery key: on paper, for the day when nobody's passphrase opens anything any more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from acogida.accounts.enums import KEY_ROLES, Role
from acogida.accounts.keys import confirm_recovery_key, recover, replace_recovery_key
from acogida.accounts.models import RecoveryKey
from acogida.accounts.selectors import lasting_memberships
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import SignedInRequest, WorkRequest, member, signed_in
from acogida.web.accounts.staff_forms import RecoveryKeyForm


@member(Role.COORDINATOR)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: WorkRequest) -> HttpResponse:
    """Typed back from the paper: a key that was never written down is none."""
    form = RecoveryKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_recovery_key(typed=form.cleaned_data["typed"], by=request.acting, now=clock.now())
        except DomainError as error:
            form.add_error("typed", str(error))
        else:
            messages.success(request, gettext("The paper is right. Keep it in a safe place, away from the computer."))
            return HttpResponseRedirect(reverse("accounts:recovery"))
    paper = RecoveryKey.objects.filter(workspace=request.acting.workspace).first()
    context = {"form": form, "paper": paper, "has_keys": request.acting.keys is not None}
    return render(request, "accounts/recovery.html", context, status=422 if form.errors else 200)


@member(Role.COORDINATOR)
@require_POST
def replace(request: WorkRequest) -> HttpResponse:
    """Answers with the key itself: it is shown this once and kept nowhere."""
    try:
        text = replace_recovery_key(by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("accounts:recovery"))
    context = {"recovery_key": text, "workspace": request.acting.workspace}
    return render(request, "accounts/recovery_shown.html", context)


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """For who works here and has no key: given with the paper, when no colleague is left to give it."""
    mine = lasting_memberships(clock.now()).filter(user=request.user, role__in=KEY_ROLES, workspace=pk)
    membership = mine.select_related("workspace").first()
    if membership is None or membership.workspace is None:
        raise Http404
    form = RecoveryKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data["typed"]
            recover(membership=membership, workspace=membership.workspace, typed=typed, now=clock.now())
        except DomainError as error:
            form.add_error("typed", str(error))
        else:
            messages.success(request, gettext("You have the key of your organization again."))
            return HttpResponseRedirect(reverse("accounts:enter"))
    context = {"form": form, "membership": membership}
    return render(request, "accounts/recover.html", context, status=422 if form.errors else 200)
