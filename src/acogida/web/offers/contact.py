"""Phones, e-mail and web page of a service."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.editing.contact import MOST_PHONES, Phone, UnusableContact, change_contact
from acogida.directory.editing.writing import TellsWhereAHiddenPlaceIs
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest, member
from acogida.web.directory.search import language
from acogida.web.offers import changing
from acogida.web.offers.finding import service_or_404
from acogida.web.offers.forms import ContactForm

EMPTY_ROWS = 2


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: WorkRequest, pk: UUID) -> HttpResponse:
    service = service_or_404(request, pk)
    standing = service.parts.get("phones", [])[:MOST_PHONES]
    initial = {"email": service.email, "url": service.url}
    for number, phone in enumerate(standing):
        initial |= {
            f"id-{number}": str(phone.get("id", "")),
            f"phone-{number}": str(phone.get("number", "")),
            f"says-{number}": str(phone.get("description", "")),
        }
    form = ContactForm(request.POST or None, initial=initial, phones=_rows(request, len(standing)))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        phones = [Phone(said[f"id-{n}"], said[f"phone-{n}"], said[f"says-{n}"]) for n in range(form.phones)]
        changed = changing.written(
            form,
            lambda: change_contact(
                service=service,
                phones=phones,
                email=said["email"],
                url=said["url"],
                by=request.acting,
                now=clock.now(),
            ),
            _field_of,
        )
        if changed is not None:
            return changing.told(request, service, changed)
    name = translated(service, "name", language())
    return changing.page(request, "offers/contact.html", form, service=service, name=name)


def _rows(request: WorkRequest, standing: int) -> int:
    """As many as were shown: a colleague may have taken one away meanwhile."""
    shown = sum(name.startswith("phone-") for name in request.POST)
    return min(max(shown, standing + EMPTY_ROWS), MOST_PHONES)


def _field_of(error: DomainError) -> str | None:
    if isinstance(error, UnusableContact):
        return error.field
    if isinstance(error, TellsWhereAHiddenPlaceIs):
        return "says-0" if error.field == "phones" else error.field
    return None
