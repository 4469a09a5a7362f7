"""Keeps the index: `refresh` after services, sites, places, organisations or terms changed, `rebuild` for everything.

Runs in the caller's transaction, a few queries a batch. What the public may not see is never indexed: what is no help
(detention, migration police), what has closed for good, and anything exact about a place that isn't public (that stands
in a table which is not read here).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from acogida.directory import selectors
from acogida.directory.models import Location, SearchEntry, SearchWord, Service, ServiceAtLocation
from acogida.directory.search import document
from acogida.directory.search.document import NO_SITE, Entry, Id, Offer, Place, Site
from acogida.directory.search.match import is_said
from acogida.directory.stems import forms_of

BATCH = 500
COLUMNS = Entry._fields[:-1]

Row = tuple[Any, ...]
Terms = dict[UUID, list[tuple[UUID, str]]]


def refresh(service_ids: Iterable[UUID]) -> None:
    """Index these services anew, whatever became of them."""
    ids = list(dict.fromkeys(service_ids))
    for start in range(0, len(ids), BATCH):
        _refresh(ids[start : start + BATCH])


@transaction.atomic
def rebuild() -> None:
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    refresh(selectors.public_services().values_list("pk", flat=True))


def add(entries: Collection[Entry]) -> None:
    """Entries of services that have none."""
    _insert([(_stored(entry.service_id), _stored(entry.site_id), *entry[2:-1]) for entry in entries])
    _learn(set(" ".join([entry.words for entry in entries]).split()))


def _refresh(ids: Collection[UUID]) -> None:
    before = SearchEntry.objects.filter(service_id__in=ids)
    left = _tokens(before.order_by().values_list("doc", flat=True).iterator())
    before.delete()
    entries = list(_entries(ids))
    add(entries)
    if left:  # what is new has left nothing
        _forget(left - _tokens(entry.doc for entry in entries))


def _tokens(docs: Iterable[str]) -> set[str]:
    return {token for doc in docs for token in doc.split(" ") if token.isalpha()}


def _forget(tokens: Iterable[str]) -> None:
    """Words that no entry says any longer: one may be the name of a place that has gone into hiding."""
    gone = [token for token in tokens if not is_said(token)]
    forms = {word for token in gone for word in forms_of(token)}
    SearchWord.objects.filter(word__in=forms).delete()


def _stored(id_: Id | None) -> Id | None:
    """As the database keeps it."""
    if id_ is None or connection.features.has_native_uuid_field:
        return id_
    return id_.hex if isinstance(id_, UUID) else id_.replace("-", "")


def _insert(rows: list[Row]) -> None:
    """Many rows a statement: at the end of each, FTS5 writes out what it has gathered; that costs more than a row."""
    table, columns = SearchEntry._meta.db_table, ", ".join(COLUMNS)
    row = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            sql = f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * len(some))}"  # noqa: S608
            cursor.execute(sql, [value for values in some for value in values])


def _learn(words: Iterable[str]) -> None:
    """Adds words that aren't known yet, in one statement."""
    table = SearchWord._meta.db_table
    each = "json_each(%s)" if connection.vendor == "sqlite" else "jsonb_array_elements_text(%s::jsonb) AS new(value)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (word) SELECT value FROM {each} WHERE true ON CONFLICT DO NOTHING",  # noqa: S608
            [orjson.dumps(sorted(words)).decode()],
        )


def _entries(ids: Collection[UUID]) -> Iterator[Entry]:
    sites = _sites(ids)
    for offer in _offers(ids, {id_ for id_ in ids if id_ not in sites}):
        for site in sites.get(offer.id, [NO_SITE]):
            yield document.entry(offer, site)


def _offers(ids: Collection[UUID], placeless: Collection[UUID]) -> Iterator[Offer]:
    terms, countries = _terms(Service, "service", "service", ids), _countries(placeless)
    services = selectors.public_services().filter(pk__in=ids, status__in=document.SHOWN)
    columns = ("pk", "organization_id", "needs_basis", "papers_needed", "status")
    texts = (*document.SERVICE_TEXTS, *(f"organization__{name}" for name in document.ORGANIZATION_TEXTS))
    for row in _rows(
        services,
        (*columns, *texts),
        ("needs", "audiences", "parts", "date_exceptions", "translations", "organization__translations"),
    ):
        id_, organization, basis, papers, status = row[:5]
        needs, audiences, parts, exceptions, translations, its_translations = row[10:]
        its_terms = terms.get(id_, ())
        yield Offer(
            id=id_,
            organization_id=organization,
            needs=needs,
            needs_basis=basis,
            audiences=audiences,
            papers_needed=papers,
            status=status,
            texts=(
                *document.texts_of(row[5:10], translations, its_translations),
                *(name for _, name in its_terms),
            ),
            parts=parts,
            date_exceptions=exceptions,
            terms=tuple(term for term, _ in its_terms),
            countries=countries.get(id_, frozenset()),
        )


def _sites(ids: Collection[UUID]) -> dict[Id, list[Site]]:
    terms = _terms(ServiceAtLocation, "serviceatlocation", "serviceatlocation__service", ids)
    sites: dict[Id, list[Site]] = defaultdict(list)
    rows = _rows(
        selectors.public_sites().filter(service__in=ids),
        (
            "service_id",
            "pk",
            "location__location_type",
            "location__latitude",
            "location__longitude",
            "location__country",
            "location__admin1",
            "location__timezone",
            "location__locality",
            "location__name",
            "location__alternate_name",
        ),
        ("parts", "location__parts"),
    )
    for row in rows:
        service_id, site_id, location_type = row[:3]
        latitude, longitude, country, admin1, timezone, locality = row[3:9]
        name, alternate_name, parts, location_parts = row[9:]
        if document.is_reachable(location_type):
            texts = (name, alternate_name)
            place = Place(latitude, longitude, country, admin1, timezone, locality, texts, location_parts)
            its_terms = [term for term, _ in terms.get(site_id, ())]
            sites[service_id].append(Site(site_id, place, parts, its_terms))
    return dict(sites)


def _terms(model: type[Service | ServiceAtLocation], owner: str, path: str, ids: Collection[UUID]) -> Terms:
    """(id, name) of the taxonomy terms of each service or site."""
    found: Terms = defaultdict(list)
    through: type[Model] = model.terms.through
    rows = through._default_manager.filter(**{f"{path}__in": ids}).order_by("taxonomyterm_id")
    for id_, term, name in rows.values_list(f"{owner}_id", "taxonomyterm_id", "taxonomyterm__name"):
        found[id_].append((term, name))
    return found


def _countries(ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Where the organisations of services without a place are."""
    if not ids:
        return {}
    found = defaultdict(set)
    rows = Location.objects.filter(organization__services__in=ids).exclude(country="")
    for id_, country in rows.values_list("organization__services", "country").order_by().distinct():
        found[id_].add(country)
    return {id_: frozenset(codes) for id_, codes in found.items()}


def _rows(queryset: QuerySet[Any], columns: tuple[str, ...], json: tuple[str, ...]) -> Iterator[Row]:
    """Rows with the JSON columns read by orjson, which takes a tenth of the time."""
    texts = {f"{name}_text": Cast(name, TextField()) for name in json}
    for row in queryset.order_by().annotate(**texts).values_list(*columns, *texts):
        yield *row[: len(columns)], *map(orjson.loads, row[len(columns) :])
