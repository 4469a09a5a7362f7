import json
from pathlib import Path

from acogida.web import basemap

MAP = Path(basemap.__file__).parent / "static/vendor/basemap/americas.json"


def square(west: float, south: float, *, side: float = 2) -> list[list[float]]:
    return [[west, south], [side, 0], [0, side], [-side, 0], [0, -side]]


def world(*countries: tuple[str, list]) -> dict:
    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [arc for _, arcs in countries for arc in arcs],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": code, "arcs": [[number]]} for number, (code, _) in enumerate(countries)
                ]
            }
        },
    }


def test_only_the_americas_are_kept_and_arcs_are_numbered_anew():
    cut = basemap.americas(world(("250", [square(2, 46)]), ("304", [square(-40, 70)]), ("484", [square(-99, 19)])))
    (mexico,) = cut["objects"]["countries"]["geometries"]
    assert (mexico["id"], mexico["arcs"], cut["arcs"]) == ("484", [[[0]]], [square(-99, 19)])


def test_what_spans_the_antimeridian_is_left_out():
    cut = basemap.americas(world(("840", [square(-180, 52, side=360)])))
    assert cut["objects"]["countries"]["geometries"] == []


def test_the_shipped_map_is_a_cut_of_the_americas():
    shipped = json.loads(MAP.read_text())
    countries = {country["id"] for country in shipped["objects"]["countries"]["geometries"]}
    assert {"484", "320", "332", "170", "076", "152", "124", "840"} <= countries
    assert "304" not in countries
    again = basemap.americas(json.loads(MAP.read_text()))
    assert len(again["arcs"]) == len(shipped["arcs"])
