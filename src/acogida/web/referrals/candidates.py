"""Which services can be asked for a need, in the order of the options, and whether the household agreed to that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from acogida.accounts.acting import Acting
from acogida.cases.consenting import covers
from acogida.cases.enums import DataKind, Purpose
from acogida.cases.models import Household, Need
from acogida.cases.options import Option, options_of
from acogida.directory.enums import NeedKind
from acogida.directory.selectors import public_services
from acogida.directory.texts import Text, translated
from acogida.referrals.enums import OPEN
from acogida.referrals.models import Referral
from acogida.referrals.selectors import reception_of
from acogida.referrals.services.sending import Target
from acogida.web.directory import pills
from acogida.web.directory.pills import Pill
from acogida.web.referrals.targets import key_of


@dataclass(frozen=True)
class Candidate:
    key: str  # as it stands in a form
    target: Target
    name: Text
    organization: Text
    organization_id: UUID
    town: str
    line: str  # why it fits, or what speaks against it
    fits: bool
    pills: list[Pill]
    may_be_asked: bool  # by consent
    is_asked: bool  # already, for this need


def candidates(need: Need, household: Household, *, by: Acting, now: datetime, language: str) -> list[Candidate]:
    """The best first; those that do not fit come last, for a caseworker may know better."""
    found = options_of(household, need=need.kind, now=now, language=language)
    options = [*found.offered, *found.unfit]
    receiving = reception_of(by, public_services().filter(pk__in={one.result.service.pk for one in options}))
    asked = asked_already(need)
    agreed = Agreed(household, NeedKind(need.kind), now)
    return [_candidate(one, agreed, asked, language=language) for one in options if one.result.service.pk in receiving]


def asked_already(need: Need) -> set[UUID | None]:
    rows = Referral.objects.filter(need=need, state__in=OPEN).order_by()
    return set(rows.values_list("service", flat=True))


class Agreed:
    """Whether they agreed that an organisation is asked: asked once for the need, and once for each that is named."""

    def __init__(self, household: Household, need: NeedKind, now: datetime) -> None:
        self._household, self._need, self._now = household, need, now
        self._found: dict[UUID, bool] = {}
        self._anybody: bool | None = None

    def to(self, organization_id: UUID) -> bool:
        if self._anybody is None:
            self._anybody = self._covers(Purpose.REFERRAL_NEED, organization_id, self._need)
        if self._anybody:
            return True
        if organization_id not in self._found:
            self._found[organization_id] = self._covers(Purpose.REFERRAL_NAMED, organization_id, None)
        return self._found[organization_id]

    def _covers(self, purpose: Purpose, organization_id: UUID, need: NeedKind | None) -> bool:
        found = covers(self._household, purpose, organization_id, DataKind.SITUATION, self._now, need=need)
        return found is not None


def of_targets(
    targets: Iterable[Target], need: Need, household: Household, now: datetime, language: str
) -> list[Candidate]:
    """Those that were chosen, as the page that asks once more shows them."""
    agreed = Agreed(household, NeedKind(need.kind), now)
    asked = asked_already(need)
    return [_shown(one, agreed, asked, language=language) for one in targets]


def _candidate(option: Option, agreed: Agreed, asked: set[UUID | None], *, language: str) -> Candidate:
    result = option.result
    room = pills.of_room(result.capacities, result.service)
    target = Target(result.service, result.site)
    return _shown(target, agreed, asked, language=language, line=option.line or result.why, fits=option.fits, room=room)


def _shown(
    target: Target,
    agreed: Agreed,
    asked: set[UUID | None],
    *,
    language: str,
    line: str = "",
    fits: bool = True,
    room: Iterable[Pill] = (),
) -> Candidate:
    service = target.service
    return Candidate(
        key=key_of(service, target.site),
        target=target,
        name=translated(service, "name", language),
        organization=translated(service.organization, "name", language),
        organization_id=service.organization_id,
        town=target.site.location.locality if target.site else "",
        line=line,
        fits=fits,
        pills=list(room),
        may_be_asked=agreed.to(service.organization_id),
        is_asked=service.pk in asked,
    )
