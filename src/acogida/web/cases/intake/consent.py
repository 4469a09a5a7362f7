"""That they agree to a file being kept: read in full on the page, recorded when the registration is finished."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.accounts.acting import Acting
from acogida.cases import consent_texts
from acogida.cases.consent_texts import Part
from acogida.cases.enums import DataKind, HowGiven, Purpose
from acogida.cases.models import Consent, Household
from acogida.cases.selectors import live_consents
from acogida.cases.services import consents
from acogida.directory.languages import own_name
from acogida.web.cases.household import words

# What the text itself says is in the file. More only if they agree to it as well.
NAMED_IN_TEXT = (DataKind.SITUATION, DataKind.NAMES, DataKind.CONTACT, DataKind.NOTES)
MORE = (DataKind.SKILLS, DataKind.KIN, DataKind.DOCUMENTS)


class KeepingForm(forms.Form):
    text_language = forms.ChoiceField(
        label=gettext_lazy("Language in which they read or heard it"),
        choices=[(code, own_name(code)) for code in consent_texts.LANGUAGES],
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How they agreed"),
        choices=HowGiven.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how they agreed. Help does not depend on it.")},
    )
    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For a spoken consent and a thumb print. The name is sealed."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    also = forms.MultipleChoiceField(
        label=gettext_lazy("They also agree that we keep"),
        required=False,
        choices=[(kind.value, kind.label) for kind in MORE],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, household: Household, data: Any = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        spoken = [code for code in household.languages if code in consent_texts.LANGUAGES]
        self.initial["text_language"] = spoken[0] if spoken else words.here()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("how") in {HowGiven.SPOKEN, HowGiven.THUMB} and not said.get("witness", "").strip():
            self.add_error("witness", _("Name the witness."))
        return said


def given(household: Household, *, now: datetime) -> Consent | None:
    return live_consents(now).filter(household=household, purpose=Purpose.SERVICE_HERE).first()


def texts(household: Household) -> list[tuple[str, str, Part, Part]]:
    """Language, its own name, what holds in general, what this is about."""
    found = []
    for code in consent_texts.LANGUAGES:
        text = consent_texts.text(code)
        about = text.purposes[Purpose.SERVICE_HERE].filled(organization=household.workspace.name)
        found.append((code, own_name(code), text.general, about))
    return found


def record(form: KeepingForm, *, household: Household, by: Acting, now: datetime) -> None:
    """`form` must be valid."""
    said = form.cleaned_data
    consents.record(
        household=household,
        by=by,
        purpose=Purpose.SERVICE_HERE,
        kinds=[*NAMED_IN_TEXT, *(DataKind(code) for code in said["also"])],
        how=HowGiven(said["how"]),
        language=said["text_language"],
        witness=said["witness"],
        now=now,
    )
