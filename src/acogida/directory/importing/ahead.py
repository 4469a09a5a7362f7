"""Entries of the index, made where the source is read: a new service need not be read back from what was just stored.

Only for services of which one portion tells all. Not for what is sorted by terms, which are linked at the end; nor at
places that are not public, which are judged at the end; nor without a place, for then it counts where the organisation
is. They hold if every row they were made of turns out to be new: nothing else is stored that could be said of them.
What is touched again later is indexed again then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from acogida.directory.enums import Visibility
from acogida.directory.hsds.clean import Record
from acogida.directory.importing import enrich
from acogida.directory.importing.batch import Batch
from acogida.directory.importing.tables import Row
from acogida.directory.search import document
from acogida.directory.search.document import ORGANIZATION_TEXTS, SERVICE_TEXTS, SHOWN, Entry, Offer, Place, Site

Json = dict[str, Any]
Told = Mapping[str, Mapping[str, Record]]  # by kind and id

IN_PLACE = ("country", "admin1", "timezone", "locality")


def entries(records: Iterable[Record]) -> list[Entry]:
    """Of the services that a portion tells whole."""
    told = _told(records)
    offers: dict[str, Offer | None] = {}
    found = []
    for site in told["service_at_location"].values():
        id, place = site.refs.get("service_id", ""), told["location"].get(site.refs.get("location_id", ""))
        if id not in offers:
            offers[id] = _offer(told, id)
        if (offer := offers[id]) and place and place.where and not _is_sorted(site):
            found.append(document.entry(offer, _site(site, place)))
    return sorted(found, key=lambda entry: str(entry.service_id))


def _told(records: Iterable[Record]) -> Told:
    """Without those of which two different things are told."""
    told: dict[str, dict[str, Record]] = defaultdict(dict)
    doubtful = []
    for record in records:
        first = told[record.kind].setdefault(record.id, record)
        if (first.fingerprint, first.profile) != (record.fingerprint, record.profile):
            doubtful.append(record)
    for record in doubtful:
        told[record.kind].pop(record.id, None)
    return told


def _is_sorted(record: Record) -> bool:
    return "attributes" in record.content and any(enrich.term_ids(record.content))


def _offer(told: Told, id: str) -> Offer | None:
    service = told["service"].get(id)
    organization = told["organization"].get(service.refs.get("organization_id", "")) if service else None
    if not service or not organization or _is_sorted(service) or service.content["status"] not in SHOWN:
        return None
    content, profile = service.content, service.profile or {}
    needs, basis = enrich.needs_of(content, profile.get("needs"), {}, service.guessed)
    texts = [
        *(content.get(name, "") for name in SERVICE_TEXTS),
        *(organization.content.get(name, "") for name in ORGANIZATION_TEXTS),
    ]
    translations = (profile.get("translations") or {}, (organization.profile or {}).get("translations") or {})
    return Offer(
        id=id,
        organization_id=organization.id,
        needs=needs,
        needs_basis=basis,
        audiences=profile.get("audiences") or [],
        papers_needed=profile.get("papers_needed"),
        status=content["status"],
        texts=tuple(document.texts_of(texts, *translations)),
        parts=content,
        date_exceptions=profile.get("date_exceptions") or [],
    )


def _site(site: Record, place: Record) -> Site:
    said, where = place.content, place.where or {}
    texts = (said.get("name", ""), said.get("alternate_name", ""))
    located: Json = {name: where[name] for name in IN_PLACE}
    at = Place(said.get("latitude"), said.get("longitude"), **located, texts=texts, parts=said)
    return Site(site.id, at, site.content)


def that_hold(batch: Batch, made: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """By service, those of which every row is new, and may be shown."""
    services, organizations = batch.new_rows("service"), batch.new_rows("organization")
    sites = _open_sites(batch)
    for id, of_service in groupby(made, key=lambda entry: str(entry.service_id)):
        some, service = list(of_service), services.get(id)
        organization = organizations.get(service["organization_id"]) if service else None
        is_help = service and organization and service["is_help"] and organization["is_help"]
        if is_help and sites.get(id) == {entry.site_id for entry in some}:
            yield id, some


def _open_sites(batch: Batch) -> dict[str, set[str]]:
    """By service, the sites of a batch where all of them are new and can be gone to."""
    new, places = batch.new_rows("service_at_location"), batch.new_rows("location")
    found: dict[str, set[str]] = defaultdict(set)
    unknown: set[str] = set()
    for id, (site, _) in batch.rows["service_at_location"].items():
        place = places.get(site["location_id"])
        if place and id in new and _is_open(batch, place):
            found[site["service_id"]].add(id)
        else:
            unknown.add(site["service_id"])
    return {service: ids for service, ids in found.items() if service not in unknown}


def _is_open(batch: Batch, place: Row) -> bool:
    owner = place["organization_id"]
    return (
        place["visibility"] == Visibility.PUBLIC
        and place["is_help"]
        and (owner is None or bool(batch.standing["organization"][owner].is_help))
        and document.is_reachable(place["location_type"])
    )
