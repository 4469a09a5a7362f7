from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.cases.enums import AgeBand, Urgency
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from acogida.directory.gazetteer import Place
from acogida.directory.languages import own_name
from acogida.referrals.helping.content import (
    LONGEST_REACH,
    LONGEST_WORDS,
    MOST_LANGUAGES,
    MOST_NEEDS,
    MOST_PEOPLE,
    HelpContent,
)
from acogida.web.directory.forms import LAST_TOWN, SPOKEN
from acogida.web.directory.search import FIRST

NAMESAKES = 5
BANDS = tuple(band for band in AgeBand if band.value)
TOO_LONG = {"max_length": gettext_lazy("Please write at most %(limit_value)d characters.")}


class HelpForm(forms.Form):
    """What is asked of somebody who asks for help. Never: a name, papers, immigration status, religion."""

    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What do you need?"),
        choices=NeedKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Mark what you need.")},
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon?"),
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Mark how soon you need it.")},
    )
    place = forms.CharField(
        label=gettext_lazy("In which town are you?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the town where you are.")},
    )
    town = forms.IntegerField(required=False, min_value=1, max_value=LAST_TOWN)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you speak"),
        required=False,
        choices=[(code, own_name(code)) for code in SPOKEN],
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.CharField(
        label=gettext_lazy("How can they reach you?"),
        required=False,
        max_length=LONGEST_REACH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages=TOO_LONG,
    )
    words = forms.CharField(
        label=gettext_lazy("Is there something they should know?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        error_messages=TOO_LONG,
    )

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data, label_suffix="", initial={"languages": [language]})
        self.language = language
        self.namesakes: list[Place] = []
        for band in BANDS:
            self.fields[f"people_{band.value}"] = forms.IntegerField(
                label=band.label,
                required=False,
                min_value=0,
                max_value=MOST_PEOPLE,
                widget=forms.NumberInput({"inputmode": "numeric", "min": 0, "max": MOST_PEOPLE}),
            )

    def clean_needs(self) -> list[str]:
        needs: list[str] = self.cleaned_data["needs"]
        if len(needs) > MOST_NEEDS:
            raise forms.ValidationError(_("Mark the %(count)d most important ones.") % {"count": MOST_NEEDS})
        return needs

    def clean_languages(self) -> list[str]:
        return list(self.cleaned_data["languages"])[: MOST_LANGUAGES - 1]

    def clean(self) -> dict[str, Any]:
        if not self.errors.keys() & {f"people_{band.value}" for band in BANDS}:
            together = sum(self.people().values())
            if not together:
                self.add_error(None, _("Say how many you are, with you: at least one."))
            elif together > MOST_PEOPLE:
                self.add_error(None, _("For more than %(count)d people call an organization.") % {"count": MOST_PEOPLE})
        if text := self.cleaned_data.get("place"):
            self._place(text)
        return self.cleaned_data

    def _place(self, text: str) -> None:
        found = gazetteer.exact(text) or gazetteer.find(text, limit=NAMESAKES)
        found = [one for one in found if one.label(self.language) == text] or found
        found = [one for one in found if one.geonameid == self.cleaned_data.get("town")] or found
        if not found:
            self.add_error("place", _("We know no town called so. Write the next larger town."))
        elif len(found) > 1:
            self.namesakes = found[:NAMESAKES]
            self.add_error("place", _("There are several towns called so. Mark yours."))
        else:
            self.cleaned_data["town"] = found[0].geonameid

    def people(self) -> dict[AgeBand, int]:
        counted = {band: self.cleaned_data.get(f"people_{band.value}") or 0 for band in BANDS}
        return {band: number for band, number in counted.items() if number}

    def content(self) -> HelpContent:
        """The form must be valid."""
        said = self.cleaned_data
        return HelpContent(
            needs=tuple(NeedKind(need) for need in said["needs"]),
            urgency=Urgency(said["urgency"]),
            locality=said["town"],
            people=self.people(),
            language=self.language,
            languages=tuple(said["languages"]),
            reach=said["reach"].strip(),
            words=said["words"].strip(),
        )

    def towns(self) -> list[tuple[int, str]]:
        """To choose from, when several are called so."""
        return [(one.geonameid, one.label(self.language)) for one in self.namesakes]

    def tiles(self) -> list[tuple[NeedKind, bool]]:
        marked = set(self["needs"].value() or [])
        return [(need, need.value in marked) for need in FIRST]

    def more_tiles(self) -> list[tuple[NeedKind, bool]]:
        marked = set(self["needs"].value() or [])
        return [(need, need.value in marked) for need in NeedKind if need not in FIRST]

    def has_more(self) -> bool:
        return any(is_marked for _need, is_marked in self.more_tiles())

    def counts(self) -> list[forms.BoundField]:
        return [self[f"people_{band.value}"] for band in BANDS]

    def carried(self) -> Iterator[tuple[str, object]]:
        """Everything that was written, to be sent along with the next page: here nothing is kept until it is sent."""
        for name in self.fields:
            value = self.cleaned_data.get(name)
            for one in value if isinstance(value, list) else [value]:
                if one not in (None, ""):
                    yield name, one
