"""A node that is really served: its own process, its own home, gunicorn and compressed files."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

STARTS_WITHIN = 60  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of the demonstration network."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="acogida-served-") as home:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ACOGIDA_")}
        environ |= {
            "ACOGIDA_HOME": home,
            "ACOGIDA_WORKERS": "1",
            "PORT": str(port),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "acogida.config.settings",
        }
        server = subprocess.Popen([sys.executable, "-m", "acogida", "demo"], env=environ, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the node stopped with code {server.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the node did not start within {STARTS_WITHIN} s")
