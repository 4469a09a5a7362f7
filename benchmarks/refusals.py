"""Whether the clock tells a household of others from one that does not exist.

    python -m benchmarks.refusals [--database sqlite|postgresql] [--pairs 1000]

A caseworker of one organisation asks for pages of a household of another, and for the same pages of nothing, in turn,
each pair in an order drawn by lot: what the machine does besides falls on both. For each page stand the two medians,
their ratio, and how often the forbidden one was the slower of two drawn at random: one half when nothing can be told.
`z` says how far that is from one half, in standard deviations of chance (Mann-Whitney). A third column of numbers asks
for nothing twice: what chance alone looks like in this run.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from benchmarks.temporary import node

if TYPE_CHECKING:
    from acogida.accounts.acting import Acting

NOW = datetime.now(UTC)
PASSPHRASE = "seven green herons wait"
PAGES = {
    "file": "/en/work/households/{file}",
    "timeline": "/en/work/households/{file}/timeline",
    "names": "/en/work/households/{file}/names",
    "note, behind a file of one's own": "/en/work/households/{own}/notes/{note}",
}
WARM = 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--pairs", type=int, default=1000, help="for each page")
    options = parser.parse_args()
    with node(options.database):
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("collectstatic", interactive=False, verbosity=0)  # pages name files by their hash
        theirs, by = organisation("Casa"), organisation("Otra")
        file, own = household(theirs), household(by)
        there = {"file": file, "note": note_of(file, theirs), "own": own}
        ask = browser(by)
        print(f"refusals, {options.database}, {options.pairs:,} pairs a page\n")
        print("| page | absent, ms | forbidden, ms | ratio | forbidden slower | z | absent twice: ratio | z |")
        print("|---|---|---|---|---|---|---|---|")
        for name, path in PAGES.items():
            row(name, options.pairs, ask, partial(path.format, **there), partial(of_nothing, path, own))
    return 0


def of_nothing(path: str, own: UUID) -> str:
    return path.format(file=uuid4(), note=uuid4(), own=own)


def row(
    name: str, pairs: int, ask: Callable[[str], float], forbidden: Callable[[], str], absent: Callable[[], str]
) -> None:
    dice = random.Random(3)
    first: list[float] = []
    second: list[float] = []
    third: list[float] = []
    ways = (first, second, third)
    makers = (forbidden, absent, absent)
    for number in range(-WARM, pairs):
        for which in dice.sample(range(3), 3):
            took = ask(makers[which]())
            if number >= 0:
                ways[which].append(took)
    ms = [statistics.median(way) * 1e3 for way in ways]
    slower, z = compared(first, second)
    _, by_chance = compared(third, second)
    print(
        f"| {name} | {ms[1]:.3f} | {ms[0]:.3f} | {ms[0] / ms[1]:.3f} | {slower:.3f} | {z:+.1f} "
        f"| {ms[2] / ms[1]:.3f} | {by_chance:+.1f} |",
        flush=True,
    )


def compared(one: list[float], other: list[float]) -> tuple[float, float]:
    """How often a value of the first is the larger, and how many standard deviations that is from one half."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_value, is_first) in enumerate(ranked, start=1) if is_first)
    n, m = len(one), len(other)
    larger = ranks - n * (n + 1) / 2
    return larger / (n * m), (larger - n * m / 2) / (n * m * (n + m + 1) / 12) ** 0.5


def organisation(name: str) -> "Acting":
    from acogida.accounts.acting import acting_for
    from acogida.accounts.invitations import accept_invitation
    from acogida.accounts.workspaces import create_workspace

    made = create_workspace(id=uuid4(), name=name, email=f"{uuid4().hex}@example.org", now=NOW)
    accepted = accept_invitation(token=made.invitation.token, name="Someone", passphrase=PASSPHRASE, now=NOW)
    acting = acting_for(user=accepted.user, workspace=made.workspace, member=accepted.member, now=NOW)
    assert acting is not None
    return acting


def household(by: "Acting") -> UUID:
    from benchmarks.cases import take_in

    return take_in(by, 0).pk


def note_of(file: UUID, by: "Acting") -> UUID:
    from acogida.cases.selectors import get_for
    from acogida.cases.services import notes

    return notes.add(household=get_for(by, file), by=by, text="Something was said.", now=NOW).pk


def browser(by: "Acting") -> Callable[[str], float]:
    """Signed in as the forms do it, with a second factor; seconds that one refusal takes."""
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
    from django.test import Client

    secret = generate_totp_secret()
    TOTP.activate(by.user, secret)
    client = Client()
    client.post("/en/work/sign-in", {"login": by.user.email, "password": PASSPHRASE})
    client.post("/en/work/sign-in/second", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    assert client.get("/en/work/").status_code == 200

    def ask(path: str) -> float:
        start = time.perf_counter()
        response = client.get(path)
        took = time.perf_counter() - start
        assert response.status_code == 404, (path, response.status_code)
        return took

    return ask


if __name__ == "__main__":
    sys.exit(main())
