"""Which rows a request asks for. All filters are joined by AND."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from acogida.api.hsds import near
from acogida.api.hsds.parameters import Asked
from acogida.core.text import fold
from acogida.directory.models import (
    Location,
    Organization,
    SearchEntry,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from acogida.directory.search.match import services_matching
from acogida.directory.selectors import (
    public_organizations,
    public_services,
    public_sites,
)
from acogida.directory.stems import stems


def organizations(asked: Asked) -> QuerySet[Organization]:
    rows = public_organizations()
    if asked.search:
        own_words = [row.pk for row in _naming(_without_entries(), asked.search).only("pk")]
        rows = rows.filter(Q(pk__in=own_words) | Q(pk__in=_owners(services_matching(asked.search))))
    for term in _terms(asked):
        rows = rows.filter(Q(pk__in=_tagged(Organization, term)) | Q(pk__in=_owners(_tagged(Service, term))))
    if asked.modified_after:
        changed = public_services().filter(_service_changed(asked.modified_after)).values("organization")
        rows = rows.filter(Q(modified_at__gte=asked.modified_after) | Q(pk__in=changed))
    return rows


def services(asked: Asked) -> QuerySet[Service]:
    rows = public_services()
    if asked.search:
        rows = rows.filter(pk__in=services_matching(asked.search))
    if asked.organization_id:
        rows = rows.filter(organization=asked.organization_id)
    for term in _terms(asked):
        rows = rows.filter(pk__in=_tagged(Service, term))
    if asked.modified_after:
        rows = rows.filter(_service_changed(asked.modified_after))
    return rows


def sites(asked: Asked) -> QuerySet[ServiceAtLocation]:
    rows = public_sites()
    if asked.search:
        rows = rows.filter(service__in=services_matching(asked.search))
    if asked.organization_id:
        rows = rows.filter(service__organization=asked.organization_id)
    for term in _terms(asked):
        rows = rows.filter(Q(pk__in=_tagged(ServiceAtLocation, term)) | Q(service__in=_tagged(Service, term)))
    if asked.modified_after:
        rows = rows.filter(_site_changed(asked.modified_after))
    if asked.postcode:
        rows = rows.filter(pk__in=near.sites(asked.postcode, asked.proximity))
    return rows


def taxonomies(asked: Asked) -> QuerySet[Taxonomy]:
    return _naming(Taxonomy.objects.all(), asked.search)


def taxonomy_terms(asked: Asked) -> QuerySet[TaxonomyTerm]:
    rows = _naming(TaxonomyTerm.objects.all(), asked.search)
    if asked.taxonomy_id:
        rows = rows.filter(taxonomy=asked.taxonomy_id)
    if asked.parent_id:
        rows = rows.filter(parent=asked.parent_id)
    if asked.top_only:
        rows = rows.filter(parent=None)
    return rows


def _terms(asked: Asked) -> list[dict[str, UUID]]:
    wanted = {"taxonomyterm": asked.taxonomy_term_id, "taxonomyterm__taxonomy": asked.taxonomy_id}
    return [{name: value} for name, value in wanted.items() if value]


def _tagged(model: Any, term: dict[str, UUID]) -> QuerySet[Any]:
    """The rows that carry a term, from the table between the two: no row comes twice."""
    through = model.terms.through
    tagged: QuerySet[Any] = through.objects.filter(**term)
    return tagged.values(model._meta.model_name)


def _owners(services: QuerySet[Any]) -> QuerySet[Any]:
    return public_services().filter(pk__in=services).values("organization")


def _service_changed(moment: datetime) -> Q:
    """Each way to have changed by itself, so that each is found by its index. News of a capacity dates its service."""
    sites = ServiceAtLocation.objects.filter(modified_at__gte=moment).values("service")
    places = ServiceAtLocation.objects.filter(location__modified_at__gte=moment).values("service")
    return Q(modified_at__gte=moment) | Q(pk__in=sites) | Q(pk__in=places)


def _site_changed(moment: datetime) -> Q:
    services = Service.objects.filter(modified_at__gte=moment).values("pk")
    places = Location.objects.filter(modified_at__gte=moment).values("pk")
    return Q(modified_at__gte=moment) | Q(service__in=services) | Q(location__in=places)


def _naming(rows: QuerySet[Any], search: str) -> QuerySet[Any]:
    """Those whose name and description hold every word, as search folds words. Databases fold no accents, and the
    index holds services alone; what is read here is little: taxonomies, terms, organizations that offer nothing."""
    if not search:
        return rows
    wanted = stems(search)
    texts = rows.order_by().values_list("pk", "name", "description") if wanted else ()
    said = ((key, fold(f"{name} {description}")) for key, name, description in texts)
    return rows.filter(pk__in=[key for key, text in said if all(word in text for word in wanted)])


def _without_entries() -> QuerySet[Organization]:
    entries = SearchEntry.objects.filter(service__organization=OuterRef("pk"))
    return public_organizations().filter(~Exists(entries))
