"""Passkeys, codes of an app and recovery codes: allauth's views, minus the way to be left without any."""

from ipaddress import ip_address
from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ListWebAuthnView, RemoveWebAuthnView
from django.forms import Form
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.http import require_http_methods, require_safe

from acogida.web.access import enrolling, signed_in
from acogida.web.accounts import second_factor


class AddPasskey(AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A passkey is made for a name: with a bare number in the address no browser makes one."""
        host, port = split_domain_port(self.request.get_host())
        named = f"http://localhost:{port}{self.request.path}" if is_number(host) else ""
        return {**super().get_context_data(**kwargs), "named": named}


class Remove(RemoveWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        if second_factor.is_last(self.object):
            return self.render_to_response(self.get_context_data(), status=422)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return {**context, "is_last": second_factor.is_last(self.object)}


def is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


# Django's own views of a form take PUT for POST, one that deletes takes DELETE, and all tell OPTIONS to everybody.
form = require_http_methods(["GET", "HEAD", "POST"])

index = enrolling(require_safe(IndexView.as_view()))
add_passkey = enrolling(form(AddPasskey.as_view()))
activate_app = enrolling(form(ActivateTOTPView.as_view()))
show_recovery_codes = enrolling(require_safe(ViewRecoveryCodesView.as_view()))
make_recovery_codes = signed_in(form(GenerateRecoveryCodesView.as_view()))
passkeys = signed_in(require_safe(ListWebAuthnView.as_view()))
rename_passkey = signed_in(form(EditWebAuthnView.as_view()))
remove_passkey = signed_in(form(Remove.as_view()))
deactivate_app = signed_in(form(DeactivateTOTPView.as_view()))
