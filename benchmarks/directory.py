"""How long a search takes, beside the plain way, and how that grows with the directory.

    python -m benchmarks.directory [--sizes 2000 20000 200000] [--database sqlite|postgresql] [--queries 200]

Sites are spread over real towns by their population, so the large cities are as crowded as they would be. Each query
names a need, a town drawn by population, and a word. The plain way is what one writes first with Django: `icontains`
over the columns, distances sorted in Python. Times are of one process, in milliseconds; processor time is told beside
the clock's, for other work on the machine slows the clock more.
"""

import argparse
import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from benchmarks.temporary import node

if TYPE_CHECKING:
    from acogida.directory.search.types import Near, Query

WORDS = ("esperanza", "teresa", "aurora", "camino", "martín", "esperanzza", "cobijas")
PAGE = 20
PLAIN_QUERIES = 15
VOCABULARY = 150_000

Times = tuple[list[float], list[float]]  # clock, processor


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    print(f"find over a synthetic directory, {options.database}; milliseconds\n")
    with node(options.database):
        medians = [measure(size, options.queries) for size in sorted(options.sizes)]
        measure_slips(options.queries)
    for (before, smaller), (after, larger) in zip(medians, medians[1:], strict=False):
        print(f"{before} → {after} sites: {after / before:.0f} times the sites, {larger / smaller:.1f} times the time")
    return 0


def measure(sites: int, queries: int) -> tuple[int, float]:
    """Fills the database up, prints the rows of one size and returns the median of the first kind."""
    from django.db import connection, transaction

    from acogida.directory.models import Service, ServiceAtLocation
    from acogida.directory.search import index
    from benchmarks import synthetic

    existing = ServiceAtLocation.objects.count()
    with transaction.atomic():
        synthetic.fill(sites - existing, start=existing)
        ids = Service.objects.filter(search_entries=None).values_list("pk", flat=True)
        start, started = time.perf_counter(), time.process_time()
        index.refresh(list(ids))
        took, worked = time.perf_counter() - start, time.process_time() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    new = sites - existing
    print(
        f"{sites} sites; indexing {new / took:.0f} services a second by the clock, {new / worked:.0f} by processor time"
    )
    print(f"{'':34}{'median':>8}{'p95':>8}{'max':>8}   processor: median{'p95':>8}{'ratio':>9}")
    plain_times = timed(plain, kinds(PLAIN_QUERIES)["need + place + word"])
    first = 0.0
    for kind, asked in kinds(queries).items():
        times = timed(search, asked)
        first = first or statistics.median(times[0])
        print_row(kind, times, ratio=plain_times if kind == "need + place + word" else None)
    print_row("plain: icontains, sorted in Python", plain_times)
    print()
    return sites, first


def measure_slips(queries: int) -> None:
    """Words that nobody said, in a vocabulary of 150,000 that all begin with their letter."""
    from acogida.directory.models import SearchWord
    from acogida.directory.search.types import Query

    rng = random.Random(7)
    words = {"a" + "".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 11))) for _ in range(VOCABULARY)}
    SearchWord.objects.bulk_create(map(SearchWord, words), batch_size=1000, ignore_conflicts=True)
    texts = [" ".join(f"ab{''.join(rng.choices('xyz', k=6))}" for _ in range(12)) for _ in range(queries // 4)]
    print(f"a vocabulary of {len(words)} words with one first letter")
    print_row("a slip", timed(search, [Query(text=text.split()[0] + " .") for text in texts]))
    print_row("twelve slips", timed(search, [Query(text=text) for text in texts]))
    print()


def kinds(queries: int) -> dict[str, list["Query"]]:
    """Queries of each kind, the same in every run."""
    from acogida.directory.enums import Audience
    from acogida.directory.search.types import Query
    from benchmarks.synthetic import NOUNS

    rng = random.Random(7)
    towns = [near(rng) for _ in range(queries)]
    needs = [(rng.choice(list(NOUNS)).value,) for _ in towns]
    words = [rng.choice(WORDS) for _ in towns]
    largest = biggest_city()
    return {
        "need + place + word": [
            Query(needs=need, near=town, text=word) for need, town, word in zip(needs, towns, words, strict=True)
        ],
        "the same, in the largest city": [
            Query(needs=need, near=largest, text=word) for need, word in zip(needs, words, strict=True)
        ],
        "need + place, open, with room": [
            Query(needs=need, near=town, open_now=True, has_room=True, audience=Audience.FAMILIES)
            for need, town in zip(needs, towns, strict=True)
        ],
        "place alone": [Query(near=town) for town in towns],
        "free text with a slip": [
            Query(text=f"albrgue {word} {town.label.split(',')[0]}") for town, word in zip(towns, words, strict=True)
        ],
    }


def near(rng: random.Random) -> "Near":
    from acogida.directory import gazetteer
    from acogida.directory.search.understand import near as near_place

    towns = gazetteer.everywhere()
    return near_place(rng.choices(towns, weights=[town.population for town in towns])[0], "es")


def biggest_city() -> "Near":
    from acogida.directory import gazetteer
    from acogida.directory.search.understand import near as near_place

    return near_place(gazetteer.everywhere()[0], "es")


def search(query: "Query") -> None:
    from acogida.directory.search.find import find
    from benchmarks.synthetic import NOW

    find(query, now=NOW)


def plain(query: "Query") -> None:
    """What one writes first. It understands nothing, ranks by distance only, and forgives no slip."""
    from django.db.models import Q

    from acogida.directory.enums import NeedKind
    from acogida.directory.geography import distance_km
    from acogida.directory.models import ServiceAtLocation
    from benchmarks.synthetic import NOUNS

    rows = ServiceAtLocation.objects.filter(service__is_help=True, service__organization__is_help=True)
    for word in (NOUNS[NeedKind(query.needs[0])].split(" ")[0], query.text):
        rows = rows.filter(
            Q(service__name__icontains=word)
            | Q(service__description__icontains=word)
            | Q(service__organization__name__icontains=word)
            | Q(location__name__icontains=word)
        )
    assert query.near is not None
    here = (query.near.latitude, query.near.longitude)
    found = []
    for pk, latitude, longitude in rows.values_list("pk", "location__latitude", "location__longitude"):
        apart = distance_km(*here, latitude or 0.0, longitude or 0.0)
        if apart <= query.radius_km:
            found.append((apart, pk))
    page = [pk for _, pk in sorted(found)[:PAGE]]
    list(rows.filter(pk__in=page).select_related("service__organization", "location"))


def timed(run: Callable[["Query"], None], queries: Sequence["Query"]) -> Times:
    for query in queries[:10]:
        run(query)
    clock, processor = [], []
    for query in queries:
        start, started = time.perf_counter(), time.process_time()
        run(query)
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - started) * 1000)
    return clock, processor


def print_row(name: str, times: Times, ratio: Times | None = None) -> None:
    clock, processor = (sorted(part) for part in times)
    middle, tail = len(clock) // 2, int(len(clock) * 0.95)
    times_faster = f"{statistics.median(ratio[0]) / clock[middle]:8.0f}×" if ratio else ""
    print(
        f"{name:34}{clock[middle]:8.1f}{clock[tail]:8.1f}{clock[-1]:8.1f}"
        f"{processor[middle]:20.1f}{processor[tail]:8.1f}{times_faster}"
    )


if __name__ == "__main__":
    sys.exit(main())
