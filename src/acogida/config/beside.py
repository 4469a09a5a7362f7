"""A worker beside the web processes: begun with them, begun again when it dies, ended with them."""

import os
import subprocess
import sys
import time

PAUSE = 3.0  # seconds, before one that died is begun again: what killed it may do it again at once
ENDS_WITHIN = 30.0  # then it is killed, which loses nothing


class Beside:
    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def keep(self) -> None:
        """To be called again and again."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._process, self._not_before = None, now + PAUSE
        if self._process is None and now >= self._not_before:
            command = [sys.executable, "-m", "acogida", "worker", "--beside", str(os.getpid())]
            self._process = subprocess.Popen(command)  # noqa: S603

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
