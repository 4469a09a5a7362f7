"""Entries of the index for services that are new, made of the rows of one batch instead of reading these back.

Only for services of which every row is here and new: nothing else is stored that could be said of them. Not for what
is sorted by terms, which are linked at the end; nor at places that are not public, which are judged at the end; nor
without a place, for then it counts where the organisation is. What is touched again later is indexed again then.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from acogida.directory.enums import Visibility
from acogida.directory.importing import enrich
from acogida.directory.importing.batch import Batch
from acogida.directory.importing.tables import Row
from acogida.directory.search import document
from acogida.directory.search.document import ORGANIZATION_TEXTS, SERVICE_TEXTS, SHOWN, Entry, Offer, Place, Site

At = list[tuple[Row, Row]]  # rows of sites, each with the one of its place


def entries(batch: Batch) -> Iterator[tuple[str, list[Entry]]]:
    """By service."""
    organizations, sites = batch.new_rows("organization"), _sites(batch)
    for id, service in batch.new_rows("service").items():
        organization, at = organizations.get(service["organization_id"]), sites.get(id)
        if organization and at and _is_shown(service, organization):
            offer = _offer(service, organization)
            yield id, [document.entry(offer, _site(*one)) for one in at]


def _sites(batch: Batch) -> dict[str, At]:
    """By service, where all of them are known here and can be gone to."""
    new, places = batch.new_rows("service_at_location"), batch.new_rows("location")
    found: dict[str, At] = defaultdict(list)
    unknown: set[str] = set()
    for id, (site, _) in batch.rows["service_at_location"].items():
        place = places.get(site["location_id"])
        if place and id in new and not _is_sorted(site) and _is_open(batch, place):
            found[site["service_id"]].append((site, place))
        else:
            unknown.add(site["service_id"])
    return {service: at for service, at in found.items() if service not in unknown}


def _is_open(batch: Batch, place: Row) -> bool:
    owner = place["organization_id"]
    return (
        place["visibility"] == Visibility.PUBLIC
        and place["is_help"]
        and (owner is None or bool(batch.standing["organization"][owner].is_help))
        and document.is_reachable(place["location_type"])
    )


def _is_shown(service: Row, organization: Row) -> bool:
    helps = service["is_help"] and organization["is_help"]
    return helps and service["status"] in SHOWN and not _is_sorted(service)


def _is_sorted(row: Row) -> bool:
    return "attributes" in row["parts"] and any(enrich.term_ids(row["parts"]))


def _offer(service: Row, organization: Row) -> Offer:
    columns = [*(service[name] for name in SERVICE_TEXTS), *(organization[name] for name in ORGANIZATION_TEXTS)]
    return Offer(
        id=service["id"],
        organization_id=organization["id"],
        needs=service["needs"],
        needs_basis=service["needs_basis"],
        audiences=service["audiences"],
        papers_needed=service["papers_needed"],
        status=service["status"],
        texts=tuple(document.texts_of(columns, service["translations"], organization["translations"])),
        parts=service["parts"],
        date_exceptions=service["date_exceptions"],
    )


def _site(site: Row, place: Row) -> Site:
    where: Any = {name: place[name] for name in ("latitude", "longitude", "country", "admin1", "timezone", "locality")}
    return Site(
        site["id"], Place(**where, texts=(place["name"], place["alternate_name"]), parts=place["parts"]), site["parts"]
    )
