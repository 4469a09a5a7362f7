"""Whatever field a place that isn't public is told in, in whatever spelling, and whichever came first: it is not told.

All fields are planted at once; a failure names table, column and path of each that tells.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from acogida.core.ids import derived
from acogida.directory.models import Location, Organization, PrivateSite, SearchWord
from tests.directory.importing.imported import LATER, MODELS, NOW, Importer, state

pytestmark = pytest.mark.django_db

Json = dict[str, Any]

ADDRESS, NAME, POINT = "Av. Benito Secreta #4712", "Casa Zarzamora", (14.90231, -92.26314)
TELLING = re.compile(r"secreta|4712|zarzamora|14[.,]90|92[.,]26|54['′]", re.IGNORECASE)
SPELLINGS = [
    ADDRESS,
    "AVENIDA BENITO SECRETA, N° 4712",
    "Av Benito Secreta No. 4712",
    "Ave. de Benito Secreta núm 4712-B",
    "4712 Benito Secreta Avenue",
    "Secreta 4712",
    "Benito Secreta, next to number 4700",
    "Benito Secretá",
    "https://example.org/Av.%20Benito%20Secreta%204712",
    "https://example.org/benito_secreta",
    "casa@benitosecreta4712.example.org",
    "14.90231, -92.26314",
    "14.9023,-92.2631",
    "14,902; 92,263",
    "14.90 N, 92.26 W",
    "14°54'08\" N 92°15'47\" W",
    "https://example.org/@14.90231,-92.26314,17z",
    NAME,
    "CASA  zarzamora",
]


def uuid(name: str) -> str:
    return str(derived("every field", name))


def place(key: str, street: str, latitude: float, longitude: float, **more: Any) -> Json:
    return {
        "id": uuid(key),
        "location_type": "physical",
        "latitude": latitude,
        "longitude": longitude,
        "addresses": [
            {
                "id": uuid(f"address of {key}"),
                "address_1": street,
                "city": "Tapachula",
                "state_province": "Chiapas",
                "postal_code": "30700",
                "country": "MX",
                "address_type": "physical",
                **more.pop("address", {}),
            }
        ],
        **more,
    }


def secret_place(visibility: str = "HIDDEN") -> Json:
    return place("secret", ADDRESS, *POINT, name=NAME, acogida={"visibility": visibility})


def office(text: str) -> Json:
    return place(
        "office",
        "Avenida Pública 1",
        15.5,
        -93.5,
        name="Oficina",
        alternate_name=text,
        description=text,
        transportation=text,
        accessibility=[{"id": uuid("ramp"), "description": text, "details": text}],
        contacts=[{"id": uuid("contact of office"), "title": text}],
        phones=[{"id": uuid("phone of office"), "number": "+1 202 555 0104", "description": text}],
        address={"attention": text},
        acogida={"visibility": "PUBLIC", "translations": {"en": {"transportation": text, "name": text}}},
    )


def telling_organization(text: str, *sites: Json) -> Json:
    own = [{"id": uuid("site of office"), "location": office(text), "description": text}]
    return {
        "id": uuid("organization"),
        "name": "Casa Uno",
        "alternate_name": text,
        "description": f"Start {text} finish",
        "website": text,
        "email": text,
        "logo": text,
        "programs": [{"id": uuid("program"), "name": "P", "description": text}],
        "contacts": [{"id": uuid("contact"), "name": text, "title": text, "department": text}],
        "phones": [{"id": uuid("phone"), "number": "+1 202 555 0101", "description": text}],
        "acogida": {"language": "es", "translations": {"en": {"description": text, "alternate_name": text}}},
        "locations": [place("second", "Calle Tercera 3", 15.6, -93.6, description=text)],
        "services": [
            {
                "id": uuid("service"),
                "name": "Albergue",
                "status": "active",
                **dict.fromkeys(
                    ("description", "alert", "application_process", "eligibility_description", "wait_time"), text
                ),
                **dict.fromkeys(("fees_description", "accreditations", "interpretation_services", "url"), text),
                "required_documents": [{"id": uuid("document"), "document": text}],
                "cost_options": [{"id": uuid("cost"), "option": text, "amount_description": text}],
                "schedules": [{"id": uuid("schedule"), "freq": "WEEKLY", "byday": "MO", "notes": text}],
                "service_areas": [{"id": uuid("area"), "name": text, "description": text}],
                "languages": [{"id": uuid("language"), "name": "Spanish", "note": text}],
                "phones": [{"id": uuid("phone of service"), "number": "+1 202 555 0102", "description": text}],
                "additional_urls": [{"id": uuid("url"), "label": text, "url": "https://example.org/"}],
                "service_at_locations": [*own, *sites],
                "capacities": [
                    {
                        "id": uuid("capacity"),
                        "unit": {"id": uuid("unit"), "name": "cama"},
                        "available": 3,
                        "updated": "2026-11-24T00:00:00Z",
                        "description": text,
                    }
                ],
                "acogida": {
                    "language": "es",
                    "translations": {"en": {"description": text, "alert": text}},
                    "verified_by": text,
                    "date_exceptions": [{"from": "2026-12-25", "to": "2026-12-25", "closed": True, "note": text}],
                },
            }
        ],
    }


def secret_site(visibility: str = "HIDDEN") -> Json:
    return {"id": uuid("site of secret"), "location": secret_place(visibility)}


def hidden_service() -> Json:
    """Nested without its organisation, as feeds of services are."""
    return {
        "id": uuid("hidden service"),
        "name": "Refugio",
        "status": "active",
        "organization_id": uuid("organization"),
        "service_at_locations": [secret_site()],
    }


ORDERS = {
    "together": lambda text: [[telling_organization(text, secret_site())]],
    "the text first": lambda text: [[telling_organization(text)], [hidden_service()]],
    "the place first": lambda text: [
        [{"id": uuid("organization"), "name": "Casa Uno", "description": "-"}, hidden_service()],
        [telling_organization(text)],
    ],
    "public at first": lambda text: [
        [telling_organization(text, secret_site("PUBLIC"))],
        [telling_organization(text, secret_site("HIDDEN"))],
    ],
    "only the place said hidden": lambda text: [
        [telling_organization(text, secret_site("PUBLIC"))],
        [{"id": uuid("secret"), "location_type": "physical", "acogida": {"visibility": "HIDDEN"}}],
    ],
}


def texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from texts(entry, f"{path}/{key}")
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry, path)
    else:
        yield path, str(value)


def telling() -> list[str]:
    return [
        f"{path}: {text}"
        for model in (*MODELS, SearchWord)
        if model is not PrivateSite
        for row in model._default_manager.order_by().values()
        for path, text in texts({name: row[name] for name in row if name not in IDS}, model.__name__)
        if not path.endswith("id") and not path.endswith("/number") and TELLING.search(text)
    ]


IDS = {"id", "content_hash", "modified_at"}


def import_all(importer: Importer, imports: list[list[Json]]) -> None:
    for records, now in zip(imports, (NOW, LATER), strict=False):
        importer.records(records, now=now)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_field_tells_a_place_that_is_not_public(importer: Importer, order, spelling):
    import_all(importer, ORDERS[order](spelling))
    assert telling() == []
    found = Organization.objects.get()
    assert found.description.startswith("Start")
    assert found.description.endswith("finish")
    assert Location.objects.get(pk=uuid("office")).parts["addresses"][0]["address_1"] == "Avenida Pública 1"


@pytest.mark.parametrize("order", ORDERS)
def test_no_page_tells_it_and_the_same_again_changes_nothing(importer: Importer, client, order):
    imports = ORDERS[order](ADDRESS)
    import_all(importer, imports)
    before = state()
    report = importer.records(imports[-1], now=LATER)
    assert state() == before
    assert report.rows["service", "changed"] == report.rows["organization", "changed"] == 0
    for page in (
        f"/en/services/{uuid('service')}",
        f"/en/organizations/{uuid('organization')}",
        "/hsds/services?full=true",
    ):
        text = re.sub(r"[0-9a-f-]{36}", "", client.get(page).content.decode())
        assert TELLING.search(text) is None, page
        assert "Casa Uno" in text


def test_the_fields_planted_are_kept_when_nothing_is_hidden(importer: Importer):
    """Else nothing above would prove anything."""
    importer.records(telling_organization("Av. Benito Secreta #4712", secret_site("PUBLIC")))
    assert len({line.partition(":")[0] for line in telling()}) >= 40
