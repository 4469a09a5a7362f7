"""Passkeys, codes of an app and recovery codes: allauth's views, minus the way to be left without any."""

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ListWebAuthnView, RemoveWebAuthnView
from django.forms import Form
from django.http import HttpResponse

from acogida.web.access import enrolling, signed_in
from acogida.web.accounts import second_factor


class Remove(RemoveWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        if second_factor.is_last(self.object):
            return self.render_to_response(self.get_context_data(), status=422)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return {**context, "is_last": second_factor.is_last(self.object)}


index = enrolling(IndexView.as_view())
add_passkey = enrolling(AddWebAuthnView.as_view())
activate_app = enrolling(ActivateTOTPView.as_view())
show_recovery_codes = enrolling(ViewRecoveryCodesView.as_view())
make_recovery_codes = signed_in(GenerateRecoveryCodesView.as_view())
passkeys = signed_in(ListWebAuthnView.as_view())
rename_passkey = signed_in(EditWebAuthnView.as_view())
remove_passkey = signed_in(Remove.as_view())
deactivate_app = signed_in(DeactivateTOTPView.as_view())
