"""Records with secrets planted in every field that could tell where a place is."""

import random
from dataclasses import dataclass
from typing import Any

from acogida.core.ids import derived

TOWNS = [
    ("MX", "Tapachula", 14.9056, -92.2634),
    ("CO", "Cúcuta", 7.8939, -72.5078),
    ("PE", "Tacna", -18.0146, -70.2536),
]


@dataclass(frozen=True)
class Planted:
    records: list[dict[str, Any]]
    secrets: list[str]  # none of these may be seen by the public
    visible: list[str]  # names that must be seen: else the crawl proves nothing


def plant(count: int, seed: int = 7) -> Planted:
    """`count` organisations with one place each; of every three, one is public, one area-only, one hidden."""
    rng = random.Random(seed)
    records, secrets, visible = [], [], []
    for number in range(count):
        visibility = ("PUBLIC", "AREA_ONLY", "HIDDEN")[number % 3]
        country, town, latitude, longitude = TOWNS[rng.randrange(len(TOWNS))]
        words = {
            name: f"zq{name}{number:04d}x"
            for name in ("street", "house", "lane", "note", "way", "web", "who", "id", "unit")
        }
        exact = (round(latitude + rng.uniform(0.01, 0.09), 6), round(longitude + rng.uniform(0.01, 0.09), 6))
        name = f"Refugio Prueba {number:04d}"
        street = f"Calle {words['street']} 12"
        organization, service, location, site = (
            str(derived("planted", kind, number)) for kind in ("organization", "service", "location", "site")
        )
        records.append(
            {
                "id": organization,
                "name": name,
                "description": f"Casa de acogida. Estamos en {street}, entrada por atrás.",
                "locations": [
                    {
                        "id": location,
                        "location_type": "physical",
                        "name": f"Casa {words['house']}",
                        "alternate_name": f"Portón {words['lane']}",
                        "description": f"Detrás de {words['note']}",
                        "transportation": f"Bus hasta {words['way']}",
                        "url": f"https://example.org/{words['web']}",
                        "external_identifier": words["id"],
                        "latitude": exact[0],
                        "longitude": exact[1],
                        "addresses": [
                            {
                                "id": str(derived("planted", "address", number)),
                                "attention": words["who"],
                                "address_1": street,
                                "address_2": words["unit"],
                                "city": town,
                                "state_province": "",
                                "postal_code": "30700",
                                "country": country,
                                "address_type": "physical",
                            }
                        ],
                        "acogida": {"visibility": visibility},
                    }
                ],
                "services": [
                    {
                        "id": service,
                        "name": f"Albergue {name}",
                        "description": f"Camas para familias. Dirección: {street.upper()}.",
                        "status": "active",
                        "phones": [
                            {
                                "id": str(derived("planted", "phone", number)),
                                "number": f"+1 202 555 01{number % 100:02d}",
                            }
                        ],
                        "service_at_locations": [
                            {"id": site, "location_id": location, "description": f"Toque el timbre en {street}"}
                        ],
                        "capacities": [
                            {
                                "id": str(derived("planted", "capacity", number)),
                                "unit": {"id": str(derived("planted", "unit")), "name": "cama"},
                                "available": 7,
                                "maximum": 40,
                                "updated": "2026-11-24T00:00:00Z",
                                "acogida": {"audience": "FAMILIES", "service_at_location_id": site},
                            }
                        ],
                        "acogida": {
                            "needs": ["SHELTER"],
                            "audiences": ["FAMILIES"],
                            "language": "es",
                            "translations": {"fr": {"description": f"Lits pour familles, {street}."}},
                        },
                    }
                ],
            }
        )
        if visibility == "PUBLIC":
            visible += [name, street]
        else:
            visible.append(name)
            secrets += [*words.values(), *(f"{value:.6f}"[:-2] for value in exact)]
    return Planted(records, secrets, visible)
