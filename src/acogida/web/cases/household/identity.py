"""Who they are: names, birth dates, phones. What one person didn't touch stays as a colleague left it, and what two
wrote at a time is shown to the second, who then decides."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acogida.cases import sealed_identity
from acogida.cases.identity import (
    LONGEST,
    LONGEST_OTHERS,
    Identity,
    IdentityChangedMeanwhile,
    NotAnIdentityField,
    person_path,
    phone_path,
)
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Household
from acogida.cases.services.intake import change_identity
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest
from acogida.web.cases.household.addresses import url_of
from acogida.web.cases.household.finding import household_or_404, works_with_households
from acogida.web.cases.household.parts import Someone, people_of
from acogida.web.cases.household.reading import noted

EMPTY_PHONES = 1
INITIAL = "initial-"


class IdentityForm(forms.Form):
    """A field a path of the record. What came with the page comes back with it."""

    def __init__(self, people: list[Someone], identity: Identity, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=identity.values(), label_suffix="")
        self.people = people
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=identity.version)
        labels = {
            "given": _("Given names"),
            "family": _("Family names"),
            "called": _("Called"),
            "birth_date": _("Birth date, as much as they say"),
            "skills": _("What work they know, in their words"),
        }
        for someone in people:
            for name, label in labels.items():
                self._add(person_path(someone.member.pk, name), label)
        self.phone_ids = _phones(identity, data)
        for phone in self.phone_ids:
            self._add(phone_path(phone, "number"), _("Phone"))
            self._add(phone_path(phone, "note"), _("Whose it is, when it is safe to call"))
        self._add("contact", _("How and when to reach them safely"), rows=3)

    def _add(self, path: str, label: str, rows: int = 0) -> None:
        name = path.split(".")[-1]
        quiet = {"autocomplete": "off", "spellcheck": "false"}
        widget = forms.Textarea(quiet | {"rows": rows}) if rows else forms.TextInput(quiet)
        self.fields[path] = forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST.get(name, LONGEST_OTHERS),
            widget=widget,
            show_hidden_initial=True,
        )

    def of_people(self) -> list[tuple[Someone, list[forms.BoundField]]]:
        return [
            (one, [self[path] for path in self.fields if path.startswith(f"people.{one.member.pk}.")])
            for one in self.people
        ]

    def of_phones(self) -> list[list[forms.BoundField]]:
        return [[self[phone_path(pk, "number")], self[phone_path(pk, "note")]] for pk in self.phone_ids]

    def changes(self) -> dict[str, str]:
        return {path: self.cleaned_data[path] for path in self.changed_data if path != "version"}


@works_with_households
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    noted(household, by=request.acting, now=clock.now())
    identity = _identity(request, household)
    form = IdentityForm(people_of(household, identity), identity, request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_identity(
                household=household,
                by=request.acting,
                changes=form.changes(),
                version=form.cleaned_data["version"],
                now=clock.now(),
            )
        except IdentityChangedMeanwhile as contested:
            form, status = _again(request, household, contested), 409
        except NotAnIdentityField as error:
            form.add_error(error.path if error.path in form.fields else None, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Names and contacts are kept, sealed."))
            return HttpResponseRedirect(url_of(household, at="people"))
    context: dict[str, Any] = {"household": household, "form": form}
    if form.errors and status == 200:
        status = 422
    return render(request, "cases/household/identity.html", context, status=status)


def _again(request: WorkRequest, household: Household, contested: IdentityChangedMeanwhile) -> IdentityForm:
    """What was typed stays in the fields. Beside them stands what the colleague wrote; sending it again decides."""
    identity = _identity(request, household)
    stored = identity.values()
    data = request.POST.copy()
    data["version"] = str(identity.version)
    for path in [name.removeprefix(INITIAL) for name in request.POST if name.startswith(INITIAL)]:
        if request.POST.get(path, "") == request.POST.get(INITIAL + path, ""):
            data[path] = stored.get(path, "")
        data[INITIAL + path] = stored.get(path, "")
    form = IdentityForm(people_of(household, identity), identity, data)
    form.add_error(None, str(contested))
    for path in contested.paths:
        if path in form.fields:
            form.add_error(path, _("Meanwhile a colleague wrote: “%(text)s”") % {"text": stored.get(path, "")})
    return form


def _identity(request: WorkRequest, household: Household) -> Identity:
    return sealed_identity.of(household, KeyRing(request.acting, [household.pk]))


def _phones(identity: Identity, data: QueryDict | None) -> list[UUID]:
    """Those there are; those of the form that was sent, so that a new one keeps its id; and an empty one."""
    found = list(identity.phones)
    for name in data or ():
        kind, _dot, rest = name.partition(".")
        if kind == "phones" and rest.endswith(".number"):
            try:
                pk = UUID(rest.removesuffix(".number"))
            except ValueError:
                continue
            if pk not in found and len(found) < 20:
                found.append(pk)
    return found if data is not None else [*found, *(uuid4() for _number in range(EMPTY_PHONES))]
