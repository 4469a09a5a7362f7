"""How many places are free, and how old that news is. Where no number may be said: only whether there is room."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.directory.dates import ago
from acogida.directory.enums import Audience
from acogida.directory.models import Capacity, Service, ServiceAtLocation
from acogida.directory.search.capacity import is_fresh


def of_site(service: Service, site: ServiceAtLocation | None) -> list[Capacity]:
    wanted = site.pk if site else None
    return [capacity for capacity in service.capacities.all() if capacity.site_id == wanted]


def lines(capacities: Iterable[Capacity], *, is_exact: bool, now: datetime) -> list[str]:
    return [line(capacity, is_exact=is_exact, now=now) for capacity in capacities]


def whose(capacity: Capacity) -> str:
    """Who it is for, at the head of a line."""
    return str(Audience(capacity.audience).label).capitalize()


def line(capacity: Capacity, *, is_exact: bool, now: datetime) -> str:
    said = {"people": whose(capacity), "ago": ago(capacity.updated_at, now)}
    if capacity.available is None:
        return _("%(people)s: not known.") % said
    if not is_fresh(capacity.updated_at, now):
        return _("%(people)s: not known now; the last news came %(ago)s. Call first.") % said
    if not capacity.available:
        return _("%(people)s: full (%(ago)s).") % said
    if not is_exact:
        return _("%(people)s: has room (%(ago)s).") % said
    return ngettext(
        "%(people)s: %(count)d free place (%(ago)s).",
        "%(people)s: %(count)d free places (%(ago)s).",
        capacity.available,
    ) % {**said, "count": capacity.available}
