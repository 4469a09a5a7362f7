"""Which rows a request asks for. All filters are joined by AND."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from acogida.api.hsds.parameters import Asked
from acogida.directory.models import Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from acogida.directory.selectors import (
    public_capacities,
    public_organizations,
    public_services,
    public_sites,
)


def organizations(asked: Asked) -> QuerySet[Organization]:
    rows = public_organizations()
    if asked.search:
        rows = rows.filter(pk__in=matching_services(asked.search).values("organization"))
    for term in _terms(asked):
        tagged = public_services().filter(pk__in=_tagged(Service, term)).values("organization")
        rows = rows.filter(Q(pk__in=_tagged(Organization, term)) | Q(pk__in=tagged))
    if asked.modified_after:
        changed = _changed_services(asked).values("organization")
        rows = rows.filter(Q(modified_at__gte=asked.modified_after) | Q(pk__in=changed))
    return rows


def services(asked: Asked) -> QuerySet[Service]:
    rows = _changed_services(asked) if asked.modified_after else public_services()
    if asked.search:
        rows = rows.filter(pk__in=matching_services(asked.search))
    if asked.organization_id:
        rows = rows.filter(organization=asked.organization_id)
    for term in _terms(asked):
        rows = rows.filter(pk__in=_tagged(Service, term))
    return rows


def sites(asked: Asked) -> QuerySet[ServiceAtLocation]:
    rows = public_sites()
    if asked.organization_id:
        rows = rows.filter(service__organization=asked.organization_id)
    for term in _terms(asked):
        rows = rows.filter(Q(pk__in=_tagged(ServiceAtLocation, term)) | Q(service__in=_tagged(Service, term)))
    if asked.modified_after:
        rows = rows.filter(_site_changed(asked) | Q(service__modified_at__gte=asked.modified_after))
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


def _changed_services(asked: Asked) -> QuerySet[Service]:
    sites = public_sites().filter(_site_changed(asked)).values("service")
    capacities = public_capacities().filter(updated_at__gte=asked.modified_after).values("service")
    return public_services().filter(Q(modified_at__gte=asked.modified_after) | Q(pk__in=sites) | Q(pk__in=capacities))


def _site_changed(asked: Asked) -> Q:
    return Q(modified_at__gte=asked.modified_after) | Q(location__modified_at__gte=asked.modified_after)


def _naming(rows: QuerySet[Any], search: str) -> QuerySet[Any]:
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(description__icontains=word))
    return rows


def matching_services(text: str) -> QuerySet[Any]:
    return _naming(public_services(), text).values("pk")
