from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.accounts.enums import INVITED_ROLES

ROLES = [(role.value, role.label) for role in INVITED_ROLES]
UNTIL_HELP = _("Leave it empty for no end. On that day access ends by itself.")


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Works here until"),
        required=False,
        help_text=UNTIL_HELP,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    def until_at(self) -> datetime | None:
        """The end of that day, by the node's clock."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time.max, tzinfo=UTC) if day else None


class InviteForm(RoleForm):
    person = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("They will sign in with it. No mail is sent."))
    field_order = ("person", "email", "role", "until")


class RecoveryKeyForm(forms.Form):
    typed = forms.CharField(
        label=_("Recovery key, as it stands on the paper"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Nine groups of four. Small letters and missing hyphens do no harm."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")


class RetentionForm(forms.Form):
    months = forms.IntegerField(
        label=_("Months without activity before a file is erased"),
        min_value=1,
        max_value=120,
        help_text=_("It is announced thirty days before."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class AuditForm(forms.Form):
    who = forms.ChoiceField(label=_("By whom"), required=False)
    household = forms.CharField(label=_("Household code"), required=False, max_length=40)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, people: list[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - declared above
        who.choices = [("", _("Everybody")), *people]
