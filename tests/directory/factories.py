"""Rows for tests. Each maker fills in what a row needs, its owner included; the test gives what it is about."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acogida.directory.enums import Visibility
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    PrivateSite,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
TAPACHULA = {"latitude": 14.9056, "longitude": -92.2634, "country": "MX", "admin1": "05", "locality": "Tapachula"}
SECRET_STREET = "Calle Secreta 99"  # a test that finds this in anything public has found a leak


def organization(*, terms: Iterable[TaxonomyTerm] = (), **fields: Any) -> Organization:
    row = Organization.objects.create(**{"name": "Casa Puente", "modified_at": NOW} | fields)
    row.terms.set(terms)
    return row


def service(of: Organization | None = None, /, *, terms: Iterable[TaxonomyTerm] = (), **fields: Any) -> Service:
    fields["organization"] = of or organization()
    row = Service.objects.create(**{"name": "Albergue", "modified_at": NOW} | fields)
    row.terms.set(terms)
    return row


def location(visibility: Visibility = Visibility.PUBLIC, /, **fields: Any) -> Location:
    """In Tapachula. One that isn't public keeps its street where nobody reads it."""
    place: dict[str, Any] = TAPACHULA | {"modified_at": NOW, "timezone": "America/Mexico_City"}
    if visibility == Visibility.PUBLIC:
        place |= {"name": "Casa de la calle 5", "parts": {"addresses": [address()]}}
    if visibility == Visibility.HIDDEN:
        place |= {"latitude": None, "longitude": None, "locality": ""}
    row = Location.objects.create(**place | {"visibility": visibility} | fields)
    if visibility != Visibility.PUBLIC:
        details = {"name": SECRET_STREET, "addresses": [address(address_1=SECRET_STREET)], "latitude": 14.9111}
        PrivateSite.objects.create(location=row, details=details)
    return row


def address(**fields: Any) -> dict[str, Any]:
    whole = {
        "id": str(uuid4()),
        "address_1": "5a Calle Poniente 10",
        "city": "Tapachula",
        "state_province": "Chiapas",
        "postal_code": "30700",
        "country": "MX",
        "address_type": "physical",
    }
    return whole | fields


def site(of: Service | None = None, at: Location | None = None, /, **fields: Any) -> ServiceAtLocation:
    fields |= {"service": of or service(), "location": at or location()}
    return ServiceAtLocation.objects.create(**{"modified_at": NOW} | fields)


def capacity(of: Service, at: ServiceAtLocation | None = None, /, **fields: Any) -> Capacity:
    known = {"unit": "bed", "available": 3, "maximum": 20, "updated_at": NOW}
    return Capacity.objects.create(**known | {"service": of, "site": at} | fields)


def taxonomy(**fields: Any) -> Taxonomy:
    return Taxonomy.objects.create(**{"name": "Open Eligibility", "modified_at": NOW} | fields)


def term(of: Taxonomy | None = None, /, **fields: Any) -> TaxonomyTerm:
    return TaxonomyTerm.objects.create(**{"name": "Temporary Shelter", "modified_at": NOW, "taxonomy": of} | fields)


def attribute(term: TaxonomyTerm) -> dict[str, Any]:
    return {"id": str(uuid4()), "taxonomy_term_id": str(term.pk)}


def tagged(term: TaxonomyTerm, **parts: Any) -> dict[str, Any]:
    """Fields of a service or organisation that carries the term, as the importer would store it."""
    return {"terms": [term], "parts": parts | {"attributes": [attribute(term)]}}
