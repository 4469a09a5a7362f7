"""What sealing costs: operations a second of each way, and milliseconds of a passphrase.

    python -m benchmarks.crypto [--seconds 1]

The plain way of the same run is SHA-256 over the same bytes, the least that touching them can cost: the ratio says what
sealing adds. A passphrase is slow on purpose, so its ratio is how many plain hashes a guess costs instead of one.
"""

import argparse
import hashlib
import statistics
import time
from collections.abc import Callable

from acogida.core import crypto

KIB = 1024
DOCUMENT = 20 * KIB * KIB  # the largest that is taken
KEY = crypto.new_key()
PAIR = crypto.new_pair()
HERE = crypto.context("benchmark")


def median_seconds(do: Callable[[], object], seconds: float) -> float:
    do()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end or len(times) < 5:
        do()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ways(size: int) -> dict[str, Callable[[], object]]:
    plain = bytes(size)
    encrypted = crypto.encrypt(KEY, plain, context=HERE)
    sealed = crypto.seal(PAIR.public, plain, context=HERE)
    return {
        "encrypt": lambda: crypto.encrypt(KEY, plain, context=HERE),
        "decrypt": lambda: crypto.decrypt(KEY, encrypted, context=HERE),
        "seal": lambda: crypto.seal(PAIR.public, plain, context=HERE),
        "unseal": lambda: crypto.unseal(PAIR.private, sealed, context=HERE),
    }


def stream() -> int:
    chunks = (bytes(crypto.SEGMENT) for _ in range(DOCUMENT // crypto.SEGMENT))
    closed = crypto.encrypt_stream(KEY, chunks, context=HERE)
    return sum(map(len, crypto.decrypt_stream(KEY, closed, context=HERE)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each line")
    seconds = parser.parse_args().seconds
    print("| way | bytes | a second | microseconds | × SHA-256 |")
    print("|---|---|---|---|---|")

    def line(name: str, size: int, took: float, plain: float) -> None:
        print(f"| {name} | {size:,} | {1 / took:,.0f} | {took * 1e6:,.1f} | {took / plain:,.1f} |")

    for size in (32, 4 * KIB, 64 * KIB):
        content = bytes(size)
        plain = median_seconds(lambda content=content: hashlib.sha256(content).digest(), seconds)  # type: ignore[misc]
        line("SHA-256", size, plain, plain)
        for name, do in ways(size).items():
            line(name, size, median_seconds(do, seconds), plain)
    document = bytes(DOCUMENT)
    plain = median_seconds(lambda: hashlib.sha256(document).digest(), seconds)
    line("SHA-256", DOCUMENT, plain, plain)
    line("stream, there and back", DOCUMENT, median_seconds(stream, seconds), plain)
    plain = median_seconds(lambda: hashlib.sha256(b"a passphrase").digest(), seconds)
    took = median_seconds(lambda: crypto.protect("a passphrase", KEY, context=HERE), seconds)
    print(f"\nA passphrase: {took * 1e3:.0f} ms, as much as {took / plain:,.0f} plain hashes.")


if __name__ == "__main__":
    main()
