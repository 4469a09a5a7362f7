"""`acogida find`: the search of the pages, in a terminal."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.core import clock
from acogida.core.migrated import MigratedCommand
from acogida.directory import gazetteer, needs
from acogida.directory.enums import Audience, NeedKind
from acogida.directory.search import why
from acogida.directory.search.find import WIDER_KM, find
from acogida.directory.search.types import Near, Query, Result, Results
from acogida.directory.search.understand import near as near_place
from acogida.directory.stems import stems
from acogida.directory.texts import translated

AUDIENCES = [code.lower() for code in Audience.values if code != Audience.EVERYONE]
NAMESAKES_SHOWN = 4


class Command(MigratedCommand):
    help = "Search the directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--need", action="append", default=[], metavar="KIND", help="what is needed; may be repeated"
        )
        parser.add_argument("--near", default="", metavar="PLACE", help='a town, as in "Tapachula, MX", or LAT,LON')
        parser.add_argument("--text", default="", help="free words in any of the five languages")
        parser.add_argument("--lang", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--open-now", action="store_true", help="only places known to be open")
        parser.add_argument("--room", action="store_true", help="only places known to have room")
        parser.add_argument("--for", dest="audience", default="", choices=["", *AUDIENCES], metavar="WHOM")
        parser.add_argument("--speaks", action="append", default=[], metavar="CODE", help="language spoken, as in es")
        parser.add_argument("--accessible", action="store_true", help="only step-free places")
        parser.add_argument("--no-papers", action="store_true", help="only where no papers are asked")
        parser.add_argument("--radius", type=float, default=Query.radius_km, metavar="KM")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["lang"]
        with translation.override(language):
            near = self._near(options["near"], language) if options["near"] else None
            query = Query(
                needs=tuple(_need(name) for name in options["need"]),
                near=near,
                radius_km=_positive(options["radius"], "--radius"),
                text=options["text"],
                language=language,
                open_now=options["open_now"],
                has_room=options["room"],
                spoken=tuple(options["speaks"]),
                audience=options["audience"].upper(),
                accessible=options["accessible"],
                no_papers=options["no_papers"],
                page=int(_positive(options["page"], "--page")),
            )
            results = find(query, now=clock.now())
            self.stdout.write(_as_json(results) if options["json"] else "\n".join(_as_text(results)))

    def _near(self, text: str, language: str) -> Near:
        point = _point(text)
        if point:
            town = gazetteer.nearest(*point)
            return Near(*point, text, town.country if town else "", town.admin1 if town else "")
        places = gazetteer.find(text)
        if not places:
            raise CommandError(_unknown_place(text, language))
        same = gazetteer.exact(text)[: NAMESAKES_SHOWN + 1]
        if not same:
            self.stderr.write(f"Took {places[0].label(language)}.")
        if len(same) > 1:
            others = "; ".join(place.label(language) for place in same[1:])
            self.stderr.write(f"Took {same[0].label(language)}. There are also: {others}.")
        return near_place(places[0], language)


def _need(name: str) -> str:
    """A code, or any word for it in any language."""
    code = name.upper().replace("-", "_")
    if code in NeedKind.values:
        return code
    known = ", ".join(kind.lower() for kind in NeedKind.values)
    meant = {kind for _start, _end, kind in needs.asked().read(stems(name))}
    if len(meant) != 1:
        raise CommandError(f"There is no need called {name!r}. There are: {known}.")
    return meant.pop()


def _positive(value: float, option: str) -> float:
    if not value > 0:  # not a number isn't, either
        raise CommandError(f"{option} must be more than 0.")
    return value


def _point(text: str) -> tuple[float, float] | None:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise CommandError(f"{text} is no point on Earth: write LATITUDE,LONGITUDE.")
    return latitude, longitude


def _unknown_place(text: str, language: str) -> str:
    alike = "; ".join(place.label(language) for place in gazetteer.similar(text.split(",")[0]))
    return f"No town called {text!r} is known." + (f" Did you mean: {alike}?" if alike else "")


def _as_text(results: Results) -> list[str]:
    understood, language = results.understood, results.query.language
    lines = [f"{typed} → {searched}" for typed, searched in understood.corrected]
    what = ", ".join(str(NeedKind(need).label) for need in understood.needs)
    words = " ".join(understood.words)
    place = understood.near.label if understood.near else ""
    lines.append(" · ".join(part for part in (what, words, place) if part))
    if understood.unused:
        lines.append(why.not_understood(results))
    for number, result in enumerate(results.items, (results.query.page - 1) * results.query.per_page + 1):
        lines += ["", f"{number}. {' — '.join(_names(result, language))}", f"   {result.why}"]
    lines.append("")
    lines.append(why.count(results))
    if results.wider:
        more = ngettext(
            "Up to %(km)d km away there is %(count)d more.",
            "Up to %(km)d km away there are %(count)d more.",
            results.wider,
        )
        lines.append(more % {"km": WIDER_KM, "count": results.wider})
    if results.other_needs:
        others = ", ".join(f"{NeedKind(need).label} ({number})" for need, number in results.other_needs)
        lines.append(_("Near there is also: %(needs)s.") % {"needs": others})
    return lines


def _names(result: Result, language: str) -> tuple[str, str]:
    """Of the service and its organisation, chosen as on the pages."""
    return translated(result.service, "name", language).value, translated(result.organization, "name", language).value


def _as_json(results: Results) -> str:
    return json.dumps(
        {
            "understood": asdict(results.understood),
            "total": results.total,
            "total_is_floor": results.total_is_floor,
            "pages": results.pages,
            "wider": results.wider,
            "other_needs": dict(results.other_needs),
            "results": [_item(result, results.query.language) for result in results.items],
        },
        ensure_ascii=False,
        indent=2,
    )


def _item(result: Result, language: str) -> dict[str, Any]:
    service, organization = _names(result, language)
    until, updated = result.opening.until, result.capacities.updated_at
    return {
        "service_id": str(result.service.pk),
        "service": service,
        "organization": organization,
        "service_at_location_id": str(result.site.pk) if result.site else None,
        "place": str(result.location) if result.location else None,
        "distance_km": None if result.distance_km is None else round(result.distance_km, 1),
        "is_open": result.opening.is_open,
        "until": until.isoformat() if until else None,
        "room": result.capacities.room.value,
        "free": result.capacities.free,
        "updated_at": updated.isoformat() if updated else None,
        "languages": list(result.languages),
        "why": result.why,
    }
