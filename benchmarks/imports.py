"""Services a second from ndjson into the node's database, search index included, and the peak of memory.

    python -m benchmarks.imports [--services 30000] [--plain 1000]

Each service comes whole: its site, place, address, two schedules, two phones and languages; two services an
organisation. The plain way of the same run stores the same records with the ORM's `update_or_create`, a record at a
time, in one transaction, without cleaning, reporting or index: it does less, and the ratio says what the batches gain.
Every figure is from a process of its own and the one it starts to read the source; CPU seconds are printed because
other work may share the machine.
"""

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

Json = dict[str, Any]

PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
SERVICES_AN_ORGANIZATION = 2
FIRST_LANGUAGES = (("Spanish", "es"), ("English", "en"), ("Haitian Creole", "ht"), ("Portuguese", "pt"))
_WORDS = """
    albergue familias comida caliente desayuno asesoría legal refugio consulta médica vacunas ropa cobijas escuela
    trabajo orientación mujeres niñas acompañamiento trámites documentos llamadas internet regaderas noche gratis
"""
WORDS = _WORDS.split()


def records(services: int, seed: int = 1) -> Iterator[Json]:
    from acogida.directory import gazetteer

    rng, towns = random.Random(seed), gazetteer.everywhere()
    for number in range(0, services, SERVICES_AN_ORGANIZATION):
        offered = [_service(number + step, rng, rng.choice(towns)) for step in range(SERVICES_AN_ORGANIZATION)]
        yield {
            "id": _id(rng),
            "name": f"Casa {rng.choice(WORDS).capitalize()} {number}",
            "description": _text(rng, 20),
            "email": f"casa{number}@example.org",
            "website": f"https://casa{number}.example.org/",
            "services": offered,
        }


def _service(number: int, rng: random.Random, town: Any) -> Json:
    place = {
        "id": _id(rng),
        "location_type": "physical",
        "name": f"Sede {number}",
        "latitude": round(town.latitude + rng.uniform(-0.05, 0.05), 5),
        "longitude": round(town.longitude + rng.uniform(-0.05, 0.05), 5),
        "addresses": [
            {
                "id": _id(rng),
                "address_1": f"Calle {rng.randrange(200)} núm. {rng.randrange(900)}",
                "city": town.name,
                "state_province": town.admin1_name or town.name,
                "postal_code": f"{rng.randrange(99999):05}",
                "country": town.country,
                "address_type": "physical",
            }
        ],
    }
    days = ("MO,TU,WE,TH,FR", "SA,SU")
    return {
        "id": _id(rng),
        "name": f"{rng.choice(WORDS).capitalize()} {rng.choice(WORDS)} {number}",
        "description": _text(rng, 30),
        "status": "active",
        "email": f"servicio{number}@example.org",
        "eligibility_description": _text(rng, 10),
        "phones": [{"id": _id(rng), "number": f"+1 555 01{rng.randrange(100):02}", "type": "voice"} for _ in range(2)],
        "schedules": [
            {"id": _id(rng), "freq": "WEEKLY", "byday": day, "opens_at": "09:00", "closes_at": "17:00"} for day in days
        ],
        "languages": [{"id": _id(rng), "name": name, "code": code} for name, code in rng.sample(FIRST_LANGUAGES, 2)],
        "service_at_locations": [{"id": _id(rng), "location": place}],
    }


def _id(rng: random.Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _text(rng: random.Random, length: int) -> str:
    return " ".join(rng.choices(WORDS, k=length)).capitalize() + "."


def plain(path: Path) -> None:
    """The import as one would write it first."""
    from django.db import transaction

    from acogida.core import clock
    from acogida.directory.models import Location, Organization, Service, ServiceAtLocation

    now = clock.now()
    with transaction.atomic(), path.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            texts = {name: record[name] for name in ("name", "description", "email", "website")}
            organization, _ = Organization.objects.update_or_create(
                pk=record["id"], defaults={**texts, "modified_at": now}
            )
            for raw in record["services"]:
                (site,) = raw["service_at_locations"]
                place = site["location"]
                location, _ = Location.objects.update_or_create(
                    pk=place["id"],
                    defaults={
                        **{name: place[name] for name in ("name", "latitude", "longitude", "location_type")},
                        "parts": {"addresses": place["addresses"]},
                        "modified_at": now,
                    },
                )
                service, _ = Service.objects.update_or_create(
                    pk=raw["id"],
                    defaults={
                        "organization": organization,
                        **{name: raw[name] for name in ("name", "description", "email", "eligibility_description")},
                        "parts": {name: raw[name] for name in ("phones", "schedules", "languages")},
                        "modified_at": now,
                    },
                )
                ServiceAtLocation.objects.update_or_create(
                    pk=site["id"], defaults={"service": service, "location": location, "modified_at": now}
                )


def measured(way: str, path: Path, services: int, home: str) -> tuple[float, float]:
    """(wall seconds, CPU seconds); prints its own line."""
    environ = {**os.environ, "ACOGIDA_HOME": home, "ACOGIDA_SECRET_KEY": "only-for-benchmarks-only-for-benchmarks"}
    command = [sys.executable, "-m", "benchmarks.imports", "--child", way, "--file", str(path)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        peak = _peak(process)
        out = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(process.returncode)
    wall, cpu = (float(part) for part in out.split()[-2:])
    print(
        f"{way:<22} {services:>7} services {wall:7.2f} s {services / wall:8.0f} a second"
        f"   CPU {cpu:6.2f} s = {services / cpu:6.0f} a CPU second   peak {peak:4.0f} MB",
        flush=True,
    )
    return wall, cpu


def child(way: str, path: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "acogida.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, skip_checks=True)
    start, cpu = time.perf_counter(), _cpu()
    if way == "plain ORM":
        plain(path)
    else:
        call_command("import_directory", str(path), verbosity=0)
    print(time.perf_counter() - start, _cpu() - cpu)


def _peak(process: subprocess.Popen[str]) -> float:
    """MB that it and its children took at once, looked at five times a second; a page that two share counts once."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(_megabytes(pid) for pid in [process.pid, *_children(process.pid)]))
        time.sleep(0.2)
    return peak


def _megabytes(pid: int) -> float:
    with suppress(FileNotFoundError, ProcessLookupError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in PROCESSES]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=30_000)
    parser.add_argument("--plain", type=int, default=1_000, help="services for the plain way, which is slow")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.ndjson", Path(folder) / "small.ndjson"
        for path, services in ((large, arguments.services), (small, arguments.plain)):
            with path.open("wb") as file:
                file.writelines(orjson.dumps(record) + b"\n" for record in records(services))
        print(f"{large.stat().st_size / 1e6:.0f} MB of ndjson")
        _, cpu = measured("import", large, arguments.services, f"{folder}/import")
        measured("import, nothing new", large, arguments.services, f"{folder}/import")
        _, plain_cpu = measured("plain ORM", small, arguments.plain, f"{folder}/plain")
        ratio = plain_cpu / arguments.plain / (cpu / arguments.services)
        print(f"ratio of CPU seconds a service, plain ORM to import: {ratio:.1f}")


if __name__ == "__main__":
    main()
