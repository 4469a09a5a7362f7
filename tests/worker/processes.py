"""Workers in processes of their own, on the database of the test, with a clock that starts where the test says."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, connections

from acogida.worker.loop import Worker


def clock_from(moment: datetime) -> Callable[[], datetime]:
    begun = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - begun)


def begin(moment: datetime) -> int:
    """Begins a worker that does all that is due. Its process."""
    for one in connections.all():
        one.close()
    child = os.fork()
    if not child:
        code = 1
        try:
            Worker(clock_from(moment)).run_once()
            code = 0
        finally:
            os._exit(code)
    return child


def end(child: int) -> int:
    """Its exit code, once it is through."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill(child: int, *, after: float) -> None:
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    end(child)


def wait_until_nobody_is_there() -> None:
    """PostgreSQL rolls back, and gives locks free, once it sees that the other side is gone."""
    if connection.vendor != "postgresql":
        return
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
