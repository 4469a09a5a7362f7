"""Processes of their own that are ended by SIGKILL at a chosen point: before a statement to either database, before a
commit, before anything is done to a file."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

NEVER = 10**9
POINTS = int(os.environ.get("KILL_POINTS", "6"))  # of each kind of work; `KILL_POINTS=20 make test` is the whole proof
FILE_OPERATIONS = ("fsync", "replace", "unlink", "open")


class Fuse:
    """Burns at the n-th point that is passed."""

    def __init__(self, points: int) -> None:
        self.left = points
        self.passed = 0

    def pass_point(self) -> None:
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        self.passed += 1

    def light(self) -> None:
        def statement(execute: Callable[..., Any], *arguments: Any) -> Any:
            self.pass_point()
            return execute(*arguments)

        for connection in connections.all():
            connection.execute_wrappers.append(statement)
        BaseDatabaseWrapper._commit = self._before(BaseDatabaseWrapper._commit)
        for name in FILE_OPERATIONS:
            setattr(os, name, self._before(getattr(os, name)))

    def _before(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def delayed(*arguments: Any, **options: Any) -> Any:
            self.pass_point()
            return operation(*arguments, **options)

        return delayed


def run_and_kill(work: Callable[[], object], *, at: int = NEVER) -> int | None:
    """Runs `work` in another process. Returns how many points it passed when it came to its end, None when it was
    killed before."""
    for connection in connections.all():
        connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        fuse = Fuse(at)
        try:
            fuse.light()
            work()
            fuse.left = NEVER
            os.write(writer, str(fuse.passed).encode())
        finally:
            os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    told = os.read(reader, 100)
    os.close(reader)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert told, "the work failed"
    return int(told)
