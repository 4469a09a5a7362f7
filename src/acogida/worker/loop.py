"""The loop of a worker. It ends between two pieces of work, never within one; killed within one, that was not done."""

import logging
import os
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections

from acogida.worker import jobs, waiting
from acogida.worker.faults import place
from acogida.worker.jobs import Clock
from acogida.worker.work import PERIODIC, SOURCES

logger = logging.getLogger(__name__)

REST = 5.0  # seconds, when there is nothing to do
GLANCE = 0.25  # how soon a resting worker sees that it should end


@dataclass
class Worker:
    clock: Clock
    beside: int | None = None  # the process that this one is not to outlive
    _is_told: bool = field(default=False, init=False)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        jobs.prepare(PERIODIC, now=self.clock())
        while not self._is_ending():
            if not self._turn():
                self._rest()

    def run_once(self) -> None:
        """All that is due now."""
        jobs.prepare(PERIODIC, now=self.clock())
        while self._pass():
            continue

    def _turn(self) -> bool:
        try:
            return self._pass()
        except (OperationalError, InterfaceError) as error:
            logger.error("The database does not do what it should: %s", place(error))
            return False

    def _pass(self) -> bool:
        close_old_connections()
        waited = waiting.carry_on(SOURCES, self.clock, self._is_ending)
        return jobs.run_due(PERIODIC, self.clock, self._is_ending) or waited

    def _rest(self) -> None:
        until = time.monotonic() + REST
        while time.monotonic() < until and not self._is_ending():
            time.sleep(GLANCE)

    def _end(self, *_: Any) -> None:
        self._is_told = True

    def _is_ending(self) -> bool:
        return self._is_told or (self.beside is not None and os.getppid() != self.beside)
