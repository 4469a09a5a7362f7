import pytest

from acogida.core import clock
from acogida.directory.enums import Visibility
from acogida.directory.models import Service
from acogida.directory.search import index
from tests.directory import factories


def family_shelter(**fields: object) -> Service:
    """A shelter for families in Tapachula with everything a page can show."""
    organization = factories.organization(
        name="Casa Puente",
        language="es",
        website="https://example.org/",
        parts={"phones": [{"id": "1", "number": "+52 962 555 0100"}]},
    )
    whole = {
        "name": "Albergue familiar",
        "language": "es",
        "description": "Cama y cena para familias.",
        "translations": {"ht": {"name": "Kay pou fanmi", "description": "Kabann ak manje pou fanmi."}},
        "needs": ["SHELTER"],
        "audiences": ["FAMILIES"],
        "papers_needed": False,
        "fees_description": "Gratis",
        "date_exceptions": [{"from": "2026-12-25", "to": "2026-12-25", "closed": True, "note": "Navidad"}],
        "parts": {
            "phones": [{"id": "2", "number": "+52 962 555 0101", "description": "día y noche"}],
            "languages": [{"id": "3", "code": "es"}, {"id": "4", "code": "ht"}],
            "required_documents": [{"id": "5", "document": "Cartilla de vacunas"}],
            "schedules": [
                {
                    "id": "6",
                    "freq": "WEEKLY",
                    "byday": "MO,TU,WE,TH,FR,SA,SU",
                    "opens_at": "00:00",
                    "closes_at": "24:00",
                }
            ],
        },
    }
    return factories.service(organization, **whole | fields)


@pytest.fixture
def shelter(db) -> Service:
    service = family_shelter()
    site = factories.site(service, factories.location())
    factories.capacity(service, site, audience="FAMILIES", available=3, updated_at=clock.now())
    index.rebuild()
    return service


@pytest.fixture
def hidden_shelter(db) -> Service:
    service = family_shelter(name="Refugio Esperanza")
    site = factories.site(service, factories.location(Visibility.HIDDEN))
    factories.capacity(service, site, audience="FAMILIES", available=17, updated_at=clock.now())
    index.rebuild()
    return service


@pytest.fixture
def area_shelter(db) -> Service:
    service = family_shelter(name="Casa Luz")
    site = factories.site(service, factories.location(Visibility.AREA_ONLY))
    factories.capacity(service, site, audience="WOMEN", available=17, updated_at=clock.now())
    index.rebuild()
    return service


@pytest.fixture
def police(db) -> Service:
    """The migration police: never shown as help."""
    service = factories.service(
        factories.organization(name="Estación Migratoria", is_help=False), name="Detención", needs=["SHELTER"]
    )
    factories.site(service, factories.location())
    index.rebuild()
    return service
