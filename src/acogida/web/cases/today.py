"""What needs somebody now. Each thing has a number, where to go, and stays away when there is nothing to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.accounts.keys import last_holder, pending_grants
from acogida.accounts.models import RecoveryKey
from acogida.cases.enums import Urgency
from acogida.cases.models import Household
from acogida.cases.selectors import Filters, drafts_of, list_for, visible_to
from acogida.cases.services import resealing
from acogida.cases.services.resealing import Progress
from acogida.core import clock
from acogida.directory.editing.own import is_to_confirm, own_services
from acogida.referrals.selectors import waiting_for
from acogida.referrals.services import help_desk
from acogida.web.access import WorkRequest
from acogida.web.accounts.workspace import url_of
from acogida.web.cases.finding import begun_by, whose_consent_ends
from acogida.web.cases.household.finding import works_with_households

LATEST = 5
POLLS = 60  # one a minute; a page that nobody looks at must not keep a session alive


@dataclass(frozen=True)
class Task:
    icon: str
    tone: str
    number: int
    text: Promise | str
    url: str | None  # None: where it is done is not built into this node


def tasks(by: Acting, now: datetime) -> Iterator[Task]:
    """The most pressing first."""
    number = help_desk.to_answer(by).count()
    text = ngettext_lazy("request for help waits for your answer", "requests for help wait for your answer")
    yield Task("hand-heart", "bad", number, text % number, url_of("desk:list"))
    yield from _referrals(by, now)
    everything = reverse("cases:list")
    for urgency, tone, text in (
        (Urgency.TODAY, "bad", ngettext_lazy("household needs something today", "households need something today")),
        (
            Urgency.DAYS_3,
            "warn",
            ngettext_lazy("household needs something within three days", "households need something within three days"),
        ),
    ):
        number = list_for(by, Filters(urgency=urgency)).count()
        yield Task("clock", tone, number, text % number, f"{everything}?urgency={urgency}")
    number = begun_by(by, drafts_of(by)).count()
    text = ngettext_lazy("registration of yours is not finished", "registrations of yours are not finished")
    yield Task("file-text", "warn", number, text % number, f"{everything}?status=DRAFT&only=mine")
    number = whose_consent_ends(visible_to(by), now).count()
    text = ngettext_lazy("consent ends within two weeks", "consents end within two weeks")
    yield Task("hand-heart", "warn", number, text % number, f"{everything}?only=ending")
    number = list_for(by, Filters(status=None, is_announced=True)).count()
    text = ngettext_lazy("file will be erased unless somebody asks for it", "files will be erased unless somebody asks")
    yield Task("shield", "warn", number, text % number, f"{everything}?only=announced")
    number = sum(is_to_confirm(room, now) for one in own_services(by) for room in one.capacities.all())
    text = ngettext_lazy("number of free places has to be confirmed", "numbers of free places have to be confirmed")
    yield Task("bed", "warn", number, text % number, url_of("offers:list"))
    number = pending_grants(workspace=by.workspace, now=now).exclude(user=by.user).count()
    text = ngettext_lazy("colleague waits for the key", "colleagues wait for the key")
    yield Task("users", "warn", number, text % number, url_of("accounts:staff"))


def _referrals(by: Acting, now: datetime) -> Iterator[Task]:
    waiting, everything = waiting_for(by, now), reverse("referrals:list")
    for name, icon, tone, number, text in (
        ("overdue", "clock", "bad", waiting.overdue, ngettext_lazy("referral is overdue", "referrals are overdue")),
        (
            "answer",
            "hand-heart",
            "bad",
            waiting.to_answer,
            ngettext_lazy("referral waits for your answer", "referrals wait for your answer"),
        ),
        (
            "returned",
            "share-2",
            "bad",
            waiting.returned,
            ngettext_lazy("referral came back without help", "referrals came back without help"),
        ),
        (
            "asked",
            "info",
            "warn",
            waiting.asks_sender,
            ngettext_lazy("organization asks you something", "organizations ask you something"),
        ),
        (
            "expected",
            "bed",
            "warn",
            waiting.expected,
            ngettext_lazy(
                "place is held for somebody who is expected soon", "places are held for somebody who is expected soon"
            ),
        ),
    ):
        yield Task(icon, tone, number, text % number, f"{everything}?list={name}")


def without_recovery(by: Acting) -> bool:
    """While nobody has typed it back, one lost passphrase may lose all files."""
    papers = RecoveryKey.objects.filter(workspace=by.workspace, confirmed_at__isnull=False)
    return by.role == Role.COORDINATOR and not papers.exists()


def context(request: WorkRequest, progress: Progress | None = None) -> dict[str, object]:
    by, now = request.acting, clock.now()
    if by.keys is not None and progress is None:
        progress = resealing.progress(by=by)
    asked = request.GET.get("n", "0")
    polls = int(asked) if asked.isdecimal() and len(asked) < 4 else POLLS
    return {
        "tasks": [task for task in tasks(by, now) if task.number],
        "has_keys": by.keys is not None,
        "last_holder": last_holder(workspace=by.workspace, now=now),
        "files": visible_to(by).count(),
        "recovery_url": (url_of("accounts:recovery") or url_of("accounts:settings")) if without_recovery(by) else None,
        "progress": progress if progress and not progress.is_done else None,
        "households": visible_to(by).exclude(status="DRAFT").exists(),
        "offers_url": url_of("offers:list"),
        "staff_url": url_of("accounts:staff") if by.role == Role.COORDINATOR else None,
        "me": by.user.pk,
        "at": now,
        "next_poll": polls + 1 if polls < POLLS else None,
    }


@works_with_households
@require_safe
def page(request: WorkRequest) -> HttpResponse:
    latest: list[Household] = list(list_for(request.acting)[:LATEST])
    return render(request, "cases/today.html", context(request) | {"latest": latest})


@works_with_households
@require_safe
def attention(request: WorkRequest) -> HttpResponse:
    return render(request, "cases/_partials/attention.html", context(request))


@works_with_households
@require_POST
def reseal(request: WorkRequest) -> HttpResponse:
    """One batch. The page asks for the next one by itself; without JavaScript there is a button."""
    progress = resealing.reseal_some(by=request.acting, now=clock.now()) if request.acting.keys else None
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("cases:today"))
    return render(request, "cases/_partials/attention.html", context(request, progress))
