"""The five lists of the HSDS API: what can be asked of each and in which forms it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from acogida.api.hsds import filters
from acogida.api.hsds.parameters import Asked
from acogida.directory.hsds import documents
from acogida.directory.hsds.documents import Form

PLAIN = ""
PAGING = ("page", "per_page", "format")


@dataclass(frozen=True)
class Resource:
    """`forms` are tried in order: the first whose parameter is set, else the plain one."""

    name: str  # in the path
    record: str  # one of them, in HSDS
    rows: Callable[[Asked], QuerySet[Any]]
    filters: tuple[str, ...]
    list_forms: Mapping[str, Form[Any]]
    item_forms: Mapping[str, Form[Any]]

    @property
    def list_parameters(self) -> tuple[str, ...]:
        return (*self.filters, *(name for name in self.list_forms if name), *PAGING)

    @property
    def item_parameters(self) -> tuple[str, ...]:
        return tuple(name for name in self.item_forms if name)


def chosen(forms: Mapping[str, Form[Any]], asked: Asked) -> Form[Any]:
    return next((form for name, form in forms.items() if name and getattr(asked, name)), forms[PLAIN])


SERVICES = Resource(
    name="services",
    record="service",
    rows=filters.services,
    filters=("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"),
    list_forms={
        PLAIN: documents.SERVICE,
        "minimal": documents.SERVICE_MINIMAL,
        "full": documents.SERVICE_FULL,
    },
    item_forms={PLAIN: documents.SERVICE_FULL},
)
ORGANIZATIONS = Resource(
    name="organizations",
    record="organization",
    rows=filters.organizations,
    filters=("search", "taxonomy_term_id", "taxonomy_id", "modified_after"),
    list_forms={
        PLAIN: documents.ORGANIZATION,
        "full_service": documents.ORGANIZATION_FULL_SERVICE,
        "full": documents.ORGANIZATION_FULL,
    },
    item_forms={PLAIN: documents.ORGANIZATION_FULL, "full_service": documents.ORGANIZATION_FULL_SERVICE},
)
SERVICE_AT_LOCATIONS = Resource(
    name="service_at_locations",
    record="service_at_location",
    rows=filters.sites,
    filters=(*SERVICES.filters, "postcode", "proximity"),
    list_forms={PLAIN: documents.SITE, "full": documents.SITE_FULL},
    item_forms={PLAIN: documents.SITE_FULL},
)
TAXONOMIES = Resource(
    name="taxonomies",
    record="taxonomy",
    rows=filters.taxonomies,
    filters=("search",),
    list_forms={PLAIN: documents.TAXONOMY},
    item_forms={PLAIN: documents.TAXONOMY},
)
TAXONOMY_TERMS = Resource(
    name="taxonomy_terms",
    record="taxonomy_term",
    rows=filters.taxonomy_terms,
    filters=("search", "taxonomy_id", "parent_id", "top_only"),
    list_forms={PLAIN: documents.TAXONOMY_TERM},
    item_forms={PLAIN: documents.TAXONOMY_TERM},
)
RESOURCES = (SERVICES, ORGANIZATIONS, SERVICE_AT_LOCATIONS, TAXONOMIES, TAXONOMY_TERMS)
