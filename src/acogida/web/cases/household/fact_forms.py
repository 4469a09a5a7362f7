"""Forms of the parts of the facts. Rows that are left empty say nothing."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.cases.enums import Accessibility, AgeBand, Gender, Relation, SkillGroup, Stance
from acogida.cases.facts import Facts, KinFacts, MemberFacts, PreferenceFacts, SkillFacts, Whereabouts
from acogida.cases.models import Household
from acogida.directory import countries, gazetteer
from acogida.directory.languages import OWN_NAMES, own_name
from acogida.web.cases.household import words

EMPTY_ROWS = 2
LANGUAGES = 4
MOST_NAMESAKES = 5


class TownField(forms.CharField):
    """A town by its name. Of namesakes one has to be named in full."""

    def __init__(self, label: str, *, may_be_country: bool = False) -> None:
        self.may_be_country = may_be_country
        widget = forms.TextInput({"autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=200, widget=widget)

    def clean(self, value: str) -> tuple[str, int | None] | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if self.may_be_country and (country := countries.code_of(text)):
            return country, None
        found = gazetteer.exact(text) or gazetteer.find(text)
        if not found:
            raise forms.ValidationError(_("We know no place called so. Try the next larger town."))
        labels = [place.label(words.here()) for place in found]
        if len(found) > 1 and text not in labels:
            which = "; ".join(labels[:MOST_NAMESAKES])
            raise forms.ValidationError(_("There are several. Write one of these: %(places)s") % {"places": which})
        place = found[labels.index(text)] if text in labels else found[0]
        return place.country, place.geonameid


class SectionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title: Promise

    def __init__(self, household: Household, data: Any = None) -> None:
        super().__init__(data, initial={"version": household.facts_version}, label_suffix="")
        self.household = household
        self.groups: list[list[str]] = []
        self.build()

    def build(self) -> None:
        raise NotImplementedError

    def facts(self) -> Facts:
        raise NotImplementedError

    def stored(self) -> list[str]:
        """What stands there now, a line a row."""
        raise NotImplementedError

    def rows(self) -> Iterator[list[forms.BoundField]]:
        for names in self.groups:
            yield [self[name] for name in names]

    def add(self, fields: Mapping[str, forms.Field], **initial: object) -> None:
        for name, value in initial.items():
            self.initial[f"{name}-{len(self.groups)}"] = value
        names = [f"{name}-{len(self.groups)}" for name in fields]
        self.fields |= dict(zip(names, fields.values(), strict=True))
        self.groups.append(names)

    def told(self) -> Iterator[dict[str, Any]]:
        for number, names in enumerate(self.groups):
            yield {name.removesuffix(f"-{number}"): self.cleaned_data.get(name) for name in names}


def _choice(label: str, choices: list[tuple[str, Any]], *, empty: str | None = None) -> forms.ChoiceField:
    first = [] if empty is None else [("", empty)]
    return forms.ChoiceField(label=label, required=False, choices=[*first, *(one for one in choices if one[0])])


class MembersForm(SectionForm):
    title = gettext_lazy("Who travels together")

    def build(self) -> None:
        for member in self.household.members.all():
            row = {"gone": forms.BooleanField(label=_("No longer with them"), required=False)}
            self.add(
                self._fields() | row,
                id=member.pk,
                relation=member.relation,
                age_band=member.age_band,
                gender=member.gender,
                accessibility=member.accessibility,
            )
        for _number in range(EMPTY_ROWS):
            self.add(self._fields(), id=uuid4())

    def _fields(self) -> dict[str, forms.Field]:
        return {
            "id": forms.UUIDField(widget=forms.HiddenInput),
            "relation": _choice(_("Relation"), Relation.choices, empty=_("Choose")),
            "age_band": _choice(_("Age"), AgeBand.choices, empty=str(AgeBand.UNKNOWN.label)),
            "gender": _choice(_("Gender, if they say it"), Gender.choices, empty=str(Gender.UNSAID.label)),
            "accessibility": forms.MultipleChoiceField(
                label=_("A place must allow for"),
                required=False,
                choices=Accessibility.choices,
                widget=forms.CheckboxSelectMultiple,
            ),
        }

    def facts(self) -> Facts:
        return Facts(
            members=tuple(
                MemberFacts(
                    AgeBand(one["age_band"]),
                    Relation(one["relation"]),
                    Gender(one["gender"]),
                    tuple(Accessibility(code) for code in one["accessibility"]),
                    one["id"],
                )
                for one in self.told()
                if one["relation"] and not one.get("gone")
            )
        )

    def clean(self) -> dict[str, Any]:
        kept = [one for one in self.told() if one["relation"] and not one.get("gone")]
        if not kept:
            raise forms.ValidationError(_("Somebody has to stay in the household. To erase it, use the last button."))
        return self.cleaned_data

    def stored(self) -> list[str]:
        rows = self.household.members.all()
        return [f"{Relation(one.relation).label}, {AgeBand(one.age_band).label}" for one in rows]


class PlaceForm(SectionForm):
    title = gettext_lazy("Languages, and where they are")

    def build(self) -> None:
        known = sorted({*OWN_NAMES, *self.household.languages}, key=own_name)
        choices = [(code, own_name(code)) for code in known]
        spoken = [*self.household.languages, *[""] * LANGUAGES][: max(LANGUAGES, len(self.household.languages))]
        label = words.place("", self.household.locality)
        self.add({"town": TownField(_("Town where they are now"))}, town=label)
        for number, code in enumerate(spoken):
            said = _("Language they understand best") if not number else _("Another language")
            self.add({"language": _choice(said, choices, empty=_("None"))}, language=code)

    def facts(self) -> Facts:
        rows = list(self.told())
        town = rows[0]["town"]
        return Facts(
            languages=tuple(one["language"] for one in rows[1:] if one["language"]),
            whereabouts=Whereabouts(town[1] if town else None),
        )

    def stored(self) -> list[str]:
        return [words.place("", self.household.locality), words.languages(self.household.languages)]


class WishesForm(SectionForm):
    title = gettext_lazy("Where they want to go, where not, and where relatives are")
    RELATIVES = "KIN"

    def build(self) -> None:
        for row in self.household.preferences.all():
            self.add(self._fields(), kind=row.stance, place=words.place(row.country, row.locality))
        for kin in self.household.kin.all():
            self.add(self._fields(), kind=self.RELATIVES, place=words.place(kin.country, kin.locality))
        for _number in range(EMPTY_ROWS):
            self.add(self._fields())

    def _fields(self) -> dict[str, forms.Field]:
        choices = [*Stance.choices, (self.RELATIVES, _("relatives are there"))]
        return {
            "place": TownField(_("Country or town"), may_be_country=True),
            "kind": _choice(_("What about it"), choices, empty=_("Choose")),
        }

    def clean(self) -> dict[str, Any]:
        for number, one in enumerate(self.told()):
            if one["place"] and not one["kind"]:
                self.add_error(
                    f"kind-{number}", _("Say whether they want to go there, or not, or have relatives there.")
                )
        return self.cleaned_data

    def facts(self) -> Facts:
        rows = [one for one in self.told() if one["place"] and one["kind"]]
        return Facts(
            preferences=tuple(
                PreferenceFacts(Stance(one["kind"]), *one["place"]) for one in rows if one["kind"] in Stance.values
            ),
            kin=tuple(KinFacts(*one["place"]) for one in rows if one["kind"] == self.RELATIVES),
        )

    def stored(self) -> list[str]:
        wanted = [
            f"{words.place(one.country, one.locality)}: {Stance(one.stance).label}"
            for one in self.household.preferences.all()
        ]
        relatives = _("relatives are there")
        return wanted + [f"{words.place(k.country, k.locality)}: {relatives}" for k in self.household.kin.all()]


class SkillsForm(SectionForm):
    title = gettext_lazy("Work they know")

    def build(self) -> None:
        for row in self.household.skills.all():
            self.add(self._fields(), group=row.group, member=str(row.member_id or ""))
        for _number in range(EMPTY_ROWS):
            self.add(self._fields())

    def _fields(self) -> dict[str, forms.Field]:
        members = [
            (str(one.pk), f"{number}. {Relation(one.relation).label}, {AgeBand(one.age_band).label}")
            for number, one in enumerate(self.household.members.all(), start=1)
        ]
        return {
            "group": _choice(_("Kind of work"), SkillGroup.choices, empty=_("Choose")),
            "member": _choice(_("Who"), members, empty=_("the household")),
        }

    def facts(self) -> Facts:
        return Facts(
            skills=tuple(
                SkillFacts(SkillGroup(one["group"]), UUID(one["member"]) if one["member"] else None)
                for one in self.told()
                if one["group"]
            )
        )

    def stored(self) -> list[str]:
        return [str(SkillGroup(one.group).label) for one in self.household.skills.all()]


SECTIONS: Mapping[str, Callable[..., Any]] = {
    "people": MembersForm,
    "place": PlaceForm,
    "wishes": WishesForm,
    "work": SkillsForm,
}
