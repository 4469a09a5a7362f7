from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from acogida.accounts.enums import Role
from acogida.cases.enums import AgeBand, DataKind, HowGiven, Purpose, Relation, Urgency
from acogida.cases.facts import Facts, MemberFacts, NeedFacts, Whereabouts
from acogida.cases.identity import person_path, phone_path
from acogida.cases.models import Consent, Household
from acogida.cases.services import consents, intake
from acogida.core import clock
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from tests.web.accounts.signed_in import Colleague, Office

NAMES = ("Marisol", "Wilner", "Dayana", "Nohemi", "Yusleidy", "Ezequiel", "Rosalba", "Jeanty")


@dataclass
class Case:
    """A household of an organisation, the colleague who works with it, and that one's browser."""

    office: Office
    colleague: Colleague
    household: Household
    client: Client

    def url(self, name: str = "household", **more: object) -> str:
        return address(name, self.household.pk, **more)

    def read(self, name: str = "household", **more: object) -> str:
        response = self.client.get(self.url(name, **more))
        assert response.status_code == 200
        return response.content.decode()

    @property
    def by(self):
        return self.colleague.acting()


def address(name: str, pk: UUID, language: str = "en", **more: object) -> str:
    with override(language):
        return reverse(f"cases:{name}", kwargs={"pk": pk, **more})


def facts(members: int = 2) -> Facts:
    relations = [Relation.SPEAKER, *[Relation.CHILD] * (members - 1)]
    bands = [AgeBand.FROM_18_TO_59, *[AgeBand.FROM_5_TO_11] * (members - 1)]
    return Facts(
        members=tuple(MemberFacts(band, relation) for band, relation in zip(bands, relations, strict=True)),
        languages=("ht", "es"),
        whereabouts=Whereabouts(gazetteer.find("Tapachula")[0].geonameid),
        needs=(NeedFacts(NeedKind.SHELTER, Urgency.TODAY), NeedFacts(NeedKind.HEALTH)),
    )


def register(colleague: Colleague, members: int = 2) -> Household:
    now, by, told = clock.now(), colleague.acting(), facts(members)
    changes = {phone_path(uuid4(), "number"): "+52 962 555 0177", "contact": "Only after six."}
    for member, name in zip(told.members or (), NAMES, strict=False):
        changes |= {person_path(member.id, "given"): name, person_path(member.id, "family"): "Pierre"}
    draft = intake.start_draft(by=by, facts=told, changes=changes, now=now)
    consent(draft, colleague, Purpose.SERVICE_HERE)
    return intake.finish(household=draft, by=by, now=clock.now())


def consent(household: Household, colleague: Colleague, purpose: Purpose) -> Consent:
    return consents.record(
        household=household,
        by=colleague.acting(),
        purpose=purpose,
        kinds=[DataKind.SITUATION, DataKind.NAMES],
        how=HowGiven.SIGNED,
        language="es",
        now=clock.now(),
    )


def case(role: Role = Role.CASEWORKER, *, office: Office | None = None, members: int = 2) -> Case:
    office = office or Office.open()
    colleague = office.colleague(role)
    return Case(office, colleague, register(colleague, members), colleague.client())


@pytest.fixture
def family(db) -> Case:
    return case()
