"""From the form in the address to a search: where the person means, and what they ask."""

from dataclasses import dataclass, replace
from datetime import datetime

from acogida.directory import gazetteer
from acogida.directory.gazetteer import Place
from acogida.directory.search.find import find
from acogida.directory.search.types import Near, Query, Results, Understood
from acogida.directory.search.understand import near
from acogida.web.directory.forms import RADIUS_KM, SearchForm
from acogida.web.directory.parameters import Parameters

NAMESAKES = 4


@dataclass(frozen=True)
class Where:
    near: Near | None = None
    town: Place | None = None  # stands for the place in a link that is shared
    others: tuple[Place, ...] = ()  # that the typed name may mean as well, or may be a slip of
    unknown: str = ""  # what was typed when there is no such place


@dataclass(frozen=True)
class Asked:
    query: Query
    where: Where
    parameters: Parameters

    @property
    def is_empty(self) -> bool:
        return not (self.query.needs or self.query.text or self.where.near or self.where.unknown)


def typed(text: str, language: str) -> Where:
    places = gazetteer.find(text, limit=NAMESAKES + 1)
    if not places:
        return Where(unknown=text, others=tuple(gazetteer.similar(text.split(",")[0], limit=NAMESAKES)))
    return Where(near(places[0], language), places[0], tuple(gazetteer.exact(text)[1 : NAMESAKES + 1]))


def tapped(at: str, language: str) -> Where:
    """Near rounded coordinates. The nearest town gives them a name, a country and something to share."""
    latitude, longitude = (float(part) for part in at.split(","))
    town = gazetteer.nearest(latitude, longitude)
    if town is None:
        return Where(Near(latitude, longitude, at))
    return Where(Near(latitude, longitude, town.label(language), town.country, town.admin1), town)


def where(form: SearchForm, language: str) -> Where:
    """What was typed wins: it is the last thing the person did."""
    asked = form.cleaned_data
    if asked["place"].strip():
        return typed(asked["place"].strip(), language)
    if asked["town"]:
        town = gazetteer.get(asked["town"])
        return Where(near(town, language), town) if town else Where(unknown=str(asked["town"]))
    return tapped(asked["at"], language) if asked["at"] else Where()


def read(form: SearchForm, language: str, *, per_page: int) -> Asked:
    """`form` must be valid."""
    asked, place = form.cleaned_data, where(form, language)
    query = Query(
        needs=(asked["need"],) if asked["need"] else (),
        near=place.near,
        radius_km=float(asked["radius"]),
        text=asked["text"],
        language=language,
        open_now=asked["open"],
        has_room=asked["room"],
        spoken=tuple(asked["speaks"]),
        audience=asked["audience"],
        accessible=asked["accessible"],
        no_papers=asked["nopapers"],
        page=asked["page"] or 1,
        per_page=per_page,
    )
    radius = asked["radius"] if asked["radius"] != RADIUS_KM else ""
    return Asked(query, place, Parameters.of({**asked, "radius": radius}))


def results(asked: Asked, now: datetime) -> Results:
    """Around a town that nobody knows there is nothing to show; without it, the whole continent would be."""
    if asked.where.unknown:
        return Results(asked.query, Understood(needs=asked.query.needs, audience=asked.query.audience), [], total=0)
    found = find(asked.query, now=now)
    if found.total and not found.items:  # an old link to a page that there is no longer: the last one answers best
        return find(replace(asked.query, page=found.pages), now=now)
    return found
