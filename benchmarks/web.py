"""Requests a second of one gunicorn worker, and the bytes that each page moves.

    python -m benchmarks.web [--seconds 5]

Serves the demonstration network in a process of its own and asks from this one, one request after the other, over
loopback. The plain way of the same run is `/healthz`, which does one `SELECT 1` and no template: the ratio says what a
page costs above the bare stack. Bytes are those of the compressed response, and of everything the page loads.
"""

import argparse
import gzip
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

PAGES = {
    "bare stack": "/healthz",
    "finder": "/es/",
    "results": "/es/find?need=SHELTER&place=Tapachula%2C+MX",
    "results, words": "/es/find?text=albergue+familia&place=Bogot%C3%A1",
    "HSDS services": "/hsds/services?per_page=50",
    "HSDS services, full": "/hsds/services?per_page=50&full=true",
}
LOADED = re.compile(rb'(?:<script[^>]+src|<link[^>]+rel="(?:stylesheet|icon)"[^>]+href|<img[^>]+src)="(/static/[^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: str) -> Iterator[int]:
    port = free_port()
    environ = {**os.environ, "ACOGIDA_HOME": home, "PORT": str(port), "ACOGIDA_WORKERS": "1"}
    server = subprocess.Popen([sys.executable, "-m", "acogida", "demo"], env=environ, stdout=subprocess.DEVNULL)
    try:
        wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait(port: int, seconds: float = 120) -> None:
    for _ in range(int(seconds * 5)):
        try:
            get(port, "/healthz")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def get(port: int, path: str) -> bytes:
    """The body as it travels, compressed."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    return body


def plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def everything(port: int, body: bytes) -> int:
    return len(body) + sum(len(get(port, path.decode())) for path in sorted(set(LOADED.findall(plain(body)))))


def measure(port: int, path: str, seconds: float) -> list[float]:
    get(port, path)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        get(port, path)
        times.append(time.perf_counter() - start)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as home, served(home) as port:
        print("| page | requests/s | median ms | 95 % ms | × bare stack | bytes of the page | with all it loads |")
        print("|---|---|---|---|---|---|---|")
        bare = 0.0
        for name, path in PAGES.items():
            times = measure(port, path, seconds)
            median = statistics.median(times)
            bare = bare or median
            late = statistics.quantiles(times, n=20)[-1]
            speed = f"{len(times) / sum(times):.0f} | {median * 1e3:.1f} | {late * 1e3:.1f} | {median / bare:.1f}"
            body = get(port, path)
            print(f"| {name} | {speed} | {len(body):,} | {everything(port, body):,} |")


if __name__ == "__main__":
    main()
