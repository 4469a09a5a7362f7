"""A small network around Tapachula for tests of the search."""

from collections.abc import Iterable
from typing import Any

from acogida.directory import gazetteer
from acogida.directory.enums import NeedBasis, Visibility
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.search import index
from acogida.directory.search.find import find
from acogida.directory.search.types import Near, Query, Results
from tests.directory import factories
from tests.directory.factories import NOW

ALWAYS = [{"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "24:00"}]
NEVER_ON_TUESDAY = [{"byday": "MO,WE", "opens_at": "09:00", "closes_at": "10:00"}]  # NOW is a Tuesday
KM_NORTH = 1 / 111.195


def near(text: str = "Tapachula") -> Near:
    place = gazetteer.find(text)[0]
    return Near(place.latitude, place.longitude, place.label(), place.country, place.admin1)


def offer(
    name: str,
    needs: Iterable[str] = ("SHELTER",),
    *,
    km: float = 1.0,
    visibility: Visibility = Visibility.PUBLIC,
    schedules: list[dict[str, Any]] | None = None,
    languages: Iterable[str] = (),
    place: dict[str, Any] | None = None,
    parts: dict[str, Any] | None = None,
    **fields: Any,
) -> ServiceAtLocation:
    """A service so many km north of Tapachula, not yet indexed."""
    own = {"schedules": schedules or [], "languages": [{"code": code} for code in languages]} | (parts or {})
    service = factories.service(
        fields.pop("organization", None),
        **{"name": name, "needs": list(needs), "needs_basis": NeedBasis.GIVEN, "parts": own} | fields,
    )
    where = near()
    point = {} if visibility == Visibility.HIDDEN else {"latitude": where.latitude + km * KM_NORTH}
    if visibility != Visibility.HIDDEN:
        point["longitude"] = where.longitude
    return factories.site(service, factories.location(visibility, **point | (place or {})))


def indexed(*sites: ServiceAtLocation | Service) -> None:
    index.refresh([site.pk if isinstance(site, Service) else site.service_id for site in sites])


def search(text: str = "", *needs: str, **asked: Any) -> Results:
    asked.setdefault("near", near())
    return find(Query(needs=needs, text=text, **asked), now=NOW)


def names(results: Results) -> list[str]:
    return [result.service.name for result in results.items]
