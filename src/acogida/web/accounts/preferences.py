"""Settings: of oneself, and of the organisation for who coordinates it."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from acogida.accounts.enums import Role
from acogida.accounts.keys import fingerprint, pending_grants
from acogida.accounts.models import MemberKey, Membership
from acogida.accounts.passphrases import PassphraseChangedMeanwhile, change_passphrase
from acogida.accounts.strength import WeakPassphrase
from acogida.accounts.workspaces import change_retention
from acogida.core import clock
from acogida.core.crypto import CannotOpen
from acogida.core.errors import DomainError
from acogida.web.access import SignedInRequest, WorkRequest, member, signed_in
from acogida.web.accounts import held_key, lifetime
from acogida.web.accounts.forms import ChangePassphraseForm, NameForm
from acogida.web.accounts.staff_forms import RetentionForm

WRONG = _("This is not your passphrase until now.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, gettext("Saved."))
        return HttpResponseRedirect(reverse("accounts:settings"))
    key, workspace = MemberKey.objects.filter(user=request.user).first(), request.standing.workspace
    waiting = pending_grants(workspace=workspace, now=clock.now()) if workspace else Membership.objects.none()
    context = {
        "form": form,
        "coordinates": request.standing.role == Role.COORDINATOR,
        "fingerprint": fingerprint(key) if key else "",
        "waits": waiting.filter(user=request.user).exists(),
    }
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: WorkRequest) -> HttpResponse:
    form = RetentionForm(request.POST or None, initial={"months": request.acting.workspace.retention_months})
    if request.method == "POST" and form.is_valid():
        try:
            change_retention(months=form.cleaned_data["months"], by=request.acting, now=clock.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Saved."))
            return HttpResponseRedirect(reverse("accounts:settings"))
    return render(request, "accounts/retention.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def passphrase(request: SignedInRequest) -> HttpResponse:
    form = ChangePassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            opened = change_passphrase(user=request.user, old=old, new=new, now=clock.now())
        except CannotOpen:
            form.add_error("old", WRONG)
        except WeakPassphrase as weak:
            form.add_error("new", weak.reasons)
        except PassphraseChangedMeanwhile as error:
            form.add_error(None, str(error))
        else:
            stay_here_only(request)
            lifetime.freshen(request, now=clock.now())
            messages.success(request, gettext("Your passphrase is changed. Everywhere else you are signed out."))
            response = HttpResponseRedirect(reverse("accounts:settings"))
            held_key.hold(request, response, opened)
            return response
    return render(request, "accounts/passphrase.html", {"form": form}, status=422 if form.errors else 200)


def stay_here_only(request: SignedInRequest) -> None:
    """Whoever knew the old passphrase may be signed in somewhere."""
    before = request.session.session_key
    for elsewhere in UserSession.objects.filter(user=request.user).exclude(session_key=before):
        elsewhere.end()
    update_session_auth_hash(request, request.user)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
