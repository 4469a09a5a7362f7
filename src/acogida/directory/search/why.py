"""A search in words: how much was found, and why a result stands where it stands, in one line:
`12 km · 3 family places free, updated 2 hours ago · Español · open until 20:00`. On paper, which is read later, times
are those of the clock: `3 family places free (as of 18:40) · every day: 20:00–07:00`.
"""

from datetime import datetime

from babel.numbers import format_decimal, parse_pattern
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.directory import countries, dates
from acogida.directory.enums import Audience, Visibility
from acogida.directory.languages import own_name
from acogida.directory.models import Location
from acogida.directory.search.types import Capacities, Opening, Result, Results, Room

MOST_LANGUAGES = 3
_NUMBER = parse_pattern("#,##0.#")
NUMBERS_LIKE = {"ht": "fr"}  # CLDR has no numbers of Kreyòl; Haiti writes them as French does


def line(
    *,
    location: Location | None,
    distance_km: float | None,
    place_is_said: bool = True,
    opening: Opening,
    capacities: Capacities,
    languages: tuple[str, ...],
    asked_country: str,
    now: datetime,
) -> str:
    return _joined(
        *_where(location, distance_km, place_is_said, asked_country),
        _room(capacities, now),
        _languages(languages),
        _opening(opening, now),
    )


def paper_line(result: Result, *, hours: str, asked_country: str, now: datetime) -> str:
    """`now` carries the clock of the reader, whose time the news is told in."""
    return _joined(
        *_where(result.location, result.distance_km, result.place_is_said, asked_country),
        _room_on_paper(result.capacities, now),
        _languages(result.languages),
        hours,
    )


def count(results: Results) -> str:
    if results.total_is_floor:
        return _("More than %(count)d places") % {"count": results.total}
    return ngettext("%(count)d place", "%(count)d places", results.total) % {"count": results.total}


def not_understood(results: Results) -> str:
    words = ", ".join(results.understood.unused)
    return _("We did not understand these words: %(words)s.") % {"words": words} if words else ""


def number(value: float) -> str:
    """`1,234.5`, as the language in use writes it; one decimal at most."""
    language = (translation.get_language() or "en").split("-")[0]
    return str(format_decimal(value, format=_NUMBER, locale=NUMBERS_LIKE.get(language, language)))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _where(
    location: Location | None, distance_km: float | None, place_is_said: bool, asked_country: str
) -> tuple[str, str]:
    if not place_is_said:
        return _("place not said"), ""
    return _distance(distance_km, location), _across_the_border(location, asked_country)


def _languages(codes: tuple[str, ...]) -> str:
    return ", ".join(own_name(code) for code in codes[:MOST_LANGUAGES])


def _distance(distance_km: float | None, location: Location | None) -> str:
    if location and location.visibility == Visibility.HIDDEN:
        return _("address given by phone")
    if distance_km is None:
        return "" if location else _("by phone or internet")
    if distance_km < 1:
        near = _("less than 1 km")
    else:
        near = _("%(number)s km") % {"number": number(round(distance_km, 1 if distance_km < 10 else None))}
    if location and location.visibility == Visibility.AREA_ONLY:
        return _("about %(distance)s, address given by phone") % {"distance": near}
    return near


def _across_the_border(location: Location | None, asked_country: str) -> str:
    """Five kilometres can be another country, where this person may not be able or safe to go."""
    if location is None or not asked_country or location.country in {"", asked_country}:
        return ""
    name = countries.name(location.country, translation.get_language() or "en")
    return _("across the border: %(country)s") % {"country": name}


def _room(capacities: Capacities, now: datetime) -> str:
    if capacities.updated_at is None:
        return ""
    said = {"room": _free_or_full(capacities), "ago": dates.ago(capacities.updated_at, now)}
    if said["room"]:
        return _("%(room)s, updated %(ago)s") % said
    return _("room not known, last updated %(ago)s") % said if capacities.room == Room.STALE else ""


def _room_on_paper(capacities: Capacities, now: datetime) -> str:
    room = _free_or_full(capacities)
    if not room or capacities.updated_at is None:
        return ""
    at = capacities.updated_at.astimezone(now.tzinfo)
    moment = f"{at:%H:%M}" if at.date() == now.date() else dates.moment(at)
    return _("%(room)s (as of %(moment)s)") % {"room": room, "moment": moment}


def _free_or_full(capacities: Capacities) -> str:
    match capacities.room:
        case Room.FREE:
            return _free(capacities)
        case Room.FULL:
            return _("full")
    return ""


def _free(capacities: Capacities) -> str:
    if capacities.free is None:
        return _("has room")
    count = {"count": capacities.free, "number": number(capacities.free)}
    match capacities.audience:
        case Audience.FAMILIES:
            return ngettext("%(number)s family place free", "%(number)s family places free", capacities.free) % count
        case Audience.WOMEN:
            return (
                ngettext("%(number)s place free for women", "%(number)s places free for women", capacities.free) % count
            )
        case Audience.MEN:
            return ngettext("%(number)s place free for men", "%(number)s places free for men", capacities.free) % count
        case Audience.MINORS:
            text = ngettext("%(number)s place free for minors", "%(number)s places free for minors", capacities.free)
            return text % count
        case Audience.LGBT:
            text = ngettext("%(number)s place free for LGBT+", "%(number)s places free for LGBT+", capacities.free)
            return text % count
    return ngettext("%(number)s place free", "%(number)s places free", capacities.free) % count


def _opening(opening: Opening, now: datetime) -> str:
    match opening.is_open:
        case True if opening.until:
            return _("open until %(time)s") % {"time": _time(opening.until, now)}
        case True:
            return _("open now")
        case False if opening.next_open:
            return _("closed, opens %(time)s") % {"time": _time(opening.next_open, now)}
        case False:
            return _("closed now")
    return _("hours not known")


def _time(moment: datetime, now: datetime) -> str:
    """`20:00`, and the day when it isn't today's."""
    today = now.astimezone(moment.tzinfo).date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if (moment.date() - today).days < 7:
        return f"{dates.SHORT_WEEKDAYS[moment.weekday()]} {moment:%H:%M}"
    return dates.moment(moment)
