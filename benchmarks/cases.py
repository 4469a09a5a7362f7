"""What it costs to open a household's file, to list ten thousand, to seal and to open.

    python -m benchmarks.cases [--database sqlite|postgresql] [--households 10000]

A household of 8 members with 30 notes is opened as its page does it: everything read and decrypted, and the reading
written into the audit log. The list is one page of 25, filtered by a need, among all; a search by name asks the blind
index. Times are the median of one process, in milliseconds.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.temporary import node

if TYPE_CHECKING:
    from acogida.accounts.acting import Acting
    from acogida.cases.models import Household

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROUNDS = 50
A_PAGE = 25
DICE = random.Random(2)
PASSPHRASE = "seven green herons wait"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--households", type=int, default=10_000)
    options = parser.parse_args()
    print(f"cases, {options.database}\n\n| what | queries | median ms | 95 % ms |\n|---|---|---|---|")
    with node(options.database):
        by = coordinator()
        household = of_eight(by)
        row("household of 8 members with 30 notes, opened", lambda: open_file(household, by))
        row("note added", lambda: add_note(household, by))
        row("registration: draft, consent, finished", lambda: take_in(by, 0))
        fill(by, options.households)
        row(f"page of {A_PAGE} among {options.households:,} households", lambda: list_page(by))
        row("the same, counted", lambda: count(by))
        row(f"search by name among {options.households:,} households", lambda: search(by))
        row("possible duplicates of one of them", lambda: duplicates_of(household, by))
        row("one household sealed anew", reseal(by))
    sealing()
    return 0


def coordinator() -> "Acting":
    from acogida.accounts.acting import acting_for
    from acogida.accounts.invitations import accept_invitation
    from acogida.accounts.workspaces import create_workspace

    made = create_workspace(id=uuid4(), name="Casa", email="someone@example.org", now=NOW)
    accepted = accept_invitation(token=made.invitation.token, name="Someone", passphrase=PASSPHRASE, now=NOW)
    acting = acting_for(user=accepted.user, workspace=made.workspace, member=accepted.member, now=NOW)
    assert acting is not None
    return acting


def of_eight(by: "Acting") -> "Household":
    from acogida.cases.services import notes

    household = take_in(by, 0, members=8)
    for number in range(30):
        notes.add(household=household, by=by, text=f"Note {number}. " + "What was said today. " * 20, now=NOW)
    return household


def take_in(by: "Acting", number: int, members: int = 4) -> "Household":
    from acogida.cases.enums import AgeBand, DataKind, HowGiven, Purpose, Relation, Urgency
    from acogida.cases.facts import Facts, MemberFacts, NeedFacts
    from acogida.cases.identity import person_path
    from acogida.cases.services import consents, intake
    from acogida.directory.enums import NeedKind

    people = tuple(MemberFacts(AgeBand.FROM_18_TO_59, Relation.RELATIVE) for _ in range(members))
    changes = {}
    for one in people:
        changes[person_path(one.id, "given")] = invented(DICE, 500, "a")
        changes[person_path(one.id, "family")] = f"{invented(DICE, 2000, 'ez')} {invented(DICE, 2000, 'ez')}"
    needs = (NeedFacts((NeedKind.SHELTER, NeedKind.HEALTH, NeedKind.JOB)[number % 3], Urgency.TODAY),)
    facts = Facts(members=people, languages=("es",), needs=needs)
    household = intake.start_draft(by=by, facts=facts, changes=changes, now=NOW)
    consents.record(
        household=household,
        by=by,
        purpose=Purpose.SERVICE_HERE,
        kinds=list(DataKind),
        how=HowGiven.SIGNED,
        language="es",
        now=NOW,
    )
    return intake.finish(household=household, by=by, now=NOW)


def fill(by: "Acting", households: int) -> None:
    """Rows only: the list and the index read rows and open nothing."""
    from django.db import connection

    from acogida.cases import names
    from acogida.cases.enums import Relation, Status
    from acogida.cases.identity import Identity, Person
    from acogida.cases.models import Household, Member, NameToken, Need

    assert by.keys is not None
    dice = random.Random(1)
    made: list[Household] = []
    members: list[Member] = []
    needs: list[Need] = []
    tokens: list[NameToken] = []
    for number in range(households - Household.objects.count()):
        shared = {"workspace": by.workspace, "created_at": NOW, "opened_at": NOW, "active_at": NOW}
        one = Household(status=Status.OPEN, key_id=uuid4(), key_version=1, languages=["es"], **shared)
        made.append(one)
        family = (invented(dice, 2000, "ez"), invented(dice, 2000, "ez"))
        people = {uuid4(): Person(given=invented(dice, 500, "a"), family=" ".join(family)) for _ in range(4)}
        members += [Member(household=one, position=n, relation=Relation.RELATIVE) for n in range(4)]
        kind = ("SHELTER", "HEALTH", "JOB")[number % 3]
        needs.append(Need(household=one, kind=kind, urgency="TODAY", created_at=NOW, status_at=NOW))
        tokens += names.rows_of(one, Identity(people=people), keys=by.keys)
    Household.objects.bulk_create(made, batch_size=500)
    Member.objects.bulk_create(members, batch_size=500)
    Need.objects.bulk_create(needs, batch_size=500)
    NameToken.objects.bulk_create(tokens, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself some time after so many rows came in


def invented(dice: random.Random, names: int, ending: str) -> str:
    """One of so many names, the first ones far more often, as names are."""
    number, letters = int(names ** dice.random()), ""
    while number:
        number, syllable = divmod(number, 40)
        letters += "bdfglmnprt"[syllable % 10] + "aeou"[syllable // 10]
    return letters + ending


def open_file(household: "Household", by: "Acting") -> None:
    from acogida.cases.selectors import get_for
    from acogida.web.cases.household.reading import read

    file = read(get_for(by, household.pk), by=by, now=NOW, notes_page=None)
    assert len(file.notes) >= 30
    assert file.number_of_people == 8


def add_note(household: "Household", by: "Acting") -> None:
    from acogida.cases.services import notes

    notes.add(household=household, by=by, text="Something was said.", now=NOW)


def list_page(by: "Acting") -> None:
    from acogida.cases.selectors import Filters, list_for
    from acogida.directory.enums import NeedKind

    assert len(list_for(by, Filters(need=NeedKind.SHELTER))[:A_PAGE]) == A_PAGE


def count(by: "Acting") -> None:
    from acogida.cases.selectors import Filters, list_for
    from acogida.directory.enums import NeedKind

    assert list_for(by, Filters(need=NeedKind.SHELTER)).count()


def search(by: "Acting") -> None:
    from acogida.cases import names

    names.search(by=by, text=invented(DICE, 500, "a") + " " + invented(DICE, 2000, "ez"), now=NOW)


def duplicates_of(household: "Household", by: "Acting") -> None:
    from acogida.cases import duplicates

    duplicates.find(household=household, by=by)


def reseal(by: "Acting") -> Callable[[], object]:
    """Under the same version: what is measured is opening and sealing all of a household, not why it is done."""
    from acogida.cases.models import Household
    from acogida.cases.services import resealing

    ids = list(Household.objects.filter(notes__isnull=False).values_list("pk", flat=True)[:1])

    def again() -> None:
        Household.objects.filter(pk=ids[0]).update(key_version=0)
        resealing._reseal(ids[0], by=by, now=NOW)

    return again


def row(what: str, work: Callable[[], object]) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        work()
    times = [timed(work) for _ in range(ROUNDS)]
    print(f"| {what} | {len(main)} + {len(keys)} | {statistics.median(times):.1f} | {late(times):.1f} |")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def late(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def sealing() -> None:
    """Operations a second, of texts of 1 KiB as padding makes them, and MB/s of a document."""
    from acogida.core import crypto

    pair, key, text, where = crypto.new_pair(), crypto.new_key(), crypto.pad(b"a note"), crypto.context("benchmark")
    sealed, encrypted = crypto.seal(pair.public, key, context=where), crypto.encrypt(key, text, context=where)
    document = [b"\0" * 65536] * 320
    print("\n| sealing and opening | a second |\n|---|---|")
    for what, work in {
        "data key sealed to a workspace": lambda: crypto.seal(pair.public, key, context=where),
        "data key opened": lambda: crypto.unseal(pair.private, sealed, context=where),
        "text of 1 KiB encrypted": lambda: crypto.encrypt(key, text, context=where),
        "text of 1 KiB decrypted": lambda: crypto.decrypt(key, encrypted, context=where),
    }.items():
        print(f"| {what} | {1e3 / statistics.median([timed(work) for _ in range(500)]):,.0f} |")
    spent = timed(lambda: [None for _ in crypto.encrypt_stream(key, document, context=where)])
    print(f"| document of 20 MB encrypted | {20 / spent * 1e3:,.0f} MB |")


if __name__ == "__main__":
    sys.exit(main())
