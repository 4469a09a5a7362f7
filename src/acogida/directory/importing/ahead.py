"""Entries of the index made where the source is read, so that the process with the database need not make them.

Only for services that come whole: in one record of the source, with their organisation and their places, all of it
public and of help, nothing sorted by terms. Whether they hold is known where they are stored: they do if all that they
rest on is new there (`Batch.bears`). Any other service is indexed from the database, as it then stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acogida.directory.enums import Visibility
from acogida.directory.hsds.clean import Record
from acogida.directory.importing import enrich
from acogida.directory.search import document
from acogida.directory.search.document import ORGANIZATION_TEXTS, SERVICE_TEXTS, SHOWN, Entry, Offer, Place, Site

Key = tuple[str, str]  # kind and id
Sites = list[tuple[Record, Record]]  # each with its place


class Ahead(NamedTuple):
    """Entries of one service."""

    entries: list[Entry]
    number: int  # of the record of the source that all of it came in
    sites: int


def entries(records: Iterable[Record]) -> Iterator[tuple[str, Ahead]]:
    """By service, from one record of the source and all that came inside it."""
    found: dict[Key, Record] = {}
    for record in records:
        if not _says_the_same(record, found.setdefault((record.kind, record.id), record)):
            return
    sites = _sites_of_services(found)
    for (kind, id), service in found.items():
        organization = found.get(("organization", service.refs.get("organization_id", "")))
        if kind == "service" and organization and _is_whole(service, organization, sites[id]):
            offer = _offer(service, organization)
            reached = [_site(*site) for site in sites[id] if document.is_reachable(site[1].content["location_type"])]
            if reached:  # else it is where its organisation is, which may have places elsewhere
                yield id, Ahead([document.entry(offer, site) for site in reached], service.number, len(sites[id]))


def _says_the_same(record: Record, other: Record) -> bool:
    return record is other or (record.fingerprint, record.profile) == (other.fingerprint, other.profile)


def _sites_of_services(found: dict[Key, Record]) -> dict[str, Sites]:
    sites: dict[str, Sites] = defaultdict(list)
    nowhere = Record("location", "", "", "", {}, profile={"visibility": Visibility.HIDDEN})
    for (kind, _), site in found.items():
        if kind == "service_at_location":
            place = found.get(("location", site.refs.get("location_id", "")), nowhere)
            sites[site.refs.get("service_id", "")].append((site, place))
    return sites


def _is_whole(service: Record, organization: Record, sites: Sites) -> bool:
    return (
        service.content["status"] in SHOWN
        and not _is_sorted(service)
        and _is_of_help(service)
        and _is_of_help(organization)
        and all(not _is_sorted(site) and _is_open_to_all(place, organization) for site, place in sites)
    )


def _is_sorted(record: Record) -> bool:
    return "attributes" in record.content and any(enrich.term_ids(record.content))


def _is_of_help(record: Record) -> bool:
    return not record.is_held and bool((record.profile or {}).get("is_help", True))


def _is_open_to_all(place: Record, organization: Record) -> bool:
    is_its_own = place.refs.get("organization_id", organization.id) == organization.id
    return is_its_own and place.where is not None and _is_of_help(place)


def _offer(service: Record, organization: Record) -> Offer:
    profile, its_profile = service.profile or {}, organization.profile or {}
    needs, basis = enrich.needs_of(service.content, profile.get("needs"), {}, service.guessed)
    columns = [service.content.get(name, "") for name in SERVICE_TEXTS]
    columns += [organization.content.get(name, "") for name in ORGANIZATION_TEXTS]
    return Offer(
        id=service.id,
        organization_id=organization.id,
        needs=needs,
        needs_basis=basis,
        audiences=profile.get("audiences") or [],
        papers_needed=profile.get("papers_needed"),
        status=service.content["status"],
        texts=tuple(
            document.texts_of(columns, profile.get("translations") or {}, its_profile.get("translations") or {})
        ),
        parts=service.content,
        date_exceptions=profile.get("date_exceptions") or [],
    )


def _site(site: Record, location: Record) -> Site:
    content = location.content
    place = Place(
        content.get("latitude"),
        content.get("longitude"),
        **(location.where or {}),
        texts=(content.get("name", ""), content.get("alternate_name", "")),
        parts=content,
    )
    return Site(site.id, place, site.content)
