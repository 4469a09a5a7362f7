"""The sheet to print. Paper is read later: no "now" and no "ago", but days, and times of the clock there."""

from dataclasses import dataclass
from datetime import UTC, datetime

from acogida.directory import gazetteer, opening
from acogida.directory.dates import moment
from acogida.directory.search import why
from acogida.directory.search.types import Result, Results
from acogida.web.directory import pills
from acogida.web.directory.cards import Card, card
from acogida.web.directory.hours import in_one_line, week_at
from acogida.web.directory.results import title


@dataclass(frozen=True)
class Entry:
    card: Card
    why: str


@dataclass(frozen=True)
class SheetPage:
    title: str
    printed: str
    entries: list[Entry]


def local(results: Results, now: datetime) -> datetime:
    """By the clock of the town asked; without one, of the first place found."""
    near = results.understood.near
    town = gazetteer.nearest(near.latitude, near.longitude) if near else None
    zones = (result.location.timezone for result in results.items if result.location and result.location.timezone)
    return opening.local(now, town.timezone if town else next(zones, ""))


def hours(result: Result, now: datetime) -> str:
    for pill in pills.of_status(result.service):
        return pill.text
    return in_one_line(week_at(result.service, result.site, now))


def sheet_page(results: Results, now: datetime, language: str) -> SheetPage:
    understood, here = results.understood, local(results, now)
    country = understood.near.country if understood.near else ""
    return SheetPage(
        title=title(understood.needs, understood.near),
        printed=moment(here) + (" UTC" if here.tzinfo is UTC else ""),
        entries=[
            Entry(
                card(result, understood.needs, language),
                why.paper_line(result, hours=hours(result, now), asked_country=country, now=here),
            )
            for result in results.items
        ],
    )
