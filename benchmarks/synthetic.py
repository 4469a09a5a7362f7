"""A synthetic directory: sites spread over real towns by their population. Deterministic; made fast, with raw rows."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from acogida.directory import gazetteer
from acogida.directory.enums import Audience, NeedBasis, NeedKind
from acogida.directory.models import Capacity, Location, Organization, Service, ServiceAtLocation

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SITES_AN_ORGANIZATION = 5
BATCH = 5_000
NOUNS = {
    NeedKind.SHELTER: "albergue para personas migrantes y familias en tránsito",
    NeedKind.FOOD: "comedor comunitario, desayunos y despensa",
    NeedKind.HEALTH: "consulta médica, vacunas y enfermería",
    NeedKind.LEGAL: "asesoría jurídica y acompañamiento en la solicitud de asilo",
    NeedKind.JOB: "bolsa de trabajo y orientación laboral",
    NeedKind.SCHOOL: "apoyo escolar y trámites de inscripción",
    NeedKind.LANGUAGE_COURSE: "clases de inglés y español",
    NeedKind.MENTAL_HEALTH: "apoyo emocional y grupos de escucha",
    NeedKind.DOCUMENTS: "ayuda con documentación y citas",
    NeedKind.CLOTHING: "ropa y cobijas",
}
NAMES = [
    *("Esperanza", "Puente", "Camino", "Aurora", "Horizonte", "Semilla", "Raíces"),
    *("Luz", "Abrazo", "Encuentro", "Frontera", "Refugio", "Faro", "Alianza"),
]
SAINTS = [
    *("Juan", "María", "Pedro", "Teresa", "Óscar", "Lucía"),
    *("Francisco", "Rosa", "Ignacio", "Clara", "Martín", "Inés"),
]
LANGUAGES = ["es", "en", "fr", "ht", "pt"]
WEEKS = [
    [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}],
    [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "24:00"}],
    [{"freq": "WEEKLY", "byday": "MO,WE,FR", "opens_at": "08:00", "closes_at": "13:30"}],
    [{"freq": "WEEKLY", "byday": "FR,SA", "opens_at": "18:00", "closes_at": "02:00"}],
    [{"freq": "MONTHLY", "byday": "1MO", "opens_at": "10:00", "closes_at": "12:00"}],
    [],
]


def _towns(sites: int, rng: random.Random) -> list[gazetteer.Place]:
    towns = gazetteer.everywhere()
    weights = list(accumulate(town.population for town in towns))
    return rng.choices(towns, cum_weights=weights, k=sites)


def fill(sites: int, *, start: int = 0, seed: int = 1) -> None:
    """One service at one site each, numbered from `start`; every fifth knows its capacity."""
    rng = random.Random(f"{seed} {start}")
    batch: dict[type[Any], list[Any]] = {
        model: [] for model in (Organization, Service, Location, ServiceAtLocation, Capacity)
    }
    for number, town in enumerate(_towns(sites, rng), start):
        for row in _rows(number, town, rng):
            batch[type(row)].append(row)
        if len(batch[Service]) >= BATCH:
            _save(batch)
    _save(batch)


def _save(batch: dict[type[Any], list[Any]]) -> None:
    for model, rows in batch.items():
        model.objects.bulk_create(rows)
        rows.clear()


def _rows(number: int, town: gazetteer.Place, rng: random.Random) -> Iterator[Any]:
    need = rng.choice(list(NOUNS))
    name = f"{rng.choice(NAMES)} {rng.choice(SAINTS)}"
    organization_id = UUID(int=1 + number // SITES_AN_ORGANIZATION)
    if number % SITES_AN_ORGANIZATION == 0:
        yield Organization(id=organization_id, name=f"Fundación {name}", description=NOUNS[need], modified_at=NOW)
    service = Service(
        id=UUID(int=(1 << 64) + number),
        organization_id=organization_id,
        name=f"{NOUNS[need].split(' ')[0].capitalize()} {name}",
        description=f"{NOUNS[need].capitalize()} en {town.name}. {rng.choice(NAMES)} y {rng.choice(NAMES)}, sin costo.",
        needs=[need.value],
        needs_basis=NeedBasis.GIVEN,
        audiences=rng.choice([[], [], [Audience.FAMILIES], [Audience.WOMEN, Audience.FAMILIES], [Audience.MEN]]),
        papers_needed=rng.choice([None, True, False]),
        parts={
            "schedules": rng.choice(WEEKS),
            "languages": [{"code": code} for code in rng.sample(LANGUAGES, rng.randint(1, 3))],
        },
        language="es",
        modified_at=NOW,
    )
    location = Location(
        id=UUID(int=(2 << 64) + number),
        organization_id=organization_id,
        name=f"Sede {name}",
        latitude=town.latitude + rng.gauss(0, 0.05),
        longitude=town.longitude + rng.gauss(0, 0.05),
        country=town.country,
        admin1=town.admin1,
        locality=town.name,
        timezone=town.timezone,
        modified_at=NOW,
    )
    site = ServiceAtLocation(id=UUID(int=(3 << 64) + number), service=service, location=location, modified_at=NOW)
    yield from (service, location, site)
    if number % 5 == 0:
        room = rng.randint(0, 12)
        yield Capacity(
            id=UUID(int=(4 << 64) + number),
            service=service,
            site=site,
            unit="bed",
            available=room,
            maximum=20,
            updated_at=NOW,
        )
