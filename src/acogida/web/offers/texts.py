"""Texts of a service: the original and one translation, side by side."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.editing.texts import FIELDS, NameMissing, change_texts
from acogida.directory.editing.writing import TellsWhereAHiddenPlaceIs
from acogida.directory.languages import own_name
from acogida.directory.models import Service
from acogida.directory.needs import LANGUAGES
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest, member
from acogida.web.directory.search import language
from acogida.web.offers import changing
from acogida.web.offers.finding import service_or_404
from acogida.web.offers.forms import TextsForm


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: WorkRequest, pk: UUID) -> HttpResponse:
    service = service_or_404(request, pk)
    other = _other(service, request.GET.get("with", ""))
    form = TextsForm(request.POST or None, initial=_initial(service, other), original=service.language, other=other)
    if request.method == "POST" and form.is_valid():
        changed = changing.written(
            form,
            lambda: change_texts(
                service=service,
                texts=form.changed_texts(),
                documents=form.changed_documents(),
                language=form.cleaned_data.get("language", ""),
                by=request.acting,
                now=clock.now(),
            ),
            lambda error: _field_of(error, form),
        )
        if changed is not None:
            return changing.told(request, service, changed)
    context = {
        "service": service,
        "name": translated(service, "name", language()),
        "original": own_name(service.language) if service.language else "",
        "other": own_name(other),
        "choices": [(code, own_name(code), code == other) for code in _others(service)],
        "documents": form["documents"],
    }
    return changing.page(request, "offers/texts.html", form, **context)


def _others(service: Service) -> list[str]:
    return [code for code in LANGUAGES if code != service.language]


def _other(service: Service, asked: str) -> str:
    others = _others(service)
    return next(code for code in (asked, language(), others[0]) if code in others)


def _initial(service: Service, other: str) -> dict[str, Any]:
    initial = {f"original-{field}": getattr(service, field) for field in FIELDS}
    translation = service.translations.get(other, {})
    initial |= {f"other-{field}": translation.get(field, "") for field in FIELDS}
    documents = [str(item["document"]) for item in service.parts.get("required_documents", []) if item.get("document")]
    return initial | {"documents": "\n".join(documents)}


def _field_of(error: DomainError, form: TextsForm) -> str | None:
    """Translations are one field of the service: the fault stands at the first one that was changed."""
    if isinstance(error, NameMissing):
        return "original-name"
    if not isinstance(error, TellsWhereAHiddenPlaceIs):
        return None
    if error.field == "required_documents":
        return "documents"
    if error.field == "translations":
        return next((name for name in form.changed_data if name.startswith("other-")), None)
    return f"original-{error.field}"
