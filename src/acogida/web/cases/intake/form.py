"""The one page of a registration. A field's name is where it belongs: `relation.<member>`, `need.<row>`, and, of what
is sealed, the path in the identity record. Whatever was typed stands there again when something was wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acogida.cases.enums import Accessibility, AgeBand, Gender, Relation, SkillGroup, Stance, Urgency
from acogida.cases.facts import Facts, NeedFacts
from acogida.cases.identity import Identity, NotAnIdentityField, checked
from acogida.directory.enums import NeedKind
from acogida.directory.languages import OWN_NAMES, own_name
from acogida.web.cases.household import words
from acogida.web.cases.household.fact_forms import TownField
from acogida.web.cases.intake import rows
from acogida.web.cases.towns import suggesting

RELATIVES = "KIN"
WISHES = [*Stance.choices, (RELATIVES, _("relatives are there"))]
SEALED = "identity"
SPARE = "__new__"  # the row that is copied for a new one

NAMES: tuple[tuple[str, Promise], ...] = (
    ("given", _("Given names")),
    ("family", _("Family names")),
    ("birth_date", _("Birth date, if they say it")),
)
MORE: tuple[tuple[str, Promise], ...] = (
    ("called", _("Called")),
    ("skills", _("Work they know, in their words")),
)
PHONE: tuple[tuple[str, Promise], ...] = (
    ("number", _("Phone")),
    ("note", _("Whose, and when it is safe to call")),
)


@dataclass(frozen=True)
class PersonRow:
    id: str
    relation: forms.BoundField
    age_band: forms.BoundField
    gender: forms.BoundField
    names: list[forms.BoundField]
    accessibility: forms.BoundField
    more: list[forms.BoundField]  # what else they are called, what work they know


class IntakeForm(forms.Form):
    spare_person: "PersonRow"
    spare_phone: list[forms.BoundField]
    MORE_OF = ("people", "phones", "languages", "needs", "wishes")  # rows that can be added

    def __init__(self, facts: Facts, identity: Identity, data: QueryDict | None = None, *, more: str = "") -> None:
        """`more`: of what one more empty row is wanted, by somebody whose browser can't add it."""
        super().__init__(data, label_suffix="", use_required_attribute=False)
        self.sent = data
        self.stored = identity.values()
        self.member_ids = self._members(facts, data) + ([uuid4()] if more == "people" else [])
        self.order = self.member_ids if data is None else rows.listed(data, "member")
        self.phone_ids = self._phones(identity, data) + ([uuid4()] if more == "phones" else [])
        kinds = {one.id: one for one in facts.members or ()}
        skills = {one.member: one.group for one in reversed(facts.skills or ()) if one.member}
        for pk in self.member_ids:
            self._person(str(pk), kinds.get(pk), skills.get(pk, ""))
        for pk in self.phone_ids:
            self._phone(str(pk))
        self._sealed(["contact"])
        self._places(facts, data)

    @classmethod
    def spare(cls) -> "IntakeForm":
        """Empty rows, to be copied."""
        form = cls(Facts(), Identity())
        form._person(SPARE, None, "")
        form._phone(SPARE)
        form._language(SPARE, "")
        form._need(SPARE, None)
        form._wish(SPARE, None)
        form.languages = form.needs = form.wishes = [SPARE]
        form.spare_person, form.spare_phone = form.person(SPARE), form.phone(SPARE)
        return form

    def _members(self, facts: Facts, data: QueryDict | None) -> list[UUID]:
        if data is None:
            return [one.id for one in facts.members or ()] or [uuid4()]
        order = rows.listed(data, "member")
        return list(dict.fromkeys([*order, *rows.named(data, "relation", "skill", "people")]))

    def _phones(self, identity: Identity, data: QueryDict | None) -> list[UUID]:
        return list(identity.phones) or [uuid4()] if data is None else rows.named(data, "phones")

    def _person(self, pk: str, one: Any, skill: str) -> None:
        self._put(
            "members", f"relation.{pk}", _choice(_("Relation"), Relation.choices, _("Choose")), one and one.relation
        )
        ages = _choice(_("Age"), AgeBand.choices, AgeBand.UNKNOWN.label)
        self._put("members", f"age_band.{pk}", ages, one and one.age_band)
        genders = _choice(_("Gender, if they say it"), Gender.choices, Gender.UNSAID.label)
        self._put("members", f"gender.{pk}", genders, one and one.gender)
        allow = forms.MultipleChoiceField(
            label=_("A place must allow for"),
            required=False,
            choices=Accessibility.choices,
            widget=forms.CheckboxSelectMultiple,
        )
        self._put("members", f"accessibility.{pk}", allow, list(one.accessibility) if one else [])
        work = _choice(_("Kind of work"), SkillGroup.choices, _("not said"))
        self._put("skills", f"skill.{pk}", work, skill)
        self._sealed(f"people.{pk}.{name}" for name, _label in (*NAMES, *MORE))

    def _phone(self, pk: str) -> None:
        self._sealed(f"phones.{pk}.{name}" for name, _label in PHONE)

    def _language(self, number: str, code: str) -> None:
        known = sorted({*OWN_NAMES, *([code] if code else [])}, key=own_name)
        said = _("Language they understand best") if number == "0" else _("Another language")
        choices = [(code, own_name(code)) for code in known]
        self._put("languages", f"language.{number}", _choice(said, choices, _("Choose")), code)

    def _need(self, number: str, need: NeedFacts | None) -> None:
        self._put("needs", f"need.{number}", _choice(_("Need"), NeedKind.choices, _("Choose")), need and need.kind)
        urgency = need.urgency if need else Urgency.WEEKS_2
        self._put("needs", f"urgency.{number}", _choice(_("How urgent"), Urgency.choices), urgency)

    def _wish(self, number: str, wish: tuple[str, int | None, str] | None) -> None:
        label = words.place(*wish[:2]) if wish else ""
        self._put("wishes", f"wish.{number}", _town(_("Country or town"), may_be_country=True), label)
        self._put("wishes", f"stance.{number}", _choice(_("What about it"), WISHES, _("Choose")), wish and wish[2])

    def _places(self, facts: Facts, data: QueryDict | None) -> None:
        spoken = list(facts.languages or ())
        self.languages = _numbers(data, "language", len(spoken) + 1, least=2)
        for number, code in _filled(self.languages, spoken):
            self._language(number, code or "")
        where = facts.whereabouts.locality if facts.whereabouts else None
        self._put("place", "town", _town(_("Town where they are now")), words.place("", where))
        needs = [one for one in facts.needs or () if one.member is None]
        self.needs = _numbers(data, "need", len(needs) + 1, least=2)
        for number, need in _filled(self.needs, needs):
            self._need(number, need)
        wishes = [(one.country, one.locality, str(one.stance)) for one in facts.preferences or ()]
        wishes += [(one.country, one.locality, RELATIVES) for one in facts.kin or ()]
        self.wishes = _numbers(data, "wish", len(wishes) + 1)
        for number, wish in _filled(self.wishes, wishes):
            self._wish(number, wish)

    def _put(self, part: str, name: str, field: forms.Field, initial: object) -> None:
        field.widget.attrs |= {"data-part": part}
        self.fields[name] = field
        self.initial[name] = initial or ""

    def _sealed(self, paths: Any) -> None:
        for path in paths:
            field = forms.CharField(label=_label(path), required=False, strip=False)
            name = path.split(".")[-1]
            attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "words"}
            if name == "number":
                attrs |= {"inputmode": "tel", "autocapitalize": "off"}
            elif name == "birth_date":
                attrs |= {"placeholder": "1990-05-31", "inputmode": "numeric", "autocapitalize": "off"}
            is_long = path == "contact"
            field.widget = forms.Textarea(attrs | {"rows": 2}) if is_long else forms.TextInput(attrs)
            self._put(SEALED, path, field, self.stored.get(path, ""))

    def clean(self) -> dict[str, Any]:
        for path in self.sealed_paths():
            try:
                checked(path, self.cleaned_data.get(path, ""))
            except NotAnIdentityField as wrong:
                self.add_error(path, str(wrong))
        return self.cleaned_data

    def sealed_paths(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.widget.attrs["data-part"] == SEALED]

    def errors_of(self, part: str) -> dict[str, list[str]]:
        return {
            name: [str(error) for error in errors]
            for name, errors in self.errors.items()
            if name in self.fields and self.fields[name].widget.attrs["data-part"] == part
        }

    def was_sealed(self) -> Iterator[tuple[str, str]]:
        """What stood in each sealed field when this page was made; a form that was sent keeps its own."""
        for path in self.sealed_paths():
            yield path, self.stored.get(path, "")

    def people(self) -> Iterator[PersonRow]:
        for pk in self.member_ids:
            yield self.person(str(pk))

    def person(self, pk: str) -> PersonRow:
        def sealed(names: tuple[tuple[str, Promise], ...]) -> list[forms.BoundField]:
            return [self[f"people.{pk}.{name}"] for name, _label in names]

        return PersonRow(
            pk,
            self[f"relation.{pk}"],
            self[f"age_band.{pk}"],
            self[f"gender.{pk}"],
            sealed(NAMES),
            self[f"accessibility.{pk}"],
            [*sealed(MORE[:1]), self[f"skill.{pk}"], *sealed(MORE[1:])],
        )

    def phones(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for pk in self.phone_ids:
            yield str(pk), self.phone(str(pk))

    def phone(self, pk: str) -> list[forms.BoundField]:
        return [self[f"phones.{pk}.{name}"] for name, _label in PHONE]

    def of(self, *names: str) -> Iterator[list[forms.BoundField]]:
        numbers = {"language": self.languages, "need": self.needs, "wish": self.wishes}[names[0]]
        for number in numbers:
            yield [self[f"{name}.{number}"] for name in names]

    def language_rows(self) -> Iterator[list[forms.BoundField]]:
        return self.of("language")

    def need_rows(self) -> Iterator[list[forms.BoundField]]:
        return self.of("need", "urgency")

    def wish_rows(self) -> Iterator[list[forms.BoundField]]:
        return self.of("wish", "stance")


def _choice(label: Any, choices: Any, empty: Any = None) -> forms.ChoiceField:
    first = [] if empty is None else [("", empty)]
    return forms.ChoiceField(label=label, required=False, choices=[*first, *(one for one in choices if one[0])])


def _town(label: Any, *, may_be_country: bool = False) -> forms.Field:
    return suggesting(TownField(label, may_be_country=may_be_country))


def _label(path: str) -> Any:
    labels = dict((*NAMES, *MORE, *PHONE)) | {"contact": _("How and when they can be reached safely")}
    return labels[path.split(".")[-1]]


def _numbers(data: QueryDict | None, name: str, count: int, *, least: int = 1) -> list[str]:
    if data is not None:
        return rows.numbered(data, name)
    return [str(number) for number in range(max(least, count))]


def _filled(numbers: list[str], stored: list[Any]) -> Iterator[tuple[str, Any]]:
    for position, number in enumerate(numbers):
        yield number, stored[position] if position < len(stored) else None
