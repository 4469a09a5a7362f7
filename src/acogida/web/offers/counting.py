"""What is counted at all: a new kind of places, and how many there are of one."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.directory.editing.room import AlreadyCounted, MoreThanThereAre, change_maximum, start_counting
from acogida.directory.enums import Audience
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.texts import translated
from acogida.web.access import WorkRequest, member
from acogida.web.directory.rooms import whose
from acogida.web.directory.search import language
from acogida.web.offers import changing
from acogida.web.offers.finding import capacity_or_404, service_or_404, site_or_404
from acogida.web.offers.forms import CountForm, MaximumForm
from acogida.web.offers.rooms import place_names


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: WorkRequest, pk: UUID) -> HttpResponse:
    service = service_or_404(request, pk)
    sites = list(service.sites.all())
    places = [(str(id_), name) for id_, name in place_names(sites).items()]
    form = CountForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        changed = changing.written(
            form,
            lambda: [
                start_counting(
                    service=service,
                    site=_site(service, sites, said.get("site", "")),
                    audience=Audience(said["audience"]),
                    unit=said["unit"],
                    free=said["free"],
                    maximum=said["maximum"],
                    by=request.acting,
                    now=clock.now(),
                ).unit
            ],
            _field_of,
        )
        if changed is not None:
            return changing.told(request, service, changed)
    name = translated(service, "name", language())
    return changing.page(request, "offers/count.html", form, service=service, name=name)


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def maximum(request: WorkRequest, pk: UUID) -> HttpResponse:
    capacity = capacity_or_404(request, pk)
    service = service_or_404(request, capacity.service_id)
    form = MaximumForm(request.POST or None, initial={"maximum": capacity.maximum})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["maximum"]
        changed = changing.written(
            form,
            lambda: [change_maximum(capacity=capacity, maximum=wanted, by=request.acting, now=clock.now()).unit],
            lambda error: "maximum",
        )
        if changed is not None:
            return changing.told(request, service, changed)
    context = {
        "service": service,
        "name": translated(service, "name", language()),
        "people": whose(capacity),
        "unit": capacity.unit,
    }
    return changing.page(request, "offers/maximum.html", form, **context)


def _site(service: Service, sites: list[ServiceAtLocation], chosen: str) -> ServiceAtLocation | None:
    """The only place where there is one; the chosen one where there are several."""
    if chosen:
        return site_or_404(service, UUID(chosen))
    return sites[0] if len(sites) == 1 else None


def _field_of(error: DomainError) -> str | None:
    match error:
        case AlreadyCounted():
            return "unit"
        case MoreThanThereAre():
            return "free"
    return None
