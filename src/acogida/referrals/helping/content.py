"""What somebody writes who asks for help by themselves. In memory only as this; stored sealed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import orjson

from acogida.cases import facts
from acogida.cases.enums import AgeBand, Relation, Urgency
from acogida.cases.facts import Facts, MemberFacts, NeedFacts, Whereabouts
from acogida.core.crypto import CannotOpen
from acogida.core.errors import DomainError
from acogida.directory.enums import NeedKind

SCHEMA = 1
ADULT = 18
MOST_NEEDS = 5
MOST_PEOPLE = 40
MOST_LANGUAGES = 6
LONGEST_REACH = 300
LONGEST_WORDS = 1000


class NotARequest(DomainError):
    """Something was sent that the form does not offer."""


@dataclass(frozen=True, repr=False)
class HelpContent:
    needs: tuple[NeedKind, ...]
    urgency: Urgency
    locality: int
    people: Mapping[AgeBand, int]
    language: str  # of the page on which it was written: in it they are answered
    languages: tuple[str, ...] = ()  # that they speak besides
    reach: str = ""
    words: str = ""
    services: Mapping[UUID, UUID] = field(default_factory=dict)  # organisation → its service that answers the need

    @property
    def size(self) -> int:
        return sum(self.people.values())

    @property
    def spoken(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.languages, self.language]))


def check(content: HelpContent) -> None:
    """Every code is one of ours; free words stand in two fields only, and are short."""
    is_short = (
        0 < len(content.needs) <= MOST_NEEDS
        and 0 < content.size <= MOST_PEOPLE
        and all(number > 0 for number in content.people.values())
        and len(content.languages) <= MOST_LANGUAGES
        and len(content.reach) <= LONGEST_REACH
        and len(content.words) <= LONGEST_WORDS
    )
    if not is_short:
        raise NotARequest
    facts.check(facts_of(content))


def facts_of(content: HelpContent) -> Facts:
    """What a file begins with. Who speaks for them is not asked: the first adult, until somebody says otherwise."""
    bands = [band for band in AgeBand for _ in range(content.people.get(band, 0))]
    adults = [place for place, band in enumerate(bands) if (band.ages or (0, 0))[0] >= ADULT]
    speaker = adults[0] if adults else 0
    relations = [Relation.SPEAKER if place == speaker else Relation.RELATIVE for place in range(len(bands))]
    return Facts(
        members=tuple(MemberFacts(band, relation) for band, relation in zip(bands, relations, strict=True)),
        languages=content.spoken,
        whereabouts=Whereabouts(content.locality),
        needs=tuple(NeedFacts(need, content.urgency) for need in content.needs),
    )


def to_bytes(content: HelpContent) -> bytes:
    services = {str(organization): str(service) for organization, service in content.services.items()}
    people = {AgeBand(band).value: number for band, number in content.people.items()}
    return orjson.dumps({"schema": SCHEMA, **asdict(content), "people": people, "services": services})


def from_bytes(data: bytes) -> HelpContent:
    kept: Mapping[str, Any] = orjson.loads(data)
    if kept["schema"] != SCHEMA:
        raise CannotOpen
    return HelpContent(
        needs=tuple(NeedKind(one) for one in kept["needs"]),
        urgency=Urgency(kept["urgency"]),
        locality=kept["locality"],
        people={AgeBand(band): number for band, number in kept["people"].items()},
        language=kept["language"],
        languages=tuple(kept["languages"]),
        reach=kept["reach"],
        words=kept["words"],
        services={UUID(organization): UUID(service) for organization, service in kept["services"].items()},
    )
