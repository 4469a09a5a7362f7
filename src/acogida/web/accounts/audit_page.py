"""Who did what when. Events hold ids and codes; names are looked up here, among those who work or worked here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from acogida.accounts import audit
from acogida.accounts.enums import AuditAction, Role
from acogida.accounts.models import AuditEvent, Invitation, Membership, User
from acogida.cases.selectors import by_code, visible_to
from acogida.core import clock
from acogida.web.access import WorkRequest, member
from acogida.web.accounts.staff_forms import AuditForm
from acogida.web.directory.paging import pages
from acogida.web.runs import Run, runs

EVENTS_A_PAGE = 50
NODE = _("This node")
LABELS = dict(AuditAction.choices)
OFTEN = (AuditAction.HOUSEHOLD_CHANGED, AuditAction.IDENTITY_CHANGED, AuditAction.HOUSEHOLD_READ)


@dataclass(frozen=True)
class Line:
    number: int
    at: datetime
    who: str | Promise
    what: str | Promise
    household: UUID | None
    about: str
    run: Run[AuditEvent]


def lines(request: WorkRequest, events: Iterable[AuditEvent]) -> list[Line]:
    listed = list(events)
    subjects = {event.subject for event in listed if event.subject}
    codes = {one.pk: one.short_code for one in visible_to(request.acting).filter(pk__in=subjects)}
    colleagues = Membership.objects.filter(pk__in=subjects, workspace=request.acting.workspace).select_related("user")
    invited = Invitation.objects.filter(pk__in=subjects, workspace=request.acting.workspace)
    about = {one.pk: one.user.name for one in colleagues} | {one.pk: one.person or one.email for one in invited} | codes
    names = dict(User.objects.filter(pk__in={event.actor for event in listed}).values_list("pk", "name"))
    return [
        Line(
            run=run,
            number=event.number,
            at=event.at,
            who=names.get(event.actor, "") if event.actor else NODE,
            what=LABELS.get(event.action, event.action),
            household=event.subject if event.subject in codes else None,
            about=about.get(event.subject, str(event.subject)[:8]) if event.subject else "",
        )
        for run in repeated(listed)
        for event in [run.event]
    ]


def repeated(events: Iterable[AuditEvent]) -> list[Run[AuditEvent]]:
    """A registration is kept as it is typed, and read again with every page of it."""
    return runs(events, lambda one: (one.action, one.actor, one.subject) if one.action in OFTEN else None)


def wanted(request: WorkRequest, form: AuditForm) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(workspace=request.acting.workspace).order_by("-number")
    if who := form.cleaned_data.get("who"):
        events = events.filter(actor=who)
    if code := form.cleaned_data.get("household"):
        events = events.filter(subject__in=by_code(request.acting, code).order_by().values("pk"))
    return events


def people(request: WorkRequest) -> list[tuple[str, str]]:
    """Also those who left: what they did still stands here."""
    users = User.objects.filter(memberships__workspace=request.acting.workspace).distinct().order_by("name", "pk")
    return [(str(user.pk), user.name) for user in users]


def shown(request: WorkRequest, form: AuditForm) -> Page[AuditEvent]:
    form.is_valid()
    return Paginator(wanted(request, form), EVENTS_A_PAGE).get_page(form.cleaned_data.get("page") or 1)


@member(Role.COORDINATOR)
@require_safe
def page(request: WorkRequest) -> HttpResponse:
    form = AuditForm(request.GET, people=people(request))
    events = shown(request, form)

    def url(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    context = {
        "form": form,
        "count": events.paginator.count,
        "lines": lines(request, events),
        "pages": pages(events.number, events.paginator.num_pages, url),
    }
    return render(request, "accounts/audit.html", context)


@member(Role.COORDINATOR)
@require_POST
def verify(request: WorkRequest) -> HttpResponse:
    faults = list(audit.verify(request.acting.workspace))
    count = AuditEvent.objects.filter(workspace=request.acting.workspace).count()
    return render(request, "accounts/verified.html", {"faults": faults, "count": count, "at": clock.now()})
