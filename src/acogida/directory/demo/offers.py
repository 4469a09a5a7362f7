"""One service of an organisation: its texts, hours, languages, room, and what to bring."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from acogida.directory.demo import fiction, hours, rooms
from acogida.directory.demo.dice import Dice
from acogida.directory.demo.identity import id_of
from acogida.directory.demo.kinds import ServiceKind, Sketch
from acogida.directory.demo.places import Spot
from acogida.directory.demo.scenes import Scene, scene
from acogida.directory.demo.texts import Text, capitalised, filled, in_columns, joined, variants
from acogida.directory.demo.towns import ENDONYMS, Town
from acogida.directory.enums import NeedKind, ServiceStatus, Visibility

Json = dict[str, Any]

VERIFIERS = ("Red de Verificación Ceiba", "Ruta Cierta", "Observatorio Puerta Abierta")
CLOSED_FOR_NOW = 0.03
BUSY = 0.05
HOURS_NOT_KNOWN = 0.04
VERIFIED = 0.65
HAS_A_TOUCH = 0.5  # chance of one more sentence, about the place
SPEAKS = 0.75  # chance that a language of the town, other than its first, is spoken at one service
CLOSES_FOR_HOLIDAYS = 0.6

_RULES = {
    "adults": ("age", ">=", 18),
    "minors": ("age", "<=", 17),
    "elders": ("age", ">=", 60),
    "women": ("gender", "=", "female"),
    "pregnant": ("pregnant", "=", True),
    "families": ("family", "=", True),
    "disability": ("disability", "=", True),
}
_AGES = {"adults": {"minimum_age": 18}, "minors": {"maximum_age": 17}, "elders": {"minimum_age": 60}}


@dataclass
class Making:
    """What building the network needs to know. `told` counts, so that neighbours use different phrasings."""

    dice: Dice
    now: datetime
    told: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def midnight(self) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def phrasing(self, options: tuple[Text, ...], town: Town, topic: str) -> Text:
        first = self.dice("first phrasing", town.key, topic).randrange(len(options))
        self.told[town.key, topic] += 1
        return options[(first + self.told[town.key, topic]) % len(options)]


@dataclass(frozen=True)
class Offer:
    sketch: Sketch
    kind: ServiceKind
    spots: tuple[Spot, ...]  # the first is at the seat
    number: str  # the organisation's telephone
    extension: int

    @property
    def id(self) -> str:
        return id_of("service", self.sketch.key, self.kind.key)

    @property
    def town(self) -> Town:
        return self.spots[0].town

    def site_id(self, spot: Spot) -> str:
        return id_of("site", self.id, spot.id)


def service(offer: Offer, making: Making) -> Json:
    kind, language, dice = offer.kind, offer.town.language, making.dice
    special = scene(offer.sketch.key, kind.key)
    closed = special is None and dice("closed", offer.id).random() < CLOSED_FOR_NOW
    said, translated = in_columns(_texts(offer, making, special, closed=closed), language)
    return {
        "id": offer.id,
        **said,
        "status": ServiceStatus.TEMPORARILY_CLOSED.value if closed else ServiceStatus.ACTIVE.value,
        "email": fiction.email(offer.sketch.key),
        "url": fiction.website(offer.sketch.key, kind.key.replace("_", "-")),
        **_AGES.get(kind.who, {}),
        "phones": [_phone(offer)],
        "schedules": _schedules(offer, making, special),
        "languages": _languages(offer, dice),
        "required_documents": _documents(offer, dice),
        "cost_options": [{"id": id_of("cost", offer.id), "option": said["fees_description"], "amount": 0}]
        if "free" in kind.cost and len(set(kind.cost)) == 1
        else [],
        "service_areas": [{"id": id_of("area", offer.id), "name": offer.town.place.admin1_name or offer.town.name}],
        "attributes": [_attribute(need, offer.id) for need in kind.needs],
        "service_at_locations": [{"id": offer.site_id(spot), "location_id": spot.id} for spot in offer.spots],
        "capacities": list(_capacities(offer, making, special)),
        "acogida": {"language": language, "translations": translated, **_profile(offer, making, special)},
    }


def _texts(offer: Offer, making: Making, special: Scene | None, *, closed: bool) -> dict[str, Text | None]:
    kind, town, dice = offer.kind, offer.town, making.dice
    taught = variants("taught", town.language)[0]
    who = variants("who", kind.who)
    busy = special is None and dice("busy", offer.id).random() < BUSY
    alert = "closed" if closed else "busy" if busy else ""
    return {
        "name": capitalised(filled(making.phrasing(kind.names, town, f"{kind.key} name"), taught=taught)),
        "description": joined(_sentences(offer, making)),
        "application_process": dice.pick(variants("how", dice.pick(kind.how, "how", offer.id)), "how said", offer.id),
        "eligibility_description": dice.pick(who, "who", offer.id),
        "fees_description": dice.pick(variants("cost", dice.pick(kind.cost, "cost", offer.id)), "cost said", offer.id),
        "alert": dice.pick(variants("alert", alert), "alert", offer.id) if alert else None,
    }


def _sentences(offer: Offer, making: Making) -> Iterator[Text]:
    kind, town = offer.kind, offer.town
    yield making.phrasing(kind.what, town, f"{kind.key} what")
    yield making.phrasing(kind.detail, town, f"{kind.key} detail")
    if kind.visibility is Visibility.PUBLIC and making.dice("touch", offer.id).random() < HAS_A_TOUCH:
        yield making.phrasing(tuple(variants("place", "touch")), town, "touch")


def _phone(offer: Offer) -> Json:
    return {"id": id_of("phone", offer.id), "number": offer.number, "extension": offer.extension, "type": "voice"}


def _schedules(offer: Offer, making: Making, special: Scene | None) -> list[Json]:
    rng = making.dice("hours", offer.id)
    pattern = special.hours if special else rng.choice(offer.kind.hours)
    if special is None and pattern != "always" and rng.random() < HOURS_NOT_KNOWN:
        return []
    found = hours.schedules(pattern, rng)
    return [{"id": id_of("hours", offer.id, position), **each} for position, each in enumerate(found)]


def _languages(offer: Offer, dice: Dice) -> list[Json]:
    first, *others = offer.town.spoken
    rng = dice("languages", offer.id)
    spoken = [first, *(code for code in others if rng.random() < SPEAKS)]
    return [{"id": id_of("language", offer.id, code), "name": ENDONYMS[code], "code": code} for code in spoken]


def _capacities(offer: Offer, making: Making, special: Scene | None) -> Iterator[Json]:
    for spot in offer.spots:
        site_id = offer.site_id(spot)
        here = special if spot.town == offer.town else None
        for count in rooms.counts(offer.kind, here, making.dice("room", site_id), making.now):
            yield rooms.capacity(count, site_id, offer.town.language)


def _documents(offer: Offer, dice: Dice) -> list[Json]:
    texts = variants("bring", dice.pick(offer.kind.bring, "bring", offer.id))
    return [{"id": id_of("document", offer.id), "document": text[offer.town.language]} for text in texts]


def _attribute(need: str, owner: str) -> Json:
    return {"id": id_of("attribute", owner, need), "link_entity": "service", "taxonomy_term": term(need)}


def term(need: str) -> Json:
    return {
        "id": id_of("term", need),
        "code": need.lower(),
        "name": need.replace("_", " ").capitalize(),
        "description": f"One of the {len(NeedKind)} kinds of need that Acogida knows.",
        "taxonomy": "Needs (demo)",
        "language": "en",
        "taxonomy_detail": {
            "id": id_of("taxonomy"),
            "name": "Needs (demo)",
            "description": "The need kinds of Acogida, as a taxonomy.",
            "uri": fiction.website("needs"),
            "version": "1",
        },
    }


def _profile(offer: Offer, making: Making, special: Scene | None) -> Json:
    kind, rng = offer.kind, making.dice("profile", offer.id)
    found: Json = {"needs": list(kind.needs), "audiences": list(kind.audiences)}
    papers = rng.choice(kind.papers)
    if papers != "unknown":
        found["papers_needed"] = papers == "yes"
    if rule := _RULES.get(kind.who):
        fact, operator, value = rule
        found["eligibility"] = [{"fact": fact, "op": operator, "value": value}]
    if rng.random() < CLOSES_FOR_HOLIDAYS and not special and not hours.OPEN_ON_HOLIDAYS & set(kind.hours):
        country = offer.town.place.country
        found["date_exceptions"] = hours.exceptions(country, making.now.date(), offer.town.language)
    if special or rng.random() < VERIFIED:
        days = special.verified_days_ago if special else rng.randint(1, 240)
        found["verified_at"] = rooms.written(making.midnight + timedelta(days=-days, hours=rng.randint(8, 18)))
        found["verified_by"] = fiction.named(rng.choice(VERIFIERS))
    return found
