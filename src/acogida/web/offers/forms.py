"""Shapes of what is typed. What it may say is the word of `directory.editing`."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.directory.dates import WEEKDAYS as DAY_NAMES
from acogida.directory.editing.hours import SpecialDay, Times
from acogida.directory.editing.room import MOST
from acogida.directory.editing.texts import FIELDS, IN_ONE_LINE, MOST_LETTERS
from acogida.directory.enums import Audience
from acogida.directory.languages import own_name
from acogida.directory.needs import LANGUAGES
from acogida.directory.recurrence import WEEKDAYS

LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "alternate_name": gettext_lazy("Other name"),
    "description": gettext_lazy("What you offer"),
    "alert": gettext_lazy("Warning or news"),
    "application_process": gettext_lazy("How to get it"),
    "eligibility_description": gettext_lazy("For whom, and on what condition"),
    "fees_description": gettext_lazy("What it costs"),
    "wait_time": gettext_lazy("How long one waits"),
}
SPANS = 2  # a morning and an afternoon


class Number(forms.IntegerField):
    """How many of something."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Write a whole number."),
        "required": gettext_lazy("Write how many are free."),
    }

    def __init__(self, label: Any = None, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, min_value=0, max_value=MOST)
        self.widget.attrs |= {"inputmode": "numeric"}


class FreeForm(forms.Form):
    free = Number(required=True)


class MaximumForm(forms.Form):
    maximum = Number(gettext_lazy("Places in all"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class CountForm(forms.Form):
    """A new kind of places to count."""

    site = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=())
    unit = forms.CharField(
        label=gettext_lazy("What is counted"),
        max_length=100,
        help_text=gettext_lazy("For example: bed, meal, appointment."),
        error_messages={"required": gettext_lazy("Write what is counted.")},
    )
    free = Number(gettext_lazy("Free now, if known"))
    maximum = Number(gettext_lazy("Places in all, if known"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, places: list[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        _choices(self, "audience", [(code, str(label).capitalize()) for code, label in Audience.choices])
        _choices(self, "site", places)
        if len(places) < 2:
            del self.fields["site"]

    def clean_unit(self) -> str:
        unit: str = self.cleaned_data["unit"]
        return unit.strip()


class TextsForm(forms.Form):
    """The original and one translation. What came with the page comes back with it, so that only what this person
    changed is written, whatever a colleague changed meanwhile."""

    documents = forms.CharField(
        label=gettext_lazy("What to bring"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("One thing a line."),
        show_hidden_initial=True,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: dict[str, Any],
        original: str,
        other: str,
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.original, self.other = original, other
        if not original:
            choices = [("", _("Not known")), *((code, own_name(code)) for code in LANGUAGES)]
            self.fields["language"] = forms.ChoiceField(
                label=_("In which language is it written?"), required=False, choices=choices
            )
        for field in FIELDS:
            for side, language in (("original", original), ("other", other)):
                self.fields[f"{side}-{field}"] = _text(
                    field, language, is_required=(side, field) == ("original", "name")
                )

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for field in FIELDS:
            yield self[f"original-{field}"], self[f"other-{field}"]

    def changed_texts(self) -> dict[tuple[str, str], str]:
        written_in = self.original or self.cleaned_data.get("language", "")
        changed = {}
        for name in self.changed_data:
            side, _dash, field = name.partition("-")
            if side == "original":
                changed[written_in, field] = self.cleaned_data[name]
            elif side == "other" and self.other != written_in:
                changed[self.other, field] = self.cleaned_data[name]
        return changed

    def changed_documents(self) -> list[str] | None:
        lines: str = self.cleaned_data["documents"]
        return lines.splitlines() if "documents" in self.changed_data else None


def _text(field: str, language: str, *, is_required: bool) -> forms.CharField:
    attributes: dict[str, Any] = {"lang": language} if language else {}
    is_line = field in IN_ONE_LINE
    widget = forms.TextInput(attributes) if is_line else forms.Textarea({"rows": 3, **attributes})
    return forms.CharField(
        label=LABELS[field],
        required=is_required,
        max_length=MOST_LETTERS.get(field, 10_000),
        widget=widget,
        show_hidden_initial=True,
        error_messages={"required": _("A service needs a name in the language it is written in.")},
    )


class ContactForm(forms.Form):
    """Phones stand in rows: those there are, and some empty ones."""

    email = forms.CharField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    url = forms.CharField(label=gettext_lazy("Web page"), required=False, max_length=500)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any], phones: int) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.phones = phones
        for number in range(phones):
            self.fields[f"id-{number}"] = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
            self.fields[f"phone-{number}"] = forms.CharField(
                label=_("Phone"), required=False, max_length=60, widget=forms.TextInput({"inputmode": "tel"})
            )
            self.fields[f"says-{number}"] = forms.CharField(
                label=_("When, or for whom"), required=False, max_length=300
            )

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        for number in range(self.phones):
            yield self[f"id-{number}"], self[f"phone-{number}"], self[f"says-{number}"]


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=_Clock(), error_messages={"invalid": _("Write a time such as 09:00.")}
    )


class WeekForm(forms.Form):
    without_others = forms.BooleanField(label=gettext_lazy("Take these out"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, week: Mapping[str, list[Times]], others: bool) -> None:
        initial: dict[str, time] = {}
        for day, spans in week.items():
            for number, (opens, closes) in enumerate(spans[:SPANS]):
                initial |= {f"{day}-{number}-opens": opens, f"{day}-{number}-closes": closes}
        super().__init__(data, initial=initial, label_suffix="")
        if not others:
            del self.fields["without_others"]
        for day in WEEKDAYS:
            for number in range(SPANS):
                self.fields[f"{day}-{number}-opens"] = _time_field(_("Opens"))
                self.fields[f"{day}-{number}-closes"] = _time_field(_("Closes"))

    def days(self) -> Iterator[tuple[str, Promise, list[tuple[forms.BoundField, forms.BoundField]], list[str]]]:
        """Code, name, times and faults of each day."""
        for day, name in zip(WEEKDAYS, DAY_NAMES, strict=True):
            times = [(self[f"{day}-{number}-opens"], self[f"{day}-{number}-closes"]) for number in range(SPANS)]
            yield day, name, times, [str(fault) for pair in times for field in pair for fault in field.errors]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in WEEKDAYS:
            for number in range(SPANS):
                opens, closes = (f"{day}-{number}-{name}" for name in ("opens", "closes"))
                if {opens, closes} & self.errors.keys():
                    continue
                if (cleaned.get(opens) is None) != (cleaned.get(closes) is None):
                    missing = closes if cleaned.get(closes) is None else opens
                    self.add_error(missing, _("Write both times, or none when it is closed."))
        return cleaned

    def week(self) -> dict[str, list[Times]]:
        return {day: list(self._spans(day)) for day in WEEKDAYS}

    def _spans(self, day: str) -> Iterator[Times]:
        for number in range(SPANS):
            opens: time | None = self.cleaned_data.get(f"{day}-{number}-opens")
            closes: time | None = self.cleaned_data.get(f"{day}-{number}-closes")
            if opens is not None and closes is not None:
                yield opens, closes


class SpecialDayForm(forms.Form):
    """One row of the list of days that differ."""

    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=_Day())
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=_Day())
    closed = forms.BooleanField(label=gettext_lazy("Closed"), required=False)
    opens = forms.TimeField(label=gettext_lazy("Opens"), required=False, widget=_Clock())
    closes = forms.TimeField(label=gettext_lazy("Closes"), required=False, widget=_Clock())
    note = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, opens, closes = cleaned.get("first"), cleaned.get("opens"), cleaned.get("closes")
        says = first or cleaned.get("last") or opens or closes or cleaned.get("note") or cleaned.get("closed")
        if says and not first and "first" not in self.errors:
            self.add_error("first", _("Write the day."))
        if first and not cleaned.get("closed") and (opens is None or closes is None) and not self.errors:
            self.add_error("closed", _("Say that it is closed, or write both times."))
        return cleaned

    def special_day(self) -> SpecialDay | None:
        said = self.cleaned_data
        if not said.get("first") or said.get("DELETE"):
            return None
        times = None if said["closed"] else (said["opens"], said["closes"])
        return SpecialDay(said["first"], said["last"] or said["first"], times, said["note"])


SpecialDays = forms.formset_factory(SpecialDayForm, extra=3, can_delete=True, max_num=60)


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = choices
