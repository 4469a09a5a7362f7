"""Makes `static/vendor/basemap/americas.json` from world-atlas: the countries of the Americas and nothing else.

    python -m acogida.web.basemap countries-50m.json src/acogida/web/static/vendor/basemap/americas.json

A phone then loads a third of the bytes. Islands beyond the antimeridian are left out: a polygon that spans it would be
drawn across the whole map.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WEST, EAST, SOUTH, NORTH = -179.9, -28.0, -57.0, 73.0
GREENLAND = "304"

Topology = dict[str, Any]
Polygon = list[list[int]]  # rings of arc numbers; ~n is arc n backwards


def bounds(topology: Topology, polygon: Polygon) -> tuple[float, float, float, float]:
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    longitudes, latitudes = [], []
    for number in polygon[0]:
        x = y = 0
        for step_x, step_y in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + step_x, y + step_y
            longitudes.append(x * kx + dx)
            latitudes.append(y * ky + dy)
    return min(longitudes), max(longitudes), min(latitudes), max(latitudes)


def is_american(topology: Topology, polygon: Polygon) -> bool:
    west, east, south, north = bounds(topology, polygon)
    return west > WEST and east < EAST and north > SOUTH and south < NORTH


def countries(topology: Topology) -> Iterator[dict[str, Any]]:
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") == GREENLAND or "arcs" not in country:
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        kept = [polygon for polygon in polygons if is_american(topology, polygon)]
        if kept:
            yield {"type": "MultiPolygon", "id": country.get("id", ""), "arcs": kept}


def americas(topology: Topology) -> Topology:
    kept = list(countries(topology))
    numbers: dict[int, int] = {}

    def renumbered(number: int) -> int:
        new = numbers.setdefault(number if number >= 0 else ~number, len(numbers))
        return new if number >= 0 else ~new

    for country in kept:
        country["arcs"] = [[[renumbered(n) for n in ring] for ring in polygon] for polygon in country["arcs"]]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": kept}},
        "arcs": [topology["arcs"][number] for number in numbers],
    }


def main() -> None:
    source, target = (Path(argument) for argument in sys.argv[1:])
    target.write_text(json.dumps(americas(json.loads(source.read_text())), separators=(",", ":")))


if __name__ == "__main__":
    main()
