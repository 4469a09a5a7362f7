"""The one search: pages, API and command all ask here (docs/explanation/search.md)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from acogida.directory import opening, selectors
from acogida.directory.enums import Audience, ServiceStatus, Visibility
from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.search import candidates, match, tokens, why
from acogida.directory.search.candidates import Candidate
from acogida.directory.search.capacity import at_one_public_place, summed_up
from acogida.directory.search.document import Flag
from acogida.directory.search.rank import Fit, Ranked, fit_of, ranked
from acogida.directory.search.tokens import Clause
from acogida.directory.search.types import Opening, Query, Result, Results, Room, Understood
from acogida.directory.search.understand import Meaning, understand

WIDER_KM = 200.0
FEW = 5  # results, below which it is worth saying what lies farther away
LOOKED_AT_FOR_OTHER_NEEDS = 300
MOST_OTHER_NEEDS = 6


@dataclass(frozen=True)
class Fitting:
    """What matches; by entry, how it answers the need and how many of the words beside the need it says."""

    candidates: list[Candidate]
    is_bounded: bool  # there was more than is looked at
    fits: Mapping[int, Fit]  # empty: no need was asked, all fit alike
    said: Mapping[int, int]
    understood: Understood


def find(query: Query, *, now: datetime) -> Results:
    meaning = understand(query)
    if meaning.is_unread:
        return Results(query, meaning.understood, [], 0, other_needs=_other_needs(query, meaning.understood))
    fitting = _fitting(query, meaning, query.radius_km)
    found, understood = _best_first(fitting, query, now), fitting.understood
    start = (max(1, query.page) - 1) * query.per_page
    return Results(
        query=query,
        understood=understood,
        items=_results(found[start : start + query.per_page], query, understood, now),
        total=len(found),
        total_is_floor=fitting.is_bounded,
        wider=max(0, _farther(query, meaning, now) - len(found)) if len(found) < FEW else 0,
        other_needs=[] if found else _other_needs(query, understood),
    )


def _fitting(query: Query, meaning: Meaning, radius_km: float) -> Fitting:
    """Where a need was understood, the words beside it only rank, and one that no place says is not used."""
    understood = meaning.understood
    clauses = _clauses(query, meaning)
    nearest = candidates.find(clauses, understood.near, radius_km)
    if not meaning.needs:
        return Fitting(nearest.candidates, nearest.is_bounded, {}, {}, understood)
    found = {one.entry_id: one for one in nearest.candidates}
    if nearest.is_bounded:  # of more than are looked at, those that say the words are worth a look wherever they are
        for word in meaning.words:
            farther = candidates.find([*clauses, [word]], understood.near, radius_km).candidates
            found |= {one.entry_id: one for one in farther}

    def among_found(clause: Clause) -> set[int]:
        return {id_ for id_, one in found.items() if tokens.satisfies(one.doc, clause)}

    saying = [among_found([word]) for word in meaning.words]
    used = dict(zip(understood.words, saying, strict=True))
    stated = [tokens.need(kind) for kind in understood.needs]
    # Where the need was chosen and not typed, what was found is for it; else it may only say the words.
    answering = found.keys() if len(meaning.needs) == len(stated) else among_found(stated)
    mainly = among_found([tokens.main_need(kind) for kind in understood.needs])
    return Fitting(
        list(found.values()),
        nearest.is_bounded,
        {id_: fit_of(one, answers=id_ in answering, is_main=id_ in mainly) for id_, one in found.items()},
        Counter(id_ for said in saying for id_ in said),
        replace(
            understood,
            words=tuple(word for word, said in used.items() if said),
            unused=(*understood.unused, *(word for word, said in used.items() if not said)),
        ),
    )


def _best_first(fitting: Fitting, query: Query, now: datetime) -> list[Ranked]:
    understood = fitting.understood
    found = ranked(fitting.candidates, understood=understood, fits=fitting.fits, said=fitting.said, now=now)
    if query.open_now:
        found = [one for one in found if one.is_open]
    if query.has_room:
        found = [one for one in found if one.room == Room.FREE]
    return found


def _farther(query: Query, meaning: Meaning, now: datetime) -> int:
    """How many there are within the wider circle, those of the circle asked included."""
    near = meaning.understood.near
    if near is None or query.radius_km >= WIDER_KM:
        return 0
    if query.open_now or query.has_room:
        return len(_best_first(_fitting(query, meaning, WIDER_KM), query, now))
    return len(candidates.find(_clauses(query, meaning), near, WIDER_KM).candidates)


def _clauses(query: Query, meaning: Meaning) -> list[Clause]:
    clauses: list[Clause] = [meaning.needs] if meaning.needs else [[word] for word in meaning.words]
    return [*clauses, *_filters(query, meaning.understood.audience)]


def _filters(query: Query, audience: str) -> list[Clause]:
    clauses: list[Clause] = [[tokens.spoken(language)] for language in query.spoken]
    if audience and audience != Audience.EVERYONE:
        clauses.append([tokens.audience(audience), tokens.audience(Audience.EVERYONE)])
    if query.accessible:
        clauses.append([tokens.ACCESSIBLE])
    if query.no_papers:
        clauses.append([tokens.NO_PAPERS])
    return clauses


def _other_needs(query: Query, understood: Understood) -> list[tuple[str, int]]:
    """What else is offered there, the commonest first."""
    if understood.near is None:
        return []
    clauses = [*_filters(query, understood.audience), candidates.place_clause(understood.near, query.radius_km)]
    docs = match.entries_matching(clauses).exclude(latitude=None).order_by("pk").values_list("doc", flat=True)
    count = Counter(need for doc in docs[:LOOKED_AT_FOR_OTHER_NEEDS] for need in tokens.needs_of(doc))
    others = [(need, number) for need, number in count.items() if need not in understood.needs]
    return sorted(others, key=lambda pair: (-pair[1], pair[0]))[:MOST_OTHER_NEEDS]


def _results(page: Sequence[Ranked], query: Query, understood: Understood, now: datetime) -> list[Result]:
    sites = _sites([_key(one.candidate.site_id) for one in page if one.candidate.site_id])
    services = _services([_key(one.candidate.service_id) for one in page if not one.candidate.site_id])
    total_told = [_key(one.candidate.service_id) for one in page if any(row.site_id is None for row in one.told)]
    at_one_place = at_one_public_place(total_told) if total_told else set()
    found = []
    with translation.override(query.language):
        for one in page:
            site = sites.get(_key(one.candidate.site_id)) if one.candidate.site_id else None
            service = site.service if site else services.get(_key(one.candidate.service_id))
            if service:  # else it was deleted, or marked as no help, since the index was read
                found.append(_result(service, site, one, understood, now, service.pk in at_one_place))
    return found


def _sites(ids: list[UUID]) -> dict[UUID, ServiceAtLocation]:
    """Asked once more what is public: an index that lags behind must not send anybody to a place that is no help."""
    rows = selectors.public_sites().select_related("service__organization", "location")
    return rows.in_bulk(ids) if ids else {}


def _services(ids: list[UUID]) -> dict[UUID, Service]:
    return selectors.public_services().select_related("organization").in_bulk(ids) if ids else {}


def _key(stored: UUID | str) -> UUID:
    """SQLite keeps an id as text."""
    return stored if isinstance(stored, UUID) else UUID(stored)


def _result(
    service: Service,
    site: ServiceAtLocation | None,
    one: Ranked,
    understood: Understood,
    now: datetime,
    is_one_place: bool,
) -> Result:
    location = site.location if site else None
    timezone = location.timezone if location else ""
    schedules = opening.schedules_of(service, site, location)
    hours = opening.opening(schedules, service.date_exceptions, timezone, now)
    if service.status == ServiceStatus.TEMPORARILY_CLOSED:
        hours = Opening(False)
    capacities = summed_up(
        one.told,
        site_id=one.candidate.site_id,
        audience=understood.audience,
        now=now,
        is_public=location is None or location.visibility == Visibility.PUBLIC,
        is_one_place=is_one_place,
    )
    languages = _languages(service, location)
    distance = one.candidate.distance_km
    place_is_said = not one.candidate.flags & Flag.PLACE_NOT_SAID
    return Result(
        service=service,
        organization=service.organization,
        site=site,
        location=location,
        distance_km=distance,
        opening=hours,
        capacities=capacities,
        languages=languages,
        why=why.line(
            location=location,
            distance_km=distance,
            place_is_said=place_is_said,
            opening=hours,
            capacities=capacities,
            languages=languages,
            asked_country=understood.near.country if understood.near else "",
            now=now,
        ),
        place_is_said=place_is_said,
    )


def _languages(service: Service, location: Any) -> tuple[str, ...]:
    said = [*service.parts.get("languages", []), *(location.parts.get("languages", []) if location else [])]
    return tuple(dict.fromkeys(str(language["code"]) for language in said if language.get("code")))
