"""One free room, many who accept at the same moment; then thousands of operations that change room, in any order.

    python -m benchmarks.last_bed [--database sqlite|postgresql] [--rounds 50] [--processes 16] [--operations 10000]

Each round, every process accepts another referral to the same two places. Surplus is how many more accepted than
there was room for. The operations are those of tests/referrals/rooms.py, with its checks after each. How long it takes
until a receiver can't read any more, from the call that withdraws consent until it returns, is the median of some.
"""

import argparse
import multiprocessing
import statistics
import sys
import time
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.temporary import node

if TYPE_CHECKING:
    from acogida.accounts.acting import Acting

WITHDRAWALS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--operations", type=int, default=10_000)
    options = parser.parse_args()
    with node(options.database):
        surplus, seconds = race(options.rounds, options.processes)
        print(f"last bed, {options.database}: {options.rounds} rounds, {options.processes} processes, {seconds:.0f} s")
        print(f"surplus {surplus}")
        if options.operations:
            print(f"{options.operations} operations, every sum right: {wander(options.operations)}")
        print(f"withdrawal to unreadable: {withdrawals():.0f} ms (median of {WITHDRAWALS})")
    return min(surplus, 1)


def race(rounds: int, processes: int) -> tuple[int, float]:
    from django.db import connections

    from acogida.directory.models import Capacity
    from acogida.referrals.enums import EXPECTED
    from acogida.referrals.models import Referral
    from acogida.referrals.services import sending
    from tests.referrals.network import LATER, network

    net = network()
    Capacity.objects.filter(pk=net.shelter.capacity.pk).update(available=2)
    referrals = [net.send() for _ in range(processes)]
    by, surplus, start = net.shelter.by, 0, time.monotonic()
    context = multiprocessing.get_context("fork")
    for _ in range(rounds):
        connections.close_all()
        barrier = context.Barrier(processes)
        workers = [context.Process(target=accept, args=(one.pk, by, barrier)) for one in referrals]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
            if worker.exitcode:
                raise SystemExit(f"a process failed with {worker.exitcode}")
        accepted = list(Referral.objects.filter(state__in=EXPECTED))
        if not accepted or net.shelter.free() != 0 or net.shelter.promised() != 2:
            raise SystemExit("nobody got the room, or it was not counted")
        surplus += len(accepted) - 1
        referrals = [one for one in referrals if one.pk not in {winner.pk for winner in accepted}]
        for winner in accepted:
            sending.withdraw(referral=winner, by=net.casa.by, now=LATER)
            referrals.append(net.send(winner.household))
    return surplus, time.monotonic() - start


def accept(referral_id: UUID, by: "Acting", barrier: Barrier) -> None:
    from acogida.referrals.models import Referral
    from acogida.referrals.places import NoRoom
    from acogida.referrals.services import answering
    from tests.referrals.network import SOON

    referral = Referral.objects.get(pk=referral_id)
    barrier.wait(60)
    with suppress(NoRoom):
        answering.accept(referral=referral, by=by, now=SOON)


def wander(operations: int) -> dict[str, Any]:
    from tests.referrals import rooms
    from tests.referrals.network import network

    net = network()
    house = rooms.House(net, [net.family() for _ in range(8)])
    done = rooms.wander(house, operations, seed=4)
    return {**done, "refused": house.refused}


def withdrawals() -> float:
    from acogida.cases.enums import DataKind, Purpose
    from acogida.cases.services import consents
    from acogida.referrals.models import HandOver
    from acogida.referrals.services import answering, handing_over
    from tests.accounts.people import NOW
    from tests.referrals.network import LATER, SOON, network

    net, taken = network(), []
    for _ in range(WITHDRAWALS):
        household = net.family()
        referral = answering.accept(referral=net.send(household, places=1), by=net.shelter.by, now=NOW)
        handing_over.hand_over(referral=referral, kinds=[DataKind.NAMES], by=net.casa.by, now=SOON)
        handing_over.read(referral=referral, by=net.shelter.by, now=SOON)
        consent = household.consents.get(purpose=Purpose.REFERRAL_NEED)
        by, start = net.casa.by, time.perf_counter()
        consents.withdraw(consent=consent, by=by, now=LATER)
        taken.append(1000 * (time.perf_counter() - start))
        try:
            handing_over.read(referral=referral, by=net.shelter.by, now=LATER)
        except HandOver.DoesNotExist:
            continue
        raise SystemExit("still readable")
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
