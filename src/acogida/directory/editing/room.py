"""How many places are free, told with one tap by whoever stands at the door.

Every change is one conditional UPDATE, so two phones that press at once both count, and none goes below nothing or
above the maximum, less what is promised to people who were referred. The search reads these rows as they stand: its
index needs no word of it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from acogida.accounts import audit
from acogida.accounts.acting import Acting
from acogida.accounts.enums import AuditAction
from acogida.core.errors import DomainError
from acogida.directory.editing.own import refuse_others
from acogida.directory.enums import Audience
from acogida.directory.models import Capacity, Service, ServiceAtLocation
from acogida.directory.services import begin_change

MOST = 100_000
ANY = Q()


class NoneIsFree(DomainError):
    """There is none to take away."""


class AllAreFree(DomainError):
    """All that there are stand free already."""


class FreeNotKnown(DomainError):
    """Nobody has said yet how many are free."""


class MoreThanThereAre(DomainError):
    """More free places than places."""


class AlreadyCounted(DomainError):
    """The same unit at the same place for the same people has a row already."""


def plus(*, capacity: Capacity, by: Acting, now: datetime) -> Capacity:
    """One more is free. When it was not known: one is."""
    known = Coalesce("available", 0)
    below = (
        Q(maximum=None, available=None)
        | Q(maximum=None, available__lt=MOST)
        | Q(maximum__gt=known + F("promised"))  # what is promised is not free, whoever sleeps there
    )
    refusal = AllAreFree(_("All places are marked as free already. Change the number of places if there are more."))
    return _tell(capacity, known + 1, below, refusal, by, now)


def minus(*, capacity: Capacity, by: Acting, now: datetime) -> Capacity:
    refusal = NoneIsFree(_("No place is marked as free, so none can be taken away."))
    return _tell(capacity, F("available") - 1, Q(available__gt=0), refusal, by, now)


def full(*, capacity: Capacity, by: Acting, now: datetime) -> Capacity:
    return _tell(capacity, 0, ANY, None, by, now)


def unknown(*, capacity: Capacity, by: Acting, now: datetime) -> Capacity:
    return _tell(capacity, None, ANY, None, by, now)


def set_free(*, capacity: Capacity, free: int, by: Acting, now: datetime) -> Capacity:
    if not 0 <= free <= MOST:
        raise _more_than(MOST)
    within = Q(maximum=None) | Q(maximum__gte=F("promised") + free)
    return _tell(capacity, free, within, _more_than(capacity.maximum or 0, capacity.promised), by, now)


def confirm(*, capacity: Capacity, by: Acting, now: datetime) -> Capacity:
    """Still right: the same number, told now."""
    refusal = FreeNotKnown(_("Nobody has said yet how many are free, so there is nothing to confirm."))
    return _tell(capacity, F("available"), Q(available__isnull=False), refusal, by, now)


@transaction.atomic
def change_maximum(*, capacity: Capacity, maximum: int | None, by: Acting, now: datetime) -> Capacity:
    """How many there are in all; None: not known. What is free is not made up: it must fit."""
    refuse_others(capacity.service, by)
    moment = begin_change(now=now)
    fits = ANY
    if maximum is not None:
        fits = Q(available=None, promised__lte=maximum) | Q(available__lte=maximum - F("promised"))
    rows = Capacity.objects.filter(fits, pk=capacity.pk)
    if not rows.update(maximum=maximum, content_hash=""):
        raise MoreThanThereAre(_("More places are free or promised than that. Say first how many are free."))
    _note(by, capacity.service_id, moment)
    return _dated(capacity, moment)


@transaction.atomic
def start_counting(
    *,
    service: Service,
    site: ServiceAtLocation | None,
    audience: Audience,
    unit: str,
    free: int | None,
    maximum: int | None,
    by: Acting,
    now: datetime,
) -> Capacity:
    """A row for a unit at a place, for some people, that had none."""
    refuse_others(service, by)
    moment = begin_change(now=now)
    if Capacity.objects.filter(service=service, site=site, audience=audience, unit=unit).exists():
        raise AlreadyCounted(_("This is counted already: change it in the list."))
    if free is not None and maximum is not None and free > maximum:
        raise _more_than(maximum)
    capacity = Capacity.objects.create(
        service=service,
        site=site,
        audience=audience,
        unit=unit,
        available=free,
        maximum=maximum,
        updated_at=moment,
        updated_by=by.user,
    )
    _note(by, service.pk, moment)
    return _dated(capacity, moment)


@transaction.atomic
def _tell(
    capacity: Capacity,
    available: "Combinable | int | None",
    condition: Q,
    refusal: DomainError | None,
    by: Acting,
    now: datetime,
) -> Capacity:
    refuse_others(capacity.service, by)
    moment = begin_change(now=now)
    # Without a hash it is no longer what a source said: an import neither forgets it nor puts back older news.
    told = Capacity.objects.filter(condition, pk=capacity.pk).update(
        available=available, updated_at=moment, updated_by=by.user, content_hash=""
    )
    if not told:
        raise refusal or Capacity.DoesNotExist
    return _dated(capacity, moment)


def _note(by: Acting, service: UUID, moment: datetime) -> None:
    """Of how many there are; taps come by the hundred and are told by the row itself (ADR 0011)."""
    audit.record(by=by, action=AuditAction.OFFER_CHANGED, workspace=by.workspace, subject=service, now=moment)


def _dated(capacity: Capacity, moment: datetime) -> Capacity:
    Service.objects.filter(pk=capacity.service_id).update(modified_at=moment)
    capacity.refresh_from_db()
    return capacity


def _more_than(maximum: int, promised: int = 0) -> MoreThanThereAre:
    if promised:
        said = _("There are only %(maximum)d places in all, and %(promised)d are promised to people who were referred.")
        return MoreThanThereAre(said % {"maximum": maximum, "promised": promised})
    return MoreThanThereAre(_("There are only %(maximum)d places in all.") % {"maximum": maximum})
