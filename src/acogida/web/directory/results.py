"""Everything the results page says, decided before the template."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.directory import gazetteer
from acogida.directory.enums import Audience, NeedKind
from acogida.directory.search import why
from acogida.directory.search.types import Near, Results, Understood
from acogida.web.directory.cards import Card, card
from acogida.web.directory.paging import Pages, pages
from acogida.web.directory.parameters import Parameters
from acogida.web.directory.searching import Asked

SWITCHES = ("open", "room", "nopapers", "accessible")


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    name: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class ResultsPage:
    title: str
    around: str
    count: str
    cards: list[Card]
    words: tuple[str, ...]
    not_understood: str
    corrected: tuple[tuple[str, str], ...]
    switches: list[Link]
    others: list[Link]  # places of the same name
    unknown_place: str
    wider: Link | None
    other_needs: list[Link]
    without: list[Link]  # the same search with one condition less, when nothing was found
    pages: Pages
    print_url: str
    share_url: str
    has_map: bool


def title(needs: tuple[str, ...], near: Near | None) -> str:
    what = ", ".join(str(NeedKind(need).label) for need in needs)
    if near is None:
        return what or _("Help")
    said = {"need": what, "place": near.label.split(",")[0]}
    return _("%(need)s near %(place)s") % said if what else _("Help near %(place)s") % said


def around(understood: Understood, radius_km: float) -> str:
    """The place by its whole name, for which the title has no room, and for whom."""
    said = []
    if understood.near:
        place = {"place": understood.near.label, "km": radius_km}
        said.append(_("%(place)s and up to %(km)d km around") % place)
    if understood.audience:
        said.append(_("For %(people)s") % {"people": Audience(understood.audience).label})
    return " · ".join(said)


def switch_labels() -> dict[str, str]:
    return {
        "open": _("Open now"),
        "room": _("Has room"),
        "nopapers": _("No papers asked"),
        "accessible": _("For wheelchairs"),
    }


def switches(parameters: Parameters) -> list[Link]:
    labels = switch_labels()
    return [Link(labels[name], parameters.toggled(name).url(), name, name in parameters.values) for name in SWITCHES]


def without(parameters: Parameters) -> list[Link]:
    labels = switch_labels() | {
        "audience": _("For whom"),
        "speaks": _("Languages"),
        "text": _("Your own words"),
    }
    return [
        Link(_("Search without: %(condition)s") % {"condition": label}, parameters.set(**{name: ""}).url())
        for name, label in labels.items()
        if name in parameters.values
    ]


def wider(results: Results, parameters: Parameters, radius_km: int) -> Link | None:
    if not results.wider or results.understood.near is None:
        return None
    text = ngettext(
        "Look up to %(km)d km away: %(count)d more place",
        "Look up to %(km)d km away: %(count)d more places",
        results.wider,
    ) % {"km": radius_km, "count": results.wider}
    return Link(text, parameters.set(radius=radius_km).url())


def other_needs(results: Results, parameters: Parameters) -> list[Link]:
    return [
        Link(f"{NeedKind(need).label} ({number})", parameters.set(need=need, text="").url(), need)
        for need, number in results.other_needs
    ]


def town_id(asked: Asked, near: Near | None) -> int | None:
    """The town that stands for the place in a link that is shared."""
    town = asked.where.town or (gazetteer.nearest(near.latitude, near.longitude) if near else None)
    return town.geonameid if town else None


def results_page(asked: Asked, results: Results, language: str, *, wider_km: int) -> ResultsPage:
    parameters, understood = asked.parameters, results.understood
    cards = [card(result, understood.needs, language) for result in results.items]
    return ResultsPage(
        title=title(understood.needs, understood.near),
        around=around(understood, asked.query.radius_km),
        count=why.count(results),
        cards=cards,
        words=understood.words,
        not_understood=why.not_understood(results),
        corrected=understood.corrected,
        switches=switches(parameters),
        others=[
            Link(place.label(language), parameters.set(place="", at="", town=place.geonameid).url())
            for place in asked.where.others
        ],
        unknown_place=asked.where.unknown,
        wider=wider(results, parameters, wider_km),
        other_needs=other_needs(results, parameters),
        without=[] if cards else without(parameters),
        pages=pages(asked.query.page, results.pages, lambda page: parameters.set(page=page).url()),
        print_url=parameters.url("directory:print"),
        share_url=parameters.shareable(town_id(asked, understood.near)).url(),
        has_map=any(item.point for item in cards),
    )
