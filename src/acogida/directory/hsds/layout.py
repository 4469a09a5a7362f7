"""Which field of HSDS 3.1 lives where.

For each record of ours: `columns` are HSDS scalars with a column (HSDS name → attribute); `scalars` and `lists` stay in
`parts` as they are. Documents are built and records are stored by this one table, so the two can't drift apart.
Back references (`service_id` inside a phone) are implied by nesting: dropped when stored, written again for tables.
`attributes` keep `taxonomy_term_id`; the term itself is a record.
"""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Layout:
    columns: dict[str, str]
    scalars: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


ORGANIZATION = Layout(
    columns=_same("name", "alternate_name", "description", "email", "website"),
    scalars=("tax_status", "tax_id", "year_incorporated", "legal_status", "logo", "uri"),
    lists=(
        "additional_websites",
        "funding",
        "contacts",
        "phones",
        "programs",
        "organization_identifiers",
        "attributes",
        "metadata",
    ),
)

SERVICE = Layout(
    columns=_same(
        "program_id",
        "name",
        "alternate_name",
        "description",
        "url",
        "email",
        "status",
        "alert",
        "application_process",
        "eligibility_description",
        "fees_description",
        "wait_time",
        "minimum_age",
        "maximum_age",
        "assured_date",
    ),
    scalars=("interpretation_services", "fees", "accreditations", "assurer_email", "licenses"),
    lists=(
        "additional_urls",
        "phones",
        "schedules",
        "service_areas",
        "languages",
        "funding",
        "cost_options",
        "required_documents",
        "contacts",
        "attributes",
        "metadata",
    ),
)

LOCATION = Layout(
    columns=_same(
        "location_type",
        "name",
        "alternate_name",
        "description",
        "transportation",
        "url",
        "latitude",
        "longitude",
    ),
    scalars=("external_identifier", "external_identifier_type"),
    lists=("languages", "addresses", "contacts", "accessibility", "phones", "schedules", "attributes", "metadata"),
)

SERVICE_AT_LOCATION = Layout(
    columns=_same("description"),
    lists=("service_areas", "contacts", "phones", "schedules", "attributes", "metadata"),
)

TAXONOMY = Layout(columns=_same("name", "description", "uri", "version"), lists=("metadata",))

TAXONOMY_TERM = Layout(
    columns=_same("code", "name", "description", "language", "term_uri") | {"taxonomy": "taxonomy_name"},
    lists=("metadata",),
)

CAPACITY = Layout(
    columns=_same("available", "maximum", "description") | {"updated": "updated_at"},
    lists=("attributes", "metadata"),
)
