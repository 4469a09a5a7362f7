"""What every page that changes a service does: show the form, write it, say what was not written and why."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from acogida.core.errors import DomainError
from acogida.directory.editing.writing import TellsWhereAHiddenPlaceIs
from acogida.directory.models import Service
from acogida.web.access import WorkRequest

UNPROCESSABLE = 422


def told(request: WorkRequest, service: Service, changed: list[str]) -> HttpResponse:
    """Back to the page of the service, which says whether anything changed."""
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."), extra_tags="good")
    return HttpResponseRedirect(reverse("offers:service", args=[service.pk]))


def written(
    form: forms.BaseForm, write: Callable[[], list[str]], field_of: Callable[[DomainError], str | None]
) -> list[str] | None:
    """What the service wrote; None when it refused, which then stands at the field it is about."""
    try:
        return write()
    except TellsWhereAHiddenPlaceIs as error:
        form.add_error(_present(form, field_of(error)), tells_where())
    except DomainError as error:
        form.add_error(_present(form, field_of(error)), str(error))
    return None


def tells_where() -> str:
    return _("This would tell everybody where a place is that is not public. Take the address or its name out.")


def page(request: WorkRequest, template: str, form: forms.BaseForm, **context: object) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _present(form: forms.BaseForm, field: str | None) -> str | None:
    return field if field in form.fields else None
