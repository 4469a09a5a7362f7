"""Who holds a link: joining an organisation, or choosing a new passphrase."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from acogida.accounts.invitations import Accepted, HasAccount, accept_invitation, open_invitation
from acogida.accounts.links import LinkNotOpen
from acogida.accounts.models import Invitation, User
from acogida.accounts.resets import (
    complete_reset,
    drop_second_factors,
    open_passphrase_link,
    open_second_factor_link,
)
from acogida.accounts.strength import WeakPassphrase
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import entrance
from acogida.web.accounts import choosing, held_key, lifetime
from acogida.web.accounts.adapters import REFUSED
from acogida.web.accounts.forms import JoinForm, NewPassphraseForm, PassphraseForm


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = open_invitation(token=token, now=clock.now())
    except LinkNotOpen as error:
        return closed(request, error)
    if isinstance(request.user, User):
        return join_signed_in(request, token, invitation, request.user)
    form = JoinForm(request.POST or None, initial={"name": invitation.person})
    has_account = False
    if request.method == "POST" and form.is_valid():
        name, passphrase = form.cleaned_data["name"], form.cleaned_data["new"]
        try:
            return joined(request, accept_invitation(token=token, name=name, passphrase=passphrase, now=clock.now()))
        except WeakPassphrase as weak:
            form.add_error("new", weak.reasons)
        except HasAccount as error:
            form.add_error(None, str(error))
            has_account = True
        except LinkNotOpen as error:
            return closed(request, error)
    context = {"form": form, "invitation": invitation, "has_account": has_account}
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def join_signed_in(request: HttpRequest, token: str, invitation: Invitation, user: User) -> HttpResponse:
    is_theirs = user.email.lower() == invitation.email
    error = ""
    if request.method == "POST" and is_theirs:
        try:
            return joined(request, accept_invitation(token=token, user=user, now=clock.now()))
        except DomainError as refused:
            error = str(refused)
    context = {"invitation": invitation, "is_theirs": is_theirs, "error": error}
    return render(request, "accounts/join_signed_in.html", context, status=422 if error else 200)


def joined(request: HttpRequest, accepted: Accepted) -> HttpResponse:
    """The first coordinator of an organisation sees its recovery key here, this once."""
    response: HttpResponse = HttpResponseRedirect(reverse("accounts:enter"))
    if accepted.member:
        sign_in(request, accepted.user)
    if accepted.membership.workspace:
        choosing.choose(request, accepted.membership.workspace)
    if accepted.recovery_key:
        context = {"recovery_key": accepted.recovery_key, "workspace": accepted.membership.workspace}
        response = render(request, "accounts/recovery_shown.html", context)
    if accepted.member:
        held_key.hold(request, response, accepted.member)
    return response


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_passphrase(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = open_passphrase_link(token=token, now=clock.now())
    except LinkNotOpen as error:
        return closed(request, error)
    form = NewPassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            complete_reset(token=token, passphrase=form.cleaned_data["new"], now=clock.now())
        except WeakPassphrase as weak:
            form.add_error("new", weak.reasons)
        except LinkNotOpen as error:
            return closed(request, error)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            # Not signed in by it: the link stands for the passphrase alone, the second factor is asked for as always.
            return render(request, "accounts/renewed.html", {"email": link.user.email})
    context = {"form": form, "link": link}
    return render(request, "accounts/new_passphrase.html", context, status=422 if form.errors else 200)


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_second_factor(request: HttpRequest, token: str) -> HttpResponse:
    """The link and the passphrase together let somebody in, to set up another second factor at once."""
    try:
        link = open_second_factor_link(token=token, now=clock.now())
    except LinkNotOpen as error:
        return closed(request, error)
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Through the same door as signing in: attempts are counted.
        found = authenticate(request, email=link.user.email, password=form.cleaned_data["passphrase"])
        if found is None:
            form.add_error("passphrase", REFUSED)
        else:
            member = held_key.noted(request)
            try:
                user = drop_second_factors(token=token, member=member, now=clock.now())
            except LinkNotOpen as error:
                return closed(request, error)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                sign_in(request, user)
                response = HttpResponseRedirect(reverse("mfa_index"))
                held_key.hold(request, response, member)
                return response
    context = {"form": form, "link": link}
    return render(request, "accounts/new_second_factor.html", context, status=422 if form.errors else 200)


def sign_in(request: HttpRequest, user: User) -> None:
    get_adapter(request).login(request, user)
    UserSession.objects.create_from_request(request)
    lifetime.forget_address(request)


def closed(request: HttpRequest, error: LinkNotOpen) -> HttpResponse:
    return render(request, "accounts/link_closed.html", {"error": str(error)}, status=404)
