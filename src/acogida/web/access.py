"""Who may call a view of the workspace, said above the view and asked by `web.middleware`. `core.access.public` is the
other word; a view that says neither is not there.

What somebody may not see answers like what does not exist: Http404, raised at the same place, with the same page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from acogida.accounts.acting import Acting, acting_for
from acogida.accounts.enums import Role
from acogida.accounts.models import User
from acogida.accounts.selectors import is_operator
from acogida.core import clock
from acogida.web.accounts import choosing, held_key, second_factor
from acogida.web.accounts.choosing import Standing
from acogida.web.accounts.ways import way_to

View = TypeVar("View", bound=Callable[..., Any])

WORKING = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.PLANNER})


class SignedInRequest(HttpRequest):
    user: User
    standing: Standing


class WorkRequest(SignedInRequest):
    """What a view behind `member` is given."""

    acting: Acting


class Declaration(Protocol):
    def admit(self, request: Any) -> HttpResponse | None:
        """Nothing, or the page that has to come first. Raises Http404."""


@dataclass(frozen=True)
class Entrance:
    """Whoever stands at the door: signing in, taking up an invitation."""

    def admit(self, request: HttpRequest) -> HttpResponse | None:
        return None


@dataclass(frozen=True)
class SignedIn:
    """Whoever has signed in with a second factor; `enrolling`: also who has yet to set one up."""

    enrolling: bool = False

    def admit(self, request: SignedInRequest) -> HttpResponse | None:
        if not request.user.is_authenticated:
            raise Http404
        if not second_factor.exists_for(request.user):
            return None if self.enrolling else way_to("mfa_index", request)
        request.standing = choosing.standing(request, request.user, now=clock.now())
        return None


@dataclass(frozen=True)
class Operator:
    """Who runs the machine. Opens no key and reads no case."""

    def admit(self, request: SignedInRequest) -> HttpResponse | None:
        first = SignedIn().admit(request)
        if first is None and not is_operator(user=request.user, now=clock.now()):
            raise Http404
        return first


@dataclass(frozen=True)
class MemberOf:
    """Who works for an organisation, in one of these roles, with their key opened. Sets `request.acting`."""

    roles: frozenset[Role]

    def admit(self, request: WorkRequest) -> HttpResponse | None:
        if first := SignedIn().admit(request):
            return first
        if not request.standing.memberships:
            raise Http404
        workspace = request.standing.workspace
        if workspace is None:
            return way_to("accounts:choose", request)
        if request.standing.role not in self.roles:
            raise Http404
        opened = held_key.held(request)
        if opened is None:
            return way_to("account_reauthenticate", request)
        acting = acting_for(user=request.user, workspace=workspace, member=opened, now=clock.now())
        if acting is None or acting.role not in self.roles:  # asked anew: it may have ended since
            raise Http404
        request.acting = acting
        return None


def entrance(view: View) -> View:
    return _declared(view, Entrance())


def signed_in(view: View) -> View:
    return _declared(view, SignedIn())


def enrolling(view: View) -> View:
    return _declared(view, SignedIn(enrolling=True))


def operator(view: View) -> View:
    return _declared(view, Operator())


def member(*roles: Role) -> Callable[[View], View]:
    """`@member()`: every role of an organisation; `@member(Role.COORDINATOR)`: that one only."""
    return lambda view: _declared(view, MemberOf(frozenset(roles) or WORKING))


def _declared(view: View, declaration: Declaration) -> View:
    view.access = declaration  # type: ignore[attr-defined]
    return view
