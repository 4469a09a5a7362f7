"""Signing in and out: allauth's views with our forms, and the key opened on the way."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from acogida.core import clock
from acogida.web.access import enrolling, entrance
from acogida.web.accounts import demonstration, held_key, lifetime, second_factor
from acogida.web.accounts.forms import CodeForm, SignInForm, UnlockForm
from acogida.web.accounts.leaving import leave


class SignIn(LoginView):
    form_class = SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """The key is held from here on, through the second factor, so that nobody types a passphrase twice."""
        response: HttpResponse = super().form_valid(form)
        held_key.hold(self.request, response, held_key.noted(self.request))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"accounts": demonstration.accounts(), "has_left": "left" in self.request.GET}
        return dict(super().get_context_data(**kwargs)) | more


class SecondFactor(AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        return dict(super().get_context_data(**kwargs)) | {
            "has_passkey": second_factor.has_passkey(user),
            "demo_code": demonstration.code_of(user.email),
        }

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm


class Unlock(ReauthenticateView):
    """The passphrase again: the browser was closed and its half of the key is gone, or something grave is next."""

    form_class = UnlockForm

    def form_valid(self, form: UnlockForm) -> HttpResponse:
        lifetime.freshen(self.request, now=clock.now())
        response: HttpResponse = super().form_valid(form)
        held_key.hold(self.request, response, held_key.noted(self.request))
        lifetime.rename(self.request)
        return response


# Django's own views of a form take PUT for POST, and tell OPTIONS to everybody.
form = require_http_methods(["GET", "HEAD", "POST"])

sign_in = entrance(form(SignIn.as_view()))
prove = entrance(form(SecondFactor.as_view()))
unlock = enrolling(form(Unlock.as_view()))


@entrance
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    clear_login(request)
    return leave(request, HttpResponseRedirect(reverse("account_login") + "?left=1"))
