"""The addresses that allauth reverses by name, and no others of it: no sign-up, no reset by mail."""

from django.urls import path

from acogida.web.accounts import second_factors, sessions, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/second", sign_in.prove, name="mfa_authenticate"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("unlock", sign_in.unlock, name="account_reauthenticate"),
    path("settings/second-factors", second_factors.index, name="mfa_index"),
    path("settings/second-factors/app", second_factors.activate_app, name="mfa_activate_totp"),
    path("settings/second-factors/app/remove", second_factors.deactivate_app, name="mfa_deactivate_totp"),
    path("settings/second-factors/passkeys", second_factors.passkeys, name="mfa_list_webauthn"),
    path("settings/second-factors/passkeys/add", second_factors.add_passkey, name="mfa_add_webauthn"),
    path("settings/second-factors/passkeys/<int:pk>/name", second_factors.rename_passkey, name="mfa_edit_webauthn"),
    path("settings/second-factors/passkeys/<int:pk>/remove", second_factors.remove_passkey, name="mfa_remove_webauthn"),
    path("settings/second-factors/codes", second_factors.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/second-factors/codes/new", second_factors.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("settings/sessions", sessions.sessions, name="usersessions_list"),
]
