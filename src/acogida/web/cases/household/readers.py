"""Who opened a file, for coordinators."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import AuditEvent, User
from acogida.cases.selectors import file_of
from acogida.web.access import WorkRequest
from acogida.web.accounts.audit_page import repeated
from acogida.web.cases.household.finding import coordinates, household_or_404
from acogida.web.directory.paging import pages

EVENTS_A_PAGE = 50


@coordinates
@require_safe
def opened(request: WorkRequest, pk: UUID) -> HttpResponse:
    household = household_or_404(request, pk)
    rows = AuditEvent.objects.filter(workspace=household.workspace_id, subject__in=file_of(household))
    events = Paginator(rows.defer("body", "hash").order_by("-number"), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    names = dict(User.objects.filter(pk__in={one.actor for one in events}).values_list("pk", "name"))
    lines = [
        (
            one.at,
            names.get(one.actor, _("the node itself")) if one.actor else _("the node itself"),
            str(Role(one.role).label) if one.role in Role.values else "",
            str(AuditAction(one.action).label) if one.action in AuditAction.values else one.action,
            run,
        )
        for run in repeated(events)
        for one in [run.event]
    ]
    context = {
        "household": household,
        "lines": lines,
        "pages": pages(events.number, events.paginator.num_pages, lambda number: f"?page={number}"),
    }
    return render(request, "cases/household/opened.html", context)
