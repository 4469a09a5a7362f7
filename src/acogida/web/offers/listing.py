"""All that the organisation offers, with how full it is: the page that stands open on a phone at the door."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.editing.own import own_services
from acogida.directory.enums import ServiceStatus
from acogida.directory.models import Capacity
from acogida.directory.search.capacity import FRESH_FOR
from acogida.web.access import WorkRequest, member
from acogida.web.directory.paging import pages
from acogida.web.directory.search import language
from acogida.web.offers.rooms import card

SERVICES_A_PAGE = 30


@member()
@require_safe
def listing(request: WorkRequest) -> HttpResponse:
    now = clock.now()
    old = Capacity.objects.filter(service=OuterRef("pk"), available__isnull=False, updated_at__lt=now - FRESH_FOR)
    services = own_services(request.acting).annotate(is_old=Exists(old)).order_by("-is_old", "name", "pk")
    page = Paginator(services, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    cards = [
        card(one, is_closed=one.status == ServiceStatus.TEMPORARILY_CLOSED, language=language(), now=now)
        for one in page.object_list
    ]
    context = {
        "cards": cards,
        "old": sum(one.old for one in cards),
        "pages": pages(page.number, page.paginator.num_pages, lambda number: f"?page={number}"),
        "may_tell": request.acting.role in {Role.CASEWORKER, Role.COORDINATOR},
        "may_edit": request.acting.role == Role.COORDINATOR,
    }
    return render(request, "offers/list.html", context)
