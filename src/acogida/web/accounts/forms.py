from collections.abc import Mapping
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

PASSPHRASE = {"autocomplete": "current-password", "spellcheck": "false"}


class SignInForm(LoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs, label_suffix="")
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget = forms.EmailInput({"autocomplete": "username"})
        self.fields["password"].label = _("Passphrase")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput(PASSPHRASE)


class CodeForm(AuthenticateForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs, label_suffix="")
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"})

    def clean_code(self) -> str:
        """Once, in all the time that it is good for: allauth forgets a used one after half a minute."""
        code = str(super().clean_code())
        good_for = (2 * mfa_settings.TOTP_TOLERANCE + 1) * mfa_settings.TOTP_PERIOD
        plain = "".join(filter(str.isalnum, code)).casefold()  # with spaces and hyphens it would pass once more
        if not cache.add(f"second-factor-used-{self.user.pk}-{plain}", True, timeout=good_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class UnlockForm(ReauthenticateForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs, label_suffix="")
        self.fields["password"].label = _("Passphrase")
        self.fields["password"].widget = forms.PasswordInput(PASSPHRASE | {"autofocus": True})


NEW_PASSPHRASE = {"autocomplete": "new-password", "spellcheck": "false"}


class NewPassphraseForm(forms.Form):
    """How strong a passphrase has to be is the service's word; here only that it was typed alike twice."""

    new = forms.CharField(
        label=_("New passphrase"),
        strip=False,
        widget=forms.PasswordInput(NEW_PASSPHRASE),
        help_text=_("Four or five words that nobody would guess, and that you can remember. It opens people's files."),
    )
    again = forms.CharField(label=_("Once more"), strip=False, widget=forms.PasswordInput(NEW_PASSPHRASE))

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("The two are not alike."))
        return again


class ChangePassphraseForm(NewPassphraseForm):
    old = forms.CharField(label=_("Passphrase until now"), strip=False, widget=forms.PasswordInput(PASSPHRASE))
    field_order = ("old", "new", "again")


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(label=_("Passphrase"), strip=False, widget=forms.PasswordInput(PASSPHRASE))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name, as colleagues see it"), max_length=200)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class JoinForm(NewPassphraseForm):
    name = forms.CharField(label=_("Your name, as colleagues see it"), max_length=200)
    field_order = ("name", "new", "again")
