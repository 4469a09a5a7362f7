"""What the index keeps of one service at one site: pure, from rows already read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntFlag
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from acogida.core.text import words
from acogida.directory import countries, gazetteer
from acogida.directory.enums import Audience, LocationType, NeedBasis, ServiceStatus
from acogida.directory.search import tokens
from acogida.directory.search.weekly import compile_week
from acogida.directory.stems import different_words, stem

Json = dict[str, Any]
Id = UUID | str
Translations = Mapping[str, Mapping[str, Any]]

ORGANIZATION_TEXTS = ("name", "alternate_name")
SERVICE_TEXTS = (*ORGANIZATION_TEXTS, "description")

SHOWN = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)
MOST_WORDS = 400  # different ones, of one entry
LONGEST_WORD = 40  # letters; PostgreSQL takes no word of some 2,000, and nobody types one
SHORTEST_LEARNED, LONGEST_LEARNED = 4, 24  # letters of a word of the vocabulary
_NO = frozenset({"no", "not", "none", "sin", "ninguna", "sem", "sans", "pas", "non", "pa"})


class Flag(IntFlag):
    NEED_IS_GUESSED = 1  # read from the description; nobody said so
    CLOSED_FOR_NOW = 2
    ASK_SCHEDULES = 4  # there are hours, but no plain week
    PLACE_NOT_SAID = 8  # nor a country: it may be anywhere


class Place(NamedTuple):
    latitude: float | None
    longitude: float | None
    country: str
    admin1: str
    timezone: str
    locality: str
    texts: tuple[str, ...]
    parts: Json


NOWHERE = Place(None, None, "", "", "", "", (), {})


class Site(NamedTuple):
    """Where a service is offered."""

    id: Id | None
    place: Place
    parts: Json
    terms: Collection[Id] = ()


NO_SITE = Site(None, NOWHERE, {})


class Offer(NamedTuple):
    """A service with what every one of its entries shares."""

    id: Id
    organization_id: Id
    needs: list[str]
    needs_basis: str
    audiences: list[str]
    papers_needed: bool | None
    status: str
    texts: tuple[str, ...]  # in every language we have
    parts: Json
    date_exceptions: list[Json]
    terms: tuple[Id, ...] = ()
    countries: frozenset[str] = frozenset()  # where its organisation is; counts for a service without a place


class Entry(NamedTuple):
    """The columns of one `SearchEntry`, and the words to add to the vocabulary."""

    service_id: Id
    site_id: Id | None
    latitude: float | None
    longitude: float | None
    country: str
    admin1: str
    timezone: str
    hours: bytes | None
    flags: int
    doc: str
    words: str  # with spaces between


def entry(offer: Offer, site: Site) -> Entry:
    place = site.place
    schedules = site.parts.get("schedules") or offer.parts.get("schedules") or place.parts.get("schedules") or []
    hours = compile_week(schedules, offer.date_exceptions, place.timezone) if schedules else None
    where = list(_where(offer, place))
    said = different_words(" ".join((*offer.texts, *place.texts, place.locality)))
    stems = [stem for word, stem in said.items() if len(word) <= LONGEST_WORD][:MOST_WORDS]
    words_of_doc = dict.fromkeys([*stems, *_region(place.country, place.admin1)])
    return Entry(
        offer.id,
        site.id,
        place.latitude,
        place.longitude,
        place.country,
        place.admin1,
        place.timezone,
        hours,
        _flags(offer, asks_schedules=bool(schedules and hours is None), is_anywhere=where == [tokens.somewhere()]),
        " ".join([*_codes(offer, place), *map(tokens.term, site.terms), *where, *words_of_doc]),
        " ".join([word for word in said if SHORTEST_LEARNED <= len(word) <= LONGEST_LEARNED and word.isalpha()]),
    )


def _flags(offer: Offer, *, asks_schedules: bool, is_anywhere: bool) -> int:
    flags = 0
    if offer.needs_basis == NeedBasis.INFERRED:
        flags |= Flag.NEED_IS_GUESSED.value
    if offer.status == ServiceStatus.TEMPORARILY_CLOSED:
        flags |= Flag.CLOSED_FOR_NOW.value
    if asks_schedules:
        flags |= Flag.ASK_SCHEDULES.value
    if is_anywhere:
        flags |= Flag.PLACE_NOT_SAID.value
    return flags


def texts_of(columns: Iterable[str], translations: Translations, its_translations: Translations) -> Iterator[str]:
    """What is read of a service, and of its organisation."""
    yield from filter(None, columns)
    for translated, names in ((translations, SERVICE_TEXTS), (its_translations, ORGANIZATION_TEXTS)):
        for texts in translated.values():
            yield from (str(texts[name]) for name in names if texts.get(name))


def _codes(offer: Offer, place: Place) -> list[str]:
    languages = [*offer.parts.get("languages", ()), *place.parts.get("languages", ())]
    codes = [
        tokens.service(offer.id),
        tokens.organization(offer.organization_id),
        *map(tokens.need, offer.needs),
        *map(tokens.main_need, offer.needs[:1]),
        *map(tokens.audience, offer.audiences or [Audience.EVERYONE]),
        *[tokens.spoken(language["code"]) for language in languages if language.get("code")],
    ]
    if offer.papers_needed is False:
        codes.append(tokens.NO_PAPERS)
    if any(map(_is_step_free, place.parts.get("accessibility", ()))):
        codes.append(tokens.ACCESSIBLE)
    codes += map(tokens.term, offer.terms)
    codes += [
        tokens.postcode(address["postal_code"])
        for address in place.parts.get("addresses", ())
        if address.get("postal_code")
    ]
    return codes


def _where(offer: Offer, place: Place) -> Iterable[str]:
    if place.latitude is not None and place.longitude is not None:
        return tokens.cells(place.latitude, place.longitude)
    if place.country:
        return [tokens.somewhere(place.country, place.admin1)]
    areas = [_area(area) for area in offer.parts.get("service_areas", [])]
    named = {area for area in areas if area} or {tokens.somewhere(code) for code in offer.countries}
    return sorted(named or {tokens.somewhere()})


def _area(area: Json) -> str:
    return _named_area(str(area.get("name") or area.get("extent") or "")[:100])


@lru_cache(maxsize=4096)
def _named_area(name: str) -> str:
    """A service area is free text: a country, or a town whose state then counts."""
    code = countries.code_of(name)
    if code:
        return tokens.somewhere(code)
    named = gazetteer.exact(name)
    return tokens.somewhere(named[0].country, named[0].admin1) if named else ""


@lru_cache(maxsize=1024)
def _region(country: str, admin1: str) -> list[str]:
    """The country by its names in every language, and the state: people type them with what they look for."""
    names = [countries.name(country, language) for language in ("es", "pt", "en", "fr", "ht")] if country else []
    names.append(gazetteer.admin1_name(country, admin1))
    return [stem(word) for name in names for word in words(name)]


def _is_step_free(entry: Json) -> bool:
    said = words(str(entry.get("description") or entry.get("details") or ""))
    return bool(said) and _NO.isdisjoint(said)


def is_reachable(location_type: str) -> bool:
    """A postal address is nowhere to go to."""
    return location_type != LocationType.POSTAL
