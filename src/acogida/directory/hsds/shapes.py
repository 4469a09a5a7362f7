"""The objects of HSDS 3.1: each field with what cleans it, what is required, and what stands inside what.

`RECORDS` have rows of their own (organization, service …); `ITEMS` live inside one record (phone, schedule …).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from acogida.directory.hsds import cleaners as c
from acogida.directory.hsds import times as t
from acogida.directory.hsds.cleaners import Cleaner

IGNORED = frozenset({"last_modified", "acogida"})  # ours to say when it changed; the profile is read on its own


@dataclass(frozen=True)
class Shape:
    """`defaults` fill what HSDS requires and a source left out; what is `required` can't be filled: the item falls."""

    name: str
    fields: Mapping[str, Cleaner]
    items: Mapping[str, str] = field(default_factory=dict)  # field → item shape of its list
    required: tuple[str, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)  # *_id → kind of record
    children: Mapping[str, str] = field(default_factory=dict)  # field → kind of the records inside
    single: Mapping[str, str] = field(default_factory=dict)  # field → item shape of the one object inside
    private: bool = False  # its values may tell where a hidden place is

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset({"id", *self.fields, *self.items, *self.references, *self.children, *self.single, *IGNORED})


_line = c.line(300)
_long_line = c.line(500)
_note = c.prose
_BACK = dict.fromkeys(
    (
        "organization_id",
        "service_id",
        "location_id",
        "service_at_location_id",
        "phone_id",
        "contact_id",
        "link_id",
        "link_entity",
        "resource_id",
        "resource_type",
    ),
    "",
)
_COMMON = {"attributes": "attribute", "metadata": "metadata"}


def _item(name: str, fields: Mapping[str, Cleaner], **rest: object) -> Shape:
    items = {**_COMMON, **rest.pop("items", {})}  # type: ignore[dict-item]
    return Shape(name, fields, items=items, references=_BACK, **rest)  # type: ignore[arg-type]


_METADATA = Shape(
    "metadata",
    {
        "last_action_date": t.day,
        "last_action_type": _line,
        "field_name": _line,
        "previous_value": _note,
        "replacement_value": _note,
        "updated_by": _line,
    },
    references=_BACK,
    required=("last_action_date", "last_action_type"),
    defaults={"field_name": "", "previous_value": "", "replacement_value": "", "updated_by": ""},
    private=True,
)
_ATTRIBUTE = Shape(
    "attribute",
    {"link_type": _line, "value": _note, "label": _line},
    items={"metadata": "metadata"},
    references={**_BACK, "taxonomy_term_id": "taxonomy_term"},
    children={"taxonomy_term": "taxonomy_term"},
)
_ADDRESS = _item(
    "address",
    {
        "attention": _line,
        "address_1": _long_line,
        "address_2": _long_line,
        "city": _line,
        "region": _line,
        "state_province": _line,
        "postal_code": c.line(20),
        "country": c.line(100),
        "address_type": c.place_type,
    },
    defaults={
        "address_1": "",
        "city": "",
        "state_province": "",
        "postal_code": "",
        "country": "",
        "address_type": "physical",
    },
    private=True,
)
_PHONE = _item(
    "phone",
    {"number": c.line(100), "extension": c.number, "type": c.line(50), "description": _note},
    items={"languages": "language"},
    required=("number",),
)
_SCHEDULE = _item(
    "schedule",
    {
        "valid_from": t.day,
        "valid_to": t.day,
        "dtstart": t.day,
        "timezone": c.number,
        "until": t.day,
        "count": c.count,
        "wkst": t.weekday,
        "freq": t.frequency,
        "interval": c.count,
        "byday": t.byday,
        "byweekno": t.numbers,
        "bymonthday": t.numbers,
        "byyearday": t.numbers,
        "description": _note,
        "opens_at": t.time,
        "closes_at": t.time,
        "schedule_link": c.url,
        "attending_type": _line,
        "notes": _note,
    },
)

ITEMS: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        _METADATA,
        _ATTRIBUTE,
        _ADDRESS,
        _PHONE,
        _SCHEDULE,
        _item("language", {"name": _line, "code": c.language_code, "note": _note}),
        _item("accessibility", {"description": _note, "details": _note, "url": c.url}, private=True),
        _item(
            "contact",
            {"name": _line, "title": _line, "department": _line, "email": c.email},
            items={"phones": "phone"},
        ),
        _item("url", {"label": _line, "url": c.url}, required=("url",)),
        _item("funding", {"source": _note}),
        _item(
            "program",
            {"name": _line, "alternate_name": _line, "description": _note},
            required=("name",),
            defaults={"description": ""},
        ),
        _item(
            "organization_identifier",
            {"identifier_scheme": _line, "identifier_type": _line, "identifier": _line},
            required=("identifier",),
            defaults={"identifier_type": ""},
        ),
        _item("service_area", {
            "name": _long_line, "description": _note, "extent": _note, "extent_type": _line, "uri": _long_line,
        }),
        _item("cost_option", {
            "valid_from": t.day, "valid_to": t.day, "option": _note, "currency": c.line(10), "amount": c.amount,
            "amount_description": _note,
        }),
        _item("required_document", {"document": _note, "uri": c.url}),
        _item("unit", {"name": c.line(100), "scheme": _line, "identifier": _line, "uri": c.url}, required=("name",)),
    )
}  # fmt: skip

RECORDS: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape(
            "organization",
            {
                "name": _line,
                "alternate_name": _line,
                "description": _note,
                "email": c.email,
                "website": c.url,
                "tax_status": _line,
                "tax_id": _line,
                "year_incorporated": c.number,
                "legal_status": _line,
                "logo": _long_line,
                "uri": c.url,
            },
            items={
                "additional_websites": "url",
                "funding": "funding",
                "contacts": "contact",
                "phones": "phone",
                "programs": "program",
                "organization_identifiers": "organization_identifier",
                **_COMMON,
            },
            required=("name",),
            references={"parent_organization_id": "organization"},
            children={"locations": "location", "services": "service"},  # in this order: services point at places
        ),
        Shape(
            "service",
            {
                "name": _line,
                "alternate_name": _line,
                "description": _note,
                "url": c.url,
                "email": c.email,
                "status": c.status,
                "interpretation_services": _note,
                "application_process": _note,
                "fees_description": _note,
                "wait_time": _note,
                "fees": _note,
                "accreditations": _note,
                "eligibility_description": _note,
                "minimum_age": c.age,
                "maximum_age": c.age,
                "assured_date": t.day,
                "assurer_email": c.email,
                "licenses": _note,
                "alert": _note,
            },
            items={
                "additional_urls": "url",
                "phones": "phone",
                "schedules": "schedule",
                "service_areas": "service_area",
                "languages": "language",
                "funding": "funding",
                "cost_options": "cost_option",
                "required_documents": "required_document",
                "contacts": "contact",
                **_COMMON,
            },
            required=("name",),
            references={"organization_id": "organization", "program_id": "program"},
            children={
                "organization": "organization",
                "service_at_locations": "service_at_location",
                "capacities": "service_capacity",
            },
            single={"program": "program"},
            defaults={"status": "active"},
        ),
        Shape(
            "location",
            {
                "location_type": c.place_type,
                "url": c.url,
                "name": _line,
                "alternate_name": _line,
                "description": _note,
                "transportation": _note,
                "latitude": c.latitude,
                "longitude": c.longitude,
                "external_identifier": _line,
                "external_identifier_type": _line,
            },
            items={
                "languages": "language",
                "addresses": "address",
                "contacts": "contact",
                "accessibility": "accessibility",
                "phones": "phone",
                "schedules": "schedule",
                **_COMMON,
            },
            defaults={"location_type": "physical"},
            references={"organization_id": "organization"},
            private=True,
        ),
        Shape(
            "service_at_location",
            {"description": _note},
            items={
                "service_areas": "service_area",
                "contacts": "contact",
                "phones": "phone",
                "schedules": "schedule",
                **_COMMON,
            },
            references={"service_id": "service", "location_id": "location"},
            children={"location": "location", "service": "service"},
        ),
        Shape(
            "service_capacity",
            {"available": c.count, "maximum": c.count, "description": _note, "updated": t.moment},
            items=_COMMON,
            references={"service_id": "service", "unit_id": "unit"},
            single={"unit": "unit"},
            required=("updated",),
        ),
        Shape(
            "taxonomy",
            {"name": _line, "description": _note, "uri": c.url, "version": c.line(50)},
            items={"metadata": "metadata"},
            required=("name",),
            defaults={"description": ""},
        ),
        Shape(
            "taxonomy_term",
            {
                "code": c.line(100),
                "name": _line,
                "description": _note,
                "taxonomy": _line,
                "language": c.line(20),
                "term_uri": c.url,
            },
            items={"metadata": "metadata"},
            required=("name",),
            defaults={"description": ""},
            references={"parent_id": "taxonomy_term", "taxonomy_id": "taxonomy"},
            children={"taxonomy_detail": "taxonomy"},
        ),
    )
}
