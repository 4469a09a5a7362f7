from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from acogida.directory.enums import Audience, CorrectionKind, NeedKind
from acogida.directory.languages import own_name

# Languages a person can ask for; the rest would make the list too long to read.
SPOKEN = ("es", "pt", "en", "fr", "ht", "quc", "mam", "qu", "ay", "gn", "ar", "zh", "ru")
RADIUS_KM = 50
LAST_TOWN = 2**31 - 1  # far beyond every number that GeoNames has given
RADII = (10, 25, 50, 100, 200, 500)


class SearchForm(forms.Form):
    """The search as it stands in the address: `place` was typed, `town` is a GeoNames id, `at` rounded coordinates."""

    need = forms.ChoiceField(label=_("Kind of help"), required=False)
    place = forms.CharField(label=_("Town or city"), required=False, max_length=120)
    town = forms.IntegerField(
        label=_("Town or city"), required=False, min_value=1, max_value=LAST_TOWN, widget=forms.HiddenInput
    )
    at = forms.RegexField(
        r"^-?[0-9]{1,2}(\.[0-9]{1,6})?,-?[0-9]{1,3}(\.[0-9]{1,6})?$",
        label=_("Town or city"),
        required=False,
        widget=forms.HiddenInput,
    )
    text = forms.CharField(label=_("In your own words"), required=False, max_length=200)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    speaks = forms.MultipleChoiceField(
        label=_("They speak"),
        required=False,
        choices=[(code, own_name(code)) for code in SPOKEN],
        widget=forms.CheckboxSelectMultiple,
    )
    open = forms.BooleanField(label=_("Open now"), required=False)
    room = forms.BooleanField(label=_("Has room"), required=False)
    nopapers = forms.BooleanField(label=_("No papers asked"), required=False)
    accessible = forms.BooleanField(label=_("For wheelchairs"), required=False)
    radius = forms.ChoiceField(
        label=_("How far"), required=False, initial=RADIUS_KM, choices=[(km, f"{km} km") for km in RADII]
    )
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=1000, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.choice("need").choices = [("", _("All kinds of help")), *NeedKind.choices]
        self.choice("audience").choices = [
            ("", _("Everyone")),
            *((code, capfirst(label)) for code, label in Audience.choices if code != Audience.EVERYONE),
        ]
        self.fields["place"].widget.attrs |= {"autocomplete": "off", "enterkeyhint": "search"}

    def choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return field

    def clean_radius(self) -> int:
        return int(self.cleaned_data["radius"] or RADIUS_KM)

    def clean_at(self) -> str:
        """A little less exact than it may have come: about one kilometre."""
        value: str = self.cleaned_data["at"]
        if not value:
            return ""
        latitude, longitude = (round(float(part), 2) for part in value.split(","))
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError(_("This is no place on Earth."))
        return f"{latitude:.2f},{longitude:.2f}"


class PlaceForm(forms.Form):
    """Which of its places the page of a service is to show first."""

    place = forms.UUIDField(required=False)


class CorrectionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=CorrectionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    message = forms.CharField(
        label=_("Tell us more, if you like"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Please write at most %(limit_value)d characters.")},
        label_suffix="",
    )
