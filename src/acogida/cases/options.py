"""What real services there are for a need of a household: the best first, and below them those that don't fit and why.

The directory finds and orders; what is known of the household decides who fits. Nothing that the directory found near
is left out: a caseworker may know better than any rule (docs/explanation/options.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from acogida.cases.enums import Answer
from acogida.cases.fitting.judging import Known, has_condition, judge
from acogida.cases.fitting.places import refused_places
from acogida.cases.fitting.remarks import About, Remark, Tone
from acogida.cases.fitting.situation import Situation, situation_of
from acogida.cases.models import ConditionAnswer, Household
from acogida.directory.models import Capacity
from acogida.directory.search import match, tokens
from acogida.directory.search.capacity import Told
from acogida.directory.search.find import find
from acogida.directory.search.types import Near, Query, Result

MOST = 60  # looked at; the nearest that are open and have room come first
RADIUS_KM = 50.0
MOST_SAID = 3  # remarks in the one line


@dataclass(frozen=True)
class Option:
    result: Result
    remarks: tuple[Remark, ...]  # what matters most first
    asks_condition: bool  # whether "fulfils it: yes / no / unknown" is a question here
    answer: Answer | None

    @property
    def fits(self) -> bool:
        return all(remark.tone != Tone.AGAINST for remark in self.remarks)

    @property
    def questions(self) -> int:
        return sum(remark.tone == Tone.ASK for remark in self.remarks)

    @property
    def line(self) -> str:
        """Why it is offered, or what speaks against it, in the language of the moment."""
        tones = (Tone.FOR, Tone.ASK, Tone.NOTE) if self.fits else (Tone.AGAINST,)
        said = [remark for tone in tones for remark in self.remarks if remark.tone == tone]
        doubts = [remark for remark in said if remark.tone == Tone.ASK]
        # A reason never crowds out the question that has to be asked before anybody sets out.
        reasons = [remark for remark in said if remark.tone != Tone.ASK][: max(1, MOST_SAID - len(doubts))]
        return " ".join(map(str, [*reasons, *doubts][:MOST_SAID]))


@dataclass(frozen=True)
class Options:
    offered: tuple[Option, ...]
    unfit: tuple[Option, ...]
    total: int  # found near; those that were not looked at are behind the search of the directory
    total_is_floor: bool
    wider: int  # how many there would be farther away, when few were found

    @property
    def not_looked_at(self) -> int:
        return self.total - len(self.offered) - len(self.unfit)


def options_for(
    *,
    situation: Situation,
    need: str,
    now: datetime,
    language: str,
    near: Near | None = None,
    radius_km: float = RADIUS_KM,
    answers: Mapping[UUID, Answer] | None = None,
) -> Options:
    """`near` is where to look when it isn't where they are; `answers` are what was said of conditions, by service."""
    query = Query(
        needs=(need,), near=near or situation.near, radius_km=radius_km, language=language, page=1, per_page=MOST
    )
    found = find(query, now=now)
    told = _told(result.service.pk for result in found.items)
    step_free = _step_free(found.items) if situation.needs_step_free else frozenset()
    refused = refused_places(situation.refused_places)
    options = []
    for result in found.items:
        known = Known(
            told[result.service.pk],
            is_step_free=result.site is not None and result.site.pk in step_free,
            answer=(answers or {}).get(result.service.pk),
        )
        remarks = sorted(judge(situation, need, result, known, refused, now), key=lambda remark: remark.tone)
        asks = has_condition(result.service)
        options.append(Option(result, tuple(remarks), asks, known.answer if asks else None))
    return Options(
        offered=tuple(sorted((one for one in options if one.fits), key=_best_first)),
        unfit=tuple(one for one in options if not one.fits),
        total=found.total,
        total_is_floor=found.total_is_floor,
        wider=found.wider,
    )


def options_of(
    household: Household,
    *,
    need: str,
    now: datetime,
    language: str,
    near: Near | None = None,
    radius_km: float = RADIUS_KM,
) -> Options:
    """For a household as it was registered, with what was answered of conditions."""
    answered = ConditionAnswer.objects.filter(household=household).order_by().values_list("service", "answer")
    return options_for(
        situation=situation_of(household, language),
        need=need,
        now=now,
        language=language,
        near=near,
        radius_km=radius_km,
        answers={service: Answer(answer) for service, answer in answered},
    )


def _best_first(option: Option) -> tuple[object, ...]:
    """Sorting is stable: among equals the order of the directory stands (open, room, distance)."""
    codes = {(remark.code.about, remark.tone) for remark in option.remarks}
    return (
        option.result.opening.is_open is False and option.result.opening.next_open is None,
        (About.PLACE, Tone.FOR) not in codes and (About.PLACE, Tone.ASK) in codes,
        option.questions,
        (About.PLACE, Tone.FOR) not in codes,
        (About.LANGUAGE, Tone.FOR) not in codes,
    )


def _told(services: Iterable[UUID]) -> Mapping[UUID, list[Told]]:
    columns = ("service", "site", "audience", "unit", "available", "updated_at")
    rows = Capacity.objects.filter(service__in=set(services)).order_by("pk").values_list(*columns)
    found: dict[UUID, list[Told]] = defaultdict(list)
    for service, *rest in rows:
        found[service].append(Told(*rest))
    return found


def _step_free(results: Sequence[Result]) -> frozenset[UUID]:
    """The sites that the directory's own filter for wheelchairs would keep."""
    sites = [result.site.pk for result in results if result.site]
    rows = match.entries_matching([[tokens.ACCESSIBLE]]).filter(site__in=sites)
    return frozenset(rows.order_by().values_list("site", flat=True))
