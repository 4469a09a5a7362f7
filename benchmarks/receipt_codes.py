"""Whether the clock tells a code that is over from one that there never was.

    python -m benchmarks.receipt_codes [--database sqlite|postgresql] [--pairs 1000] [--slow]

Each pair asks the page of a receipt for both, in an order drawn by lot, and counts the processor's time: what the
machine does besides falls on neither. What a passphrase costs is made cheap, since its own noise is larger than
anything that could differ; `--slow` leaves it as it is. The columns are those of `benchmarks.refusals`.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.refusals import NOW, compared
from benchmarks.temporary import node

WARM = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--slow", action="store_true")
    options = parser.parse_args()
    with node(options.database):
        from django.conf import settings
        from django.core.management import call_command

        from acogida.core import crypto

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("collectstatic", interactive=False, verbosity=0)  # pages name files by their hash
        if not options.slow:
            crypto.MEMORY_KIB, crypto.PASSES = 64, 1
        over, wrong, again = ways(options.pairs)
        print(f"receipt codes, {options.database}, {options.pairs:,} pairs{', slow' if options.slow else ''}\n")
        print("| wrong, ms | over, ms | ratio | over slower | z | wrong twice: ratio | z |")
        print("|---|---|---|---|---|---|---|")
        (slower, z), (_, by_chance) = compared(over, wrong), compared(again, wrong)
        ms = [statistics.median(way) * 1e3 for way in (over, wrong, again)]
        print(
            f"| {ms[1]:.3f} | {ms[0]:.3f} | {ms[0] / ms[1]:.3f} | {slower:.3f} | {z:+.1f} "
            f"| {ms[2] / ms[1]:.3f} | {by_chance:+.1f} |"
        )
    return 0


def ways(pairs: int) -> tuple[list[float], list[float], list[float]]:
    from acogida.referrals import receipt_codes

    dice = random.Random(3)
    ask, over = browser(), expired()
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    makers: tuple[Callable[[], str], ...] = (lambda: dice.choice(over), receipt_codes.new_code, receipt_codes.new_code)
    for number in range(-WARM, pairs):
        for which in dice.sample(range(3), 3):
            took = ask(makers[which]())
            if number >= 0:
                found[which].append(took)
    return found


def expired() -> list[str]:
    from acogida.referrals import receipt_codes, receipt_keys
    from acogida.referrals.models import Receipt

    codes = [receipt_codes.new_code() for _ in range(50)]
    for code in codes:
        receipt_keys.new_receipt(secret=receipt_keys.secret_of(code), workspace=None, now=NOW)
    Receipt.objects.update(expires_at=NOW)
    return codes


def browser() -> Callable[[str], float]:
    from django.test import Client

    from acogida.referrals.models import Attempt

    client = Client()

    def ask(code: str) -> float:
        Attempt.objects.all().delete()  # else it is soon told to wait
        begun = time.process_time()
        response = client.post("/ht/receipt", {"code": code})
        took = time.process_time() - begun
        assert response.status_code == 422
        return took

    return ask


if __name__ == "__main__":
    sys.exit(main())
