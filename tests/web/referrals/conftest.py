"""A house that refers and two that take in, each with somebody at the browser. All made up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from acogida.accounts.enums import Role
from acogida.cases.enums import DataKind, HowGiven, Purpose
from acogida.cases.models import Consent, Household, Need
from acogida.cases.services import consents
from acogida.core import clock
from acogida.directory.enums import NeedKind
from acogida.directory.models import Capacity, Service, ServiceAtLocation
from acogida.directory.search import index
from acogida.referrals.models import Referral
from acogida.referrals.services import sending
from acogida.referrals.services.sending import Target
from tests.directory import factories
from tests.web.accounts.signed_in import Colleague, Office
from tests.web.cases.household.conftest import Case, case


@dataclass
class House:
    """Takes in whoever is referred."""

    office: Office
    colleague: Colleague
    client: Client
    service: Service
    site: ServiceAtLocation
    beds: Capacity | None

    @property
    def by(self):
        return self.colleague.acting()

    @property
    def target(self) -> Target:
        return Target(self.service, self.site)

    @property
    def key(self) -> str:
        return f"{self.service.pk}~{self.site.pk}"

    def free(self) -> int | None:
        self.beds.refresh_from_db()
        return self.beds.available


@dataclass
class Net:
    casa: Case
    uno: House
    dos: House

    @property
    def household(self) -> Household:
        return self.casa.household

    @property
    def need(self) -> Need:
        return self.household.needs.get(kind=NeedKind.SHELTER)

    def agree(self, purpose: Purpose = Purpose.REFERRAL_NEED, **more) -> Consent:
        said = {"kinds": list(DataKind), "need": NeedKind.SHELTER} if purpose == Purpose.REFERRAL_NEED else {}
        return consents.record(
            household=self.household,
            by=self.casa.by,
            purpose=purpose,
            how=HowGiven.SIGNED,
            language="es",
            now=clock.now(),
            **({"kinds": list(DataKind)} | said | more),
        )

    def send(self, *houses: House, now: datetime | None = None, **more) -> list[Referral]:
        """To Albergue Uno if nobody is named; they agree first, if they have not."""
        if not Consent.objects.filter(household=self.household, purpose=Purpose.REFERRAL_NEED).exists():
            self.agree()
        targets = [house.target for house in houses or [self.uno]]
        return sending.send_group(need=self.need, targets=targets, by=self.casa.by, now=now or clock.now(), **more)


def house(name: str, *, needs=(NeedKind.SHELTER,), role: Role = Role.COORDINATOR, **room) -> House:
    organization = factories.organization(name=f"Albergue {name}", language="es")
    service = factories.service(organization, name=f"Camas {name}", language="es", needs=list(needs))
    site = factories.site(service, factories.location())
    known = {"available": 5, "maximum": 10, "updated_at": clock.now()}
    beds = factories.capacity(service, site, **known | room) if NeedKind.SHELTER in needs else None
    office = Office.open(organization.name, id=organization.pk)
    colleague = office.colleague(role, name=f"Rita {name}")
    return House(office, colleague, colleague.client(), service, site, beds)


def network(members: int = 4) -> Net:
    net = Net(case(Role.COORDINATOR, members=members), house("Uno"), house("Dos"))
    index.rebuild()
    return net


@pytest.fixture
def net(db) -> Net:
    return network()


def at(name: str, language: str = "en", /, **named: object) -> str:
    with override(language):
        return reverse(f"referrals:{name}", kwargs=named or None)


def page(client: Client, url: str, status: int = 200, **query: object) -> str:
    answer = client.get(url, query)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def path(referral: Referral | UUID, name: str = "detail", **named: object) -> str:
    return at(name, pk=referral.pk if isinstance(referral, Referral) else referral, **named)
