"""The demonstration as records, built once: nothing here writes to it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from acogida.directory.demo import network, not_help

Json = dict[str, Any]

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@cache
def organizations() -> list[Json]:
    return list(network.records(now=NOW))


def digest() -> str:
    return sha256(json.dumps(organizations()).encode()).hexdigest()


def helping() -> list[Json]:
    """Without the two that show what is never shown."""
    others = {record["id"] for record in not_help.records()}
    return [record for record in organizations() if record["id"] not in others]


def services() -> list[Json]:
    return [service for record in helping() for service in record["services"]]


def locations() -> list[Json]:
    return [location for record in organizations() for location in record["locations"]]


def capacities() -> list[Json]:
    return [capacity for service in services() for capacity in service["capacities"]]


def cities() -> set[tuple[str, str]]:
    addresses = [address for location in locations() for address in location["addresses"]]
    return {(address["country"], address["city"]) for address in addresses}


def strings(value: object) -> Iterator[str]:
    """Every text inside, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def objects(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)
