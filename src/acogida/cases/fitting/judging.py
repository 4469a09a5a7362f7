"""One service at one place held against one household: every remark that there is to make."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acogida.cases.enums import Answer
from acogida.cases.fitting.places import Refused
from acogida.cases.fitting.remarks import Code, Remark
from acogida.cases.fitting.situation import Groups, Situation, Someone
from acogida.directory.enums import Audience, NeedKind, ServiceStatus, Visibility
from acogida.directory.models import Location, Service
from acogida.directory.search.capacity import Told, summed_up
from acogida.directory.search.types import Capacities, Result, Room

TOGETHER = frozenset({NeedKind.SHELTER.value})  # needs that all of a household have; others one may have alone
MOST_LANGUAGES = 3
CHECKED = frozenset({"age", "gender", "family"})
_GROUPS = {
    ("gender", "=", "female"): Audience.WOMEN.value,
    ("gender", "=", "male"): Audience.MEN.value,
    ("family", "=", True): Audience.FAMILIES.value,
}


@dataclass(frozen=True)
class Known:
    """What was read beside the result itself."""

    told: Sequence[Told]
    is_step_free: bool
    answer: Answer | None


def judge(
    situation: Situation, need: str, result: Result, known: Known, refused: Sequence[Refused], now: datetime
) -> list[Remark]:
    service, groups = result.service, situation.groups(together=need in TOGETHER)
    return [
        *_standing(service),
        *_audience(groups, service),
        *_ages(situation, need, service),
        *_rules(groups, service),
        *_condition(service, known.answer),
        *_place(situation, result.location, refused),
        *_room(situation, groups, need, result, known.told, now),
        *_language(situation, result.languages),
        *_step_free(situation, result.location, known.is_step_free),
    ]


def _standing(service: Service) -> Iterator[Remark]:
    if service.status == ServiceStatus.TEMPORARILY_CLOSED:
        yield Remark(Code.CLOSED)


def _audience(groups: Groups, service: Service) -> Iterator[Remark]:
    meant = tuple(code for code in service.audiences if code in Audience.values)
    if not meant or Audience.EVERYONE in meant:
        return
    if groups.sure & set(meant):
        yield Remark(Code.FOR_THEM, {"people": tuple(code for code in meant if code in groups.sure)})
    elif groups.possible & set(meant):
        yield Remark(Code.MAY_BE_FOR_OTHERS, {"people": meant})
    else:
        yield Remark(Code.FOR_OTHERS, {"people": meant})


def _ages(situation: Situation, need: str, service: Service) -> Iterator[Remark]:
    """For shelter everybody has to fit, for other needs it is enough that somebody does."""
    bounds = [*_bounds(service)]
    for code, maybe, age, fits in bounds:
        found = [fits(person, age) for person in situation.people]
        if not found:
            continue
        together = all if need in TOGETHER else any
        if together(answer is True for answer in found):
            continue
        is_possible = together(answer is not False for answer in found)
        yield Remark(maybe if is_possible else code, {"age": age})


def _bounds(service: Service) -> Iterator[tuple[Code, Code, float, Any]]:
    lowest = [service.minimum_age, *_ruled(service.eligibility, ">=")]
    highest = [service.maximum_age, *_ruled(service.eligibility, "<=")]
    if known := [age for age in lowest if age]:
        yield Code.TOO_YOUNG, Code.MAY_BE_TOO_YOUNG, max(known), _is_old_enough
    if known := [age for age in highest if age is not None]:
        yield Code.TOO_OLD, Code.MAY_BE_TOO_OLD, min(known), _is_young_enough


def _ruled(rules: Iterable[Mapping[str, Any]], operator: str) -> list[float]:
    values = (rule["value"] for rule in rules if rule["fact"] == "age" and rule["op"] == operator)
    return [float(value) for value in values if isinstance(value, int | float)]


def _is_old_enough(person: Someone, age: float) -> bool | None:
    return True if person.youngest >= age else None if person.oldest >= age else False


def _is_young_enough(person: Someone, age: float) -> bool | None:
    return True if person.oldest <= age else None if person.youngest <= age else False


def has_condition(service: Service) -> bool:
    """Whether there is something that only a person who knows the household can answer."""
    return bool(service.papers_needed or service.eligibility_description or _asked(service))


def _asked(service: Service) -> bool:
    """A rule on what is not among the facts of a household."""
    return any(rule["fact"] not in CHECKED for rule in service.eligibility)


def _rules(groups: Groups, service: Service) -> Iterator[Remark]:
    """Rules that the facts decide. For whom it is may also stand among the audiences: then it is said there."""
    if service.audiences:
        return
    for rule in service.eligibility:
        group = _GROUPS.get((rule["fact"], rule["op"], rule["value"]))
        if group is None or group in groups.sure:
            continue
        code = Code.MAY_BE_FOR_OTHERS if group in groups.possible else Code.FOR_OTHERS
        yield Remark(code, {"people": (group,)})


def _condition(service: Service, answer: Answer | None) -> Iterator[Remark]:
    if not has_condition(service):
        return
    match answer:
        case Answer.YES:
            yield Remark(Code.FULFILS)
        case Answer.NO:
            yield Remark(Code.DOES_NOT_FULFIL)
        case _ if service.papers_needed:
            yield Remark(Code.ASKS_PAPERS)
        case _ if _asked(service):
            yield Remark(Code.HAS_CONDITION)
        case _:
            yield Remark(Code.SAYS_FOR_WHOM)


def _place(situation: Situation, location: Location | None, refused: Sequence[Refused]) -> Iterator[Remark]:
    if location is None or not location.country:
        return
    if location.country in situation.refused_countries:
        yield Remark(Code.REFUSED_COUNTRY, {"country": location.country})
        return
    for place in refused:
        is_there = place.holds(location)
        if is_there is not False:
            code = Code.REFUSED_PLACE if is_there else Code.MAY_BE_REFUSED_PLACE
            yield Remark(code, {"place": place.name})
            return
    if location.country in situation.wanted_countries:
        yield Remark(Code.WANTED_COUNTRY, {"country": location.country})


def _room(
    situation: Situation, groups: Groups, need: str, result: Result, told: Sequence[Told], now: datetime
) -> Iterator[Remark]:
    """Of a place that isn't public no number is told, here neither: so it is only asked whether there is enough."""
    is_together = need in TOGETHER and situation.size > 1
    room = _roomiest(groups, result, told, now)
    if room.room == Room.FULL:
        yield Remark(Code.FULL)
    elif room.room == Room.FREE and not is_together:
        yield Remark(Code.HAS_ROOM)
    elif room.room == Room.FREE and room.free is None:
        yield Remark(Code.HOW_MUCH_ROOM, {"size": situation.size})
    elif room.room == Room.FREE and room.free is not None:
        code = Code.ROOM_FOR_ALL if room.free >= situation.size else Code.TOO_FEW
        yield Remark(code, {"size": situation.size, "free": room.free})
    elif told or need in TOGETHER:
        yield Remark(Code.ROOM_NOT_KNOWN)


def _roomiest(groups: Groups, result: Result, told: Sequence[Told], now: datetime) -> Capacities:
    """Of the kinds of places that the household may take, those of which most are free."""
    is_exact = result.capacities.exact and (result.location is None or result.location.visibility == Visibility.PUBLIC)
    audiences = sorted(groups.sure - {Audience.EVERYONE}) or [Audience.EVERYONE.value]
    site = result.site.pk if result.site else None
    found = [
        summed_up(told, site_id=site, audience=audience, now=now, is_public=is_exact, is_one_place=is_exact)
        for audience in audiences
    ]
    return max(found, key=lambda one: (_ORDER[one.room], one.free or 0))


_ORDER = {Room.UNKNOWN: 0, Room.FULL: 1, Room.STALE: 2, Room.FREE: 3}


def _language(situation: Situation, spoken: tuple[str, ...]) -> Iterator[Remark]:
    if not situation.languages or not spoken:
        return
    shared = tuple(code for code in situation.languages if code in spoken)
    code = Code.SPEAKS if shared else Code.SPEAKS_OTHERS
    yield Remark(code, {"languages": (shared or spoken)[:MOST_LANGUAGES]})


def _step_free(situation: Situation, location: Location | None, is_step_free: bool) -> Iterator[Remark]:
    if not situation.needs_step_free or location is None:
        return
    if is_step_free:
        yield Remark(Code.STEP_FREE)
    elif location.parts.get("accessibility"):
        yield Remark(Code.HAS_STEPS)
    else:
        yield Remark(Code.STEPS_NOT_KNOWN)
