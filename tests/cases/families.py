"""Households registered by the services themselves. All names are made up."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from acogida.accounts.acting import Acting
from acogida.cases import sealed_identity
from acogida.cases.enums import (
    Accessibility,
    AgeBand,
    DataKind,
    Gender,
    HowGiven,
    Purpose,
    Relation,
    SkillGroup,
    Stance,
    Urgency,
)
from acogida.cases.facts import (
    Facts,
    KinFacts,
    MemberFacts,
    NeedFacts,
    PreferenceFacts,
    SkillFacts,
    Whereabouts,
)
from acogida.cases.identity import Identity, person_path, phone_path
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Consent, Household
from acogida.cases.services import consents, intake
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from tests.accounts.people import NOW, Organisation

PHONE = UUID("00000000-0000-4000-8000-000000000001")
LATER = NOW + timedelta(hours=1)


def place(name: str) -> int:
    return gazetteer.find(name)[0].geonameid


def family() -> Facts:
    mother = MemberFacts(AgeBand.FROM_18_TO_59, Relation.SPEAKER, Gender.WOMAN)
    child = MemberFacts(AgeBand.FROM_5_TO_11, Relation.CHILD, accessibility=(Accessibility.STEP_FREE,))
    return Facts(
        members=(mother, child),
        languages=("ht", "es"),
        whereabouts=Whereabouts(place("Tapachula, MX")),
        needs=(NeedFacts(NeedKind.SHELTER, Urgency.TODAY), NeedFacts(NeedKind.SCHOOL, member=child.id)),
        preferences=(PreferenceFacts(Stance.REFUSES, "US"),),
        skills=(SkillFacts(SkillGroup.CRAFTS, mother.id),),
        kin=(KinFacts("CL", place("Santiago, CL")),),
    )


@dataclass
class Casa:
    """An organisation with its coordinator at work."""

    organisation: Organisation

    @property
    def by(self) -> Acting:
        return self.organisation.coordinator.acting()

    def draft(self, *names: str, facts: Facts | None = None, now=NOW) -> Household:
        """Each name is `given family` of one member."""
        facts = facts or family()
        changes = {}
        for member, name in zip(facts.members or (), names, strict=False):
            given, _, family_name = name.partition(" ")
            changes |= {person_path(member.id, "given"): given, person_path(member.id, "family"): family_name}
        return intake.start_draft(by=self.by, facts=facts, changes=changes, now=now)

    def register(self, *names: str, facts: Facts | None = None, now=NOW) -> Household:
        household = self.draft(*names, facts=facts, now=now)
        self.agree(household, now=now)
        return intake.finish(household=household, by=self.by, now=now)

    def agree(self, household: Household, purpose: Purpose = Purpose.SERVICE_HERE, *, now=NOW, **more) -> Consent:
        said = {"kinds": list(DataKind), "how": HowGiven.SIGNED, "language": "es"} | more
        return consents.record(household=household, by=self.by, purpose=purpose, now=now, **said)

    def identity(self, household: Household) -> Identity:
        return sealed_identity.of(household, KeyRing(self.by, [household.pk]))

    def call(self, household: Household, number: str, *, version: int = 1, now=NOW) -> Identity:
        changes = {phone_path(PHONE, "number"): number}
        return intake.change_identity(household=household, by=self.by, changes=changes, version=version, now=now)
