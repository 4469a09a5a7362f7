"""Who works here: colleagues, who waits for the key, what they may do and until when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acogida.accounts.enums import KEY_ROLES, Role
from acogida.accounts.keys import fingerprint, grant, pending_grants
from acogida.accounts.links import MadeLink
from acogida.accounts.memberships import change_role, end_membership, limit_membership
from acogida.accounts.models import Invitation, MemberKey, Membership
from acogida.accounts.resets import offer_second_factor, reset_member
from acogida.accounts.selectors import staff_of
from acogida.core import clock
from acogida.core.errors import DomainError
from acogida.web.access import WorkRequest, member
from acogida.web.accounts.links import absolute
from acogida.web.accounts.staff_forms import RoleForm


@dataclass(frozen=True)
class Row:
    membership: Membership
    seen_at: datetime | None
    waits: bool
    fingerprint: str


def rows(memberships: Iterable[Membership], waiting: set[UUID]) -> list[Row]:
    listed = list(memberships)
    users = [one.user_id for one in listed]
    seen = dict(
        UserSession.objects.filter(user__in=users).order_by("user").values_list("user").annotate(Max("last_seen_at"))
    )
    keys = {key.user_id: fingerprint(key) for key in MemberKey.objects.filter(user__in=users)}
    return [
        Row(
            membership=one,
            seen_at=max(filter(None, (seen.get(one.user_id), one.user.last_login)), default=None),
            waits=one.pk in waiting,
            fingerprint=keys.get(one.user_id, ""),
        )
        for one in listed
    ]


@member(*KEY_ROLES)
@require_safe
def staff(request: WorkRequest) -> HttpResponse:
    by, now = request.acting, clock.now()
    waiting = set(pending_grants(workspace=by.workspace, now=now).values_list("pk", flat=True))
    invitations = Invitation.objects.filter(
        workspace=by.workspace, used_at=None, revoked_at=None, expires_at__gt=now
    ).order_by("created_at", "pk")
    context = {
        "rows": rows(staff_of(workspace=by.workspace, now=now), waiting),
        "invitations": invitations if by.role == Role.COORDINATOR else [],
        "coordinates": by.role == Role.COORDINATOR,
        "has_keys": by.keys is not None,
        "me": by.user.pk,
    }
    return render(request, "accounts/staff.html", context)


def colleague_or_404(request: WorkRequest, pk: UUID) -> Membership:
    found = staff_of(workspace=request.acting.workspace, now=clock.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@member(*KEY_ROLES)
@require_POST
def give_key(request: WorkRequest, pk: UUID) -> HttpResponse:
    membership = colleague_or_404(request, pk)
    said = gettext("%(name)s has the key now.") % {"name": membership.user.name}
    done(request, lambda: grant(membership=membership, by=request.acting, now=clock.now()), said)
    return HttpResponseRedirect(reverse("accounts:staff"))


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: WorkRequest, pk: UUID) -> HttpResponse:
    """Role and end of a membership."""
    membership = colleague_or_404(request, pk)
    form = RoleForm(request.POST or None, initial={"role": membership.role, "until": membership.until_at})
    if request.method == "POST" and form.is_valid() and save(request, membership, form):
        return HttpResponseRedirect(reverse("accounts:staff"))
    context = {"form": form, "membership": membership, "is_oneself": membership.user_id == request.user.pk}
    return render(request, "accounts/colleague.html", context, status=422 if form.errors else 200)


def save(request: WorkRequest, membership: Membership, form: RoleForm) -> bool:
    role, until, now = Role(form.cleaned_data["role"]), form.until_at(), clock.now()
    try:
        if role != membership.role:
            membership = change_role(membership=membership, role=role, by=request.acting, now=now)
        if until != membership.until_at:
            limit_membership(membership=membership, until=until, by=request.acting, now=now)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, gettext("Saved."))
    return True


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: WorkRequest, pk: UUID) -> HttpResponse:
    membership = colleague_or_404(request, pk)
    if request.method != "POST":
        is_oneself = membership.user_id == request.user.pk
        return render(request, "accounts/end.html", {"membership": membership, "is_oneself": is_oneself})
    said = gettext("%(name)s can open nothing of your organization any more.") % {"name": membership.user.name}
    ended = done(request, lambda: end_membership(membership=membership, by=request.acting, now=clock.now()), said)
    if ended and membership.user_id == request.user.pk:
        return HttpResponseRedirect(reverse("accounts:enter"))
    return HttpResponseRedirect(reverse("accounts:staff") if ended else reverse("accounts:colleague", args=[pk]))


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: WorkRequest, pk: UUID) -> HttpResponse:
    """A link for a new passphrase. It stands on the page that answers, this once."""
    membership = colleague_or_404(request, pk)
    if request.method != "POST":
        return render(request, "accounts/reset.html", {"membership": membership})
    return link_made(request, membership, reset_member, "accounts:new-passphrase")


@member(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: WorkRequest, pk: UUID) -> HttpResponse:
    """A link for a new second factor. It stands on the page that answers, this once."""
    membership = colleague_or_404(request, pk)
    if request.method != "POST":
        return render(request, "accounts/second_factor_lost.html", {"membership": membership})
    return link_made(request, membership, offer_second_factor, "accounts:new-second-factor")


def link_made(
    request: WorkRequest, membership: Membership, make: Callable[..., MadeLink[Any]], name: str
) -> HttpResponse:
    try:
        made = make(membership=membership, by=request.acting, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("accounts:colleague", args=[membership.pk]))
    link = absolute(request, name, made.token)
    return render(request, "accounts/link.html", {"link": link, "made": made.link, "person": membership.user.name})


def done(request: WorkRequest, deed: Callable[[], object], said: str) -> bool:
    try:
        deed()
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True
