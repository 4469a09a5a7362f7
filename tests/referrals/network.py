"""A house that refers, and others that take in: each with a workspace, a service and a number of beds. All made up."""

from dataclasses import dataclass
from datetime import timedelta

from acogida.accounts.acting import Acting
from acogida.cases.enums import Purpose
from acogida.cases.models import Household, Need
from acogida.directory.enums import NeedKind
from acogida.directory.models import Capacity, Organization, Service
from acogida.referrals.models import Referral
from acogida.referrals.services import sending
from tests.accounts.people import NOW, Organisation, organisation
from tests.cases.families import Casa
from tests.directory import factories

SOON = NOW + timedelta(minutes=10)
LATER = NOW + timedelta(hours=1)


@dataclass
class Shelter:
    organisation: Organisation
    service: Service
    capacity: Capacity

    @property
    def by(self) -> Acting:
        return self.organisation.coordinator.acting()

    @property
    def id(self):
        return self.organisation.workspace.pk

    def free(self) -> int | None:
        self.capacity.refresh_from_db()
        return self.capacity.available

    def promised(self) -> int:
        self.capacity.refresh_from_db()
        return self.capacity.promised


@dataclass
class Network:
    casa: Casa
    shelter: Shelter
    other: Shelter

    def family(self, *names: str, agreed: bool = True) -> Household:
        """Two people who need shelter today, and agree that anybody is asked for it."""
        household = self.casa.register(*(names or ("Jennifer González", "Wilmer González")))
        if agreed:
            self.casa.agree(household, Purpose.REFERRAL_NEED, need=NeedKind.SHELTER)
        return household

    def need(self, household: Household, kind: NeedKind = NeedKind.SHELTER) -> Need:
        return household.needs.get(kind=kind)

    def send(self, household: Household | None = None, *, to: Shelter | None = None, now=NOW, **more) -> Referral:
        need = self.need(household or self.family())
        return sending.send(need=need, service=(to or self.shelter).service, by=self.casa.by, now=now, **more)


def shelter(name: str, *, free: int | None = 3, maximum: int | None = 10) -> Shelter:
    found = organisation(name)
    owner = Organization.objects.create(pk=found.workspace.pk, name=name, modified_at=NOW)
    service = factories.service(owner, name=f"Camas de {name}", needs=[NeedKind.SHELTER])
    return Shelter(found, service, factories.capacity(service, available=free, maximum=maximum))


def network() -> Network:
    return Network(Casa(organisation()), shelter("Albergue Uno"), shelter("Albergue Dos"))
