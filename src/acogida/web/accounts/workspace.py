"""What the frame of every workspace page shows: who acts for whom, and where one can go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acogida.accounts.enums import Role
from acogida.web.accounts.choosing import Standing

COORDINATING = frozenset({Role.COORDINATOR})
WITH_CASES = frozenset({Role.CASEWORKER, Role.COORDINATOR})
ALL = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.PLANNER})


@dataclass(frozen=True)
class Door:
    name: str
    label: Promise
    roles: frozenset[Role]


DOORS = (
    Door("cases:today", _("Today"), WITH_CASES),
    Door("cases:list", _("Households"), WITH_CASES),
    Door("referrals:list", _("Referrals"), WITH_CASES),
    Door("desk:list", _("Requests for help"), WITH_CASES),
    Door("offers:list", _("Our services"), ALL),
    Door("accounts:staff", _("Staff"), WITH_CASES),
    Door("accounts:audit", _("Audit"), COORDINATING),
    Door("accounts:settings", _("Settings"), ALL),
)


@dataclass(frozen=True)
class Entry:
    label: Promise
    url: str
    is_current: bool


def url_of(name: str) -> str | None:
    """None while that part is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def home(standing: Standing) -> str:
    return next(entries(standing, "")).url


def entries(standing: Standing, path: str) -> Iterator[Entry]:
    doors = [(door, url) for door in DOORS if standing.role in door.roles and (url := url_of(door.name))]
    # "Today" stands at the root, so that every page is below it: it alone has no pages of its own.
    here = [url for _, url in doors if path == url or (path.startswith(f"{url}/") and not url.endswith("/"))]
    current = max(here, key=len, default=None)
    for door, url in doors:
        yield Entry(label=door.label, url=url, is_current=url == current)


def frame(request: HttpRequest) -> dict[str, Any]:
    """For templates. Pages that nobody acts on, public ones above all, ask nothing of session or database."""
    standing: Standing | None = getattr(request, "standing", None)
    doors = list(entries(standing, request.path)) if standing else []
    return {"standing": standing, "doors": doors}
