"""Why a result stands where it stands, in one line: `12 km · 3 family places free, updated 2 hours ago · Español`."""

from datetime import datetime

from babel.numbers import format_decimal, parse_pattern
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.directory import countries
from acogida.directory.enums import Audience, Visibility
from acogida.directory.languages import own_name
from acogida.directory.models import Location
from acogida.directory.search.types import Capacities, Opening, Room

MOST_LANGUAGES = 3
_NUMBER = parse_pattern("#,##0.#")
NUMBERS_LIKE = {"ht": "fr"}  # CLDR has no numbers of Kreyòl; Haiti writes them as French does


def line(
    *,
    location: Location | None,
    distance_km: float | None,
    opening: Opening,
    capacities: Capacities,
    languages: tuple[str, ...],
    asked_country: str,
    now: datetime,
) -> str:
    parts = [
        _distance(distance_km, location),
        _across_the_border(location, asked_country),
        _room(capacities, now),
        ", ".join(own_name(code) for code in languages[:MOST_LANGUAGES]),
        _opening(opening, now),
    ]
    return " · ".join(part for part in parts if part)


def number(value: float) -> str:
    """`1,234.5`, as the language in use writes it; one decimal at most."""
    language = (translation.get_language() or "en").split("-")[0]
    return str(format_decimal(value, format=_NUMBER, locale=NUMBERS_LIKE.get(language, language)))


def ago(moment: datetime, now: datetime) -> str:
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 2:
        return _("updated just now")
    if minutes < 60:
        return ngettext("updated %(count)d minute ago", "updated %(count)d minutes ago", minutes) % {"count": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("updated %(count)d hour ago", "updated %(count)d hours ago", hours) % {"count": hours}
    days = minutes // (24 * 60)
    return ngettext("updated %(count)d day ago", "updated %(count)d days ago", days) % {"count": days}


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
    match capacities.room:
        case Room.FREE | Room.FULL:
            free = _free(capacities) if capacities.room == Room.FREE else _("full")
            return ", ".join(text for text in (free, capacities.updated_at and ago(capacities.updated_at, now)) if text)
        case Room.STALE if capacities.updated_at:
            return _("room not known, last %(updated)s") % {"updated": ago(capacities.updated_at, now)}
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
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    if (moment.date() - today).days < 7:
        return f"{days[moment.weekday()]} {moment:%H:%M}"
    return f"{moment:%Y-%m-%d %H:%M}"
