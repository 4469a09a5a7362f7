"""Everything that changes how many places are free, in any order, and what must hold after each step. Used with few
steps by the suite and with ten thousand by `benchmarks.last_bed`."""

import random
from datetime import timedelta

from acogida.cases.models import Household
from acogida.core.errors import DomainError
from acogida.directory.editing import room
from acogida.referrals.enums import EXPECTED, OPEN, TO_ANSWER, HoldState, Outcome, Reason, State
from acogida.referrals.models import Hold, Referral
from acogida.referrals.services import answering, counting, running, sending
from tests.accounts.people import NOW
from tests.referrals.network import Network

REFERRALS = ("send", "accept", "wait", "arrive", "close", "no_show", "decline", "withdraw", "lapse")
TELLING = ("plus", "minus", "full", "unknown", "set_free", "change_maximum", "reconcile")
OPERATIONS = (*REFERRALS, *TELLING)
MOST = 6


class House:
    """One shelter, its places, and some families that come and go."""

    def __init__(self, net: Network, families: list[Household]) -> None:
        self.net, self.families, self.refused = net, families, 0
        self.by, self.sender = net.shelter.by, net.casa.by
        self.now = NOW

    def do(self, operation: str, number: int) -> None:
        """`number` chooses among whatever there is to choose from. What the services refuse changes nothing."""
        left = self._left()
        before = self._row()
        try:
            getattr(self, f"_{operation}")(number)
        except DomainError:
            self.refused += 1
            assert self._row() == before, operation
        if operation in REFERRALS:
            # Whoever is referred comes from the free places and goes back to them: no walk-in gains or loses a bed.
            assert self._left() == left, operation
        self.check()

    def check(self) -> None:
        available, promised, maximum = self._row()
        holds = Hold.objects.filter(capacity=self.net.shelter.capacity).exclude(state=HoldState.RELEASED)
        assert promised == sum(one.places for one in holds if one.is_counted)
        assert maximum is None or (available or 0) + promised <= maximum, "promised twice"
        ours = Referral.objects.filter(receiver=self.net.shelter.id)
        assert holds.count() == ours.filter(state__in=[*EXPECTED, State.ARRIVED]).count()
        arrived = ours.filter(state=State.ARRIVED).count()
        assert holds.filter(state=HoldState.STAY).count() == arrived

    def _row(self) -> tuple[int | None, int, int | None]:
        capacity = self.net.shelter.capacity
        capacity.refresh_from_db()
        return capacity.available, capacity.promised, capacity.maximum

    def _left(self) -> int | None:
        available, promised, maximum = self._row()
        return None if available is None or maximum is None else maximum - available - promised

    def _pick(self, states, number: int) -> Referral | None:
        ours = Referral.objects.filter(receiver=self.net.shelter.id, state__in=states)
        found = list(ours.order_by("created_at", "pk"))
        return found[number % len(found)] if found else None

    def _send(self, number: int) -> None:
        free = [one for one in self.families if not one.referrals.filter(state__in=OPEN).exists()]
        if free:
            household, places = free[number % len(free)], 1 + number % 3
            sending.send(
                need=self.net.need(household),
                service=self.net.shelter.service,
                places=places,
                by=self.sender,
                now=self.now,
            )

    def _accept(self, number: int) -> None:
        if found := self._pick([*TO_ANSWER, State.WAITING], number):
            answering.accept(referral=found, by=self.by, now=self.now)

    def _wait(self, number: int) -> None:
        if found := self._pick(TO_ANSWER, number):
            answering.put_on_list(referral=found, by=self.by, now=self.now)

    def _arrive(self, number: int) -> None:
        if found := self._pick(EXPECTED, number):
            answering.arrive(referral=found, by=self.by, now=self.now)

    def _close(self, number: int) -> None:
        if found := self._pick([State.ARRIVED, *EXPECTED], number):
            answering.close(referral=found, outcome=Outcome.GOT_HELP, by=self.by, now=self.now)

    def _no_show(self, number: int) -> None:
        if found := self._pick(EXPECTED, number):
            answering.no_show(referral=found, by=self.by, now=self.now)

    def _decline(self, number: int) -> None:
        if found := self._pick([*TO_ANSWER, *EXPECTED], number):
            answering.decline(referral=found, reason=Reason.CLOSED, by=self.by, now=self.now)

    def _withdraw(self, number: int) -> None:
        if found := self._pick([*TO_ANSWER, *EXPECTED, State.WAITING], number):
            sending.withdraw(referral=found, by=self.sender, now=self.now)

    def _lapse(self, number: int) -> None:
        if found := self._pick(EXPECTED, number):
            over = found.hold_until + timedelta(hours=3)
            while running.act(found.pk, now=over):
                over += timedelta(hours=3)

    def _tap(self, deed, **more) -> None:
        self.net.shelter.capacity.refresh_from_db()
        deed(capacity=self.net.shelter.capacity, by=self.by, now=self.now, **more)

    def _plus(self, number: int) -> None:
        self._tap(room.plus)

    def _minus(self, number: int) -> None:
        self._tap(room.minus)

    def _full(self, number: int) -> None:
        self._tap(room.full)

    def _unknown(self, number: int) -> None:
        self._tap(room.unknown)

    def _set_free(self, number: int) -> None:
        self._tap(room.set_free, free=number % (MOST + 1))

    def _change_maximum(self, number: int) -> None:
        self._tap(room.change_maximum, maximum=MOST - 2 + number % 5)

    def _reconcile(self, number: int) -> None:
        self._tap(counting.reconcile, people_here=number % (MOST + 2))


def wander(house: House, steps: int, *, seed: int) -> dict[str, int]:
    """Random operations; how often each was done."""
    dice, done = random.Random(seed), dict.fromkeys(OPERATIONS, 0)
    for _ in range(steps):
        operation = dice.choice(OPERATIONS)
        house.do(operation, dice.randrange(60))
        done[operation] += 1
    return done
