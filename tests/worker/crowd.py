"""Many referrals for which a moment has come: half are to be reminded of, half hold two places that lapse."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.db.models import F, Model

from acogida.cases.codes import new_code
from acogida.directory.models import Capacity
from acogida.referrals.enums import HoldState, State
from acogida.referrals.models import Hold, Letter, Referral, ReferralEvent
from acogida.referrals.services import answering
from acogida.worker.models import Job
from tests.accounts.people import NOW
from tests.referrals.network import Network

M = TypeVar("M", bound=Model)
MOMENT = NOW + timedelta(hours=25)
PLACES = 2


@dataclass
class Crowd:
    net: Network
    reminded: Collection[UUID]
    lapsing: Collection[UUID]
    free: int

    def assert_all_was_done_once(self) -> None:
        reminded = Referral.objects.filter(pk__in=self.reminded)
        assert {(one.state, one.step) for one in reminded} == {(State.SENT, 1)}
        lapsed = Referral.objects.filter(pk__in=self.lapsing)
        assert {one.state for one in lapsed} == {State.EXPIRED}
        expired = ReferralEvent.objects.filter(referral__in=self.lapsing, event="EXPIRE")
        assert expired.count() == len(self.lapsing) == lapsed.count()
        assert not Hold.objects.exclude(state=HoldState.RELEASED).exists()
        assert (self.net.shelter.promised(), self.net.shelter.free()) == (0, self.free)


def gather(net: Network, count: int) -> Crowd:
    """As if nothing had been before. Copied rows stand for what the services would need minutes for."""
    for model in (Referral, Letter, Job):
        model._default_manager.all().delete()
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(maximum=10 * count, available=5 * count)
    free = 5 * count
    sent = net.send()
    held = answering.accept(referral=net.send(), by=net.shelter.by, now=NOW)
    Referral.objects.filter(pk=held.pk).update(step=1, due_at=held.hold_until)
    held.refresh_from_db()
    reminded = [sent, *_copies(sent, count // 2 - 1)]
    lapsing = [held, *_copies(held, count // 2 - 1)]
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(
        available=F("available") - PLACES * (len(lapsing) - 1), promised=F("promised") + PLACES * (len(lapsing) - 1)
    )
    return Crowd(net, [one.pk for one in reminded], [one.pk for one in lapsing], free)


def _copies(original: Referral, count: int) -> list[Referral]:
    changes = [{"id": uuid4(), "code": new_code(), "group": uuid4(), "need": None} for _ in range(count)]
    copies = Referral.objects.bulk_create([_copy(original, **change) for change in changes])
    for model in (Hold, ReferralEvent):
        of_it = list(model._default_manager.filter(referral=original))
        rows = [_copy(row, id=_id_like(row.pk), referral=copy) for row in of_it for copy in copies]
        model._default_manager.bulk_create(rows)
    return copies


def _id_like(key: UUID | int) -> UUID | None:
    return uuid4() if isinstance(key, UUID) else None


def _copy(row: M, **changes: object) -> M:
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return type(row)(**values | changes)
