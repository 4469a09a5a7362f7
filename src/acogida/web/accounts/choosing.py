"""For which organisation somebody acts just now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from acogida.accounts.enums import Role
from acogida.accounts.models import Membership, User, Workspace
from acogida.accounts.selectors import live_memberships

IN_SESSION = "acting_for"


@dataclass(frozen=True)
class Standing:
    """What the header shows. None but `memberships` while nothing is chosen, or there is nothing to choose."""

    memberships: list[Membership]
    chosen: Membership | None

    @property
    def workspace(self) -> Workspace | None:
        return self.chosen.workspace if self.chosen else None

    @property
    def role(self) -> Role | None:
        return Role(self.chosen.role) if self.chosen else None

    @property
    def is_one_of_several(self) -> bool:
        return len(self.memberships) > 1


def memberships_of(user: User, *, now: datetime) -> list[Membership]:
    in_organizations = live_memberships(now).filter(user=user, workspace__isnull=False)
    return list(in_organizations.select_related("workspace").order_by("workspace__name", "pk"))


def standing(request: HttpRequest, user: User, *, now: datetime) -> Standing:
    memberships = memberships_of(user, now=now)
    if len(memberships) == 1:
        return Standing(memberships, memberships[0])
    wanted = request.session.get(IN_SESSION)
    return Standing(memberships, next((one for one in memberships if str(one.workspace_id) == wanted), None))


def choose(request: HttpRequest, workspace: Workspace) -> None:
    request.session[IN_SESSION] = str(workspace.pk)
