from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.referrals import receipt_codes
from acogida.referrals.services.helping import LONGEST_MESSAGE


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The 16 digits"),
        max_length=60,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "placeholder": "0000 0000 0000 0000"}
        ),
        error_messages={"required": _("Type the 16 digits of your paper.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_code(self) -> str:
        """A slip of the finger is told before anything is looked up."""
        digits = receipt_codes.typed(self.cleaned_data["code"])
        if not digits:
            raise forms.ValidationError(
                _("A digit is missing or wrong. Look at your paper again: there are 16, in groups of four.")
            )
        return digits


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("Please write at most %(limit_value)d characters."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
