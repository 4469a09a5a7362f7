"""Kinds of organisations and of services, as the files in `data` describe them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from acogida.directory.demo.texts import DATA, Text, table
from acogida.directory.enums import Visibility


@dataclass(frozen=True)
class Room:
    unit: str
    audiences: tuple[str, ...]
    smallest: int
    largest: int


@dataclass(frozen=True)
class ServiceKind:
    key: str
    names: tuple[Text, ...]
    what: tuple[Text, ...]
    detail: tuple[Text, ...]
    needs: tuple[str, ...]
    audiences: tuple[str, ...]
    who: str
    hours: tuple[str, ...]
    papers: tuple[str, ...]
    how: tuple[str, ...]
    bring: tuple[str, ...]
    cost: tuple[str, ...]
    room: Room | None
    visibility: Visibility
    virtual: bool


@dataclass(frozen=True)
class OrganizationKind:
    key: str
    core: tuple[str, ...]
    extra: tuple[str, ...]
    more: int
    about: tuple[Text, ...]


@dataclass(frozen=True)
class Sketch:
    """An organisation as `organizations.csv` sketches it."""

    key: str
    name: str
    kind: str
    towns: tuple[str, ...]  # the first is its seat
    since: int


@cache
def service_kinds() -> Mapping[str, ServiceKind]:
    kinds: dict[str, ServiceKind] = {}
    for file in sorted(entry.name for entry in (DATA / "services").iterdir()):
        kinds |= {key: _service_kind(key, raw) for key, raw in table(f"services/{file}").items()}
    return kinds


def _service_kind(key: str, raw: Mapping[str, Any]) -> ServiceKind:
    room = raw.get("capacity")
    visibility = Visibility(raw.get("visibility", Visibility.AREA_ONLY if raw.get("virtual") else Visibility.PUBLIC))
    return ServiceKind(
        key,
        names=tuple(raw["names"]),
        what=tuple(raw["what"]),
        detail=tuple(raw["detail"]),
        needs=tuple(raw["needs"]),
        audiences=tuple(raw.get("audiences", ())),
        who=raw.get("who", "everyone"),
        hours=tuple(raw["hours"]),
        papers=tuple(raw["papers"]),
        how=tuple(raw["how"]),
        bring=tuple(raw["bring"]),
        cost=tuple(raw["cost"]),
        room=Room(room["unit"], tuple(room["for"]), *room["size"]) if room else None,
        visibility=visibility,
        virtual=raw.get("virtual", False),
    )


@cache
def organization_kinds() -> Mapping[str, OrganizationKind]:
    return {
        key: OrganizationKind(key, tuple(raw["core"]), tuple(raw["extra"]), raw["more"], tuple(raw["about"]))
        for key, raw in table("kinds.toml").items()
    }


def sketches() -> list[Sketch]:
    rows = csv.DictReader((DATA / "organizations.csv").read_text(encoding="utf-8").splitlines())
    return [
        Sketch(row["key"], row["name"], row["kind"], tuple(row["towns"].split()), int(row["since"])) for row in rows
    ]
