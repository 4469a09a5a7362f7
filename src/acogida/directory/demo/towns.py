"""Where the demonstration happens: real towns, along routes and borders that people take."""

import csv
from dataclasses import dataclass
from functools import cache

from acogida.directory import gazetteer
from acogida.directory.demo.texts import DATA
from acogida.directory.gazetteer import Place

ENDONYMS = {
    "es": "Español",
    "pt": "Português",
    "en": "English",
    "fr": "Français",
    "ht": "Kreyòl ayisyen",
    "qu": "Runasimi",
    "ay": "Aymar aru",
    "gn": "Avañeʼẽ",
    "quc": "Kʼicheʼ",
    "mam": "Mam",
    "tzo": "Batsʼi kʼop",
    "tzh": "Batsʼil kʼop",
    "ctu": "Lakty'añ",
    "guc": "Wayuunaiki",
    "gym": "Ngäbere",
}


@dataclass(frozen=True)
class Town:
    key: str
    name: str  # as people there write it
    place: Place
    language: str  # of the organisations there
    spoken: tuple[str, ...]
    area_code: str  # of the North American plan; empty elsewhere


@cache
def towns() -> dict[str, Town]:
    rows = csv.DictReader((DATA / "towns.csv").read_text(encoding="utf-8").splitlines())
    return {row["key"]: _town(row) for row in rows}


def _town(row: dict[str, str]) -> Town:
    place = gazetteer.get(int(row["geonameid"]))
    if place is None:
        raise LookupError(f"{row['name']} is not in the gazetteer")
    return Town(row["key"], row["name"], place, row["language"], tuple(row["spoken"].split()), row["area_code"])
