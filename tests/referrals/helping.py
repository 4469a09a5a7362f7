"""Requests for help that came without a caseworker, and organisations that answer them. All made up."""

from dataclasses import dataclass

from acogida.cases.enums import AgeBand, Urgency
from acogida.directory import gazetteer
from acogida.directory.enums import NeedKind
from acogida.directory.search import index
from acogida.referrals import receipt_codes, receipt_keys
from acogida.referrals.helping.content import HelpContent
from acogida.referrals.helping.desks import Desk, desks_for
from acogida.referrals.helping.standing import HelpView, view_of
from acogida.referrals.models import HelpRequest, HelpTurn
from acogida.referrals.services import help_desk, helping
from tests.accounts.people import NOW
from tests.directory import factories
from tests.referrals.network import Network, Shelter, network

TAPACHULA = gazetteer.find("Tapachula, MX")[0].geonameid


def written(**changed: object) -> HelpContent:
    said = {
        "needs": (NeedKind.SHELTER,),
        "urgency": Urgency.TODAY,
        "locality": TAPACHULA,
        "people": {AgeBand.FROM_5_TO_11: 2, AgeBand.FROM_18_TO_59: 1},
        "language": "ht",
        "languages": ("es",),
        "reach": "Zqtelefono 962 555 0199",
        "words": "Zqpalabras: my child coughs",
    }
    return HelpContent(**said | changed)


@dataclass
class Asking:
    net: Network
    desks: list[Desk]
    code: str

    def shelter(self, number: int) -> Shelter:
        """Whose turn is the first, the second."""
        pk = self.desks[number].workspace.pk
        return next(one for one in (self.net.shelter, self.net.other) if one.id == pk)

    def send(self, now=NOW, **changed: object) -> HelpRequest:
        return helping.send(content=written(**changed), code=self.code, desks=self.desks, now=now)

    def opened(self, now=NOW) -> receipt_keys.OpenedReceipt:
        found = receipt_keys.opened(self.code, now=now)
        assert found is not None
        return found

    def view(self, now=NOW) -> HelpView:
        found = view_of(self.opened(now))
        assert found is not None
        return found

    def facts(self) -> list[str]:
        return [one.fact.value for one in self.view().steps]

    def turn(self, number: int) -> HelpTurn:
        return HelpTurn.objects.get(number=number + 1)


def asking() -> Asking:
    """Two shelters in Tapachula that answer requests, and one organisation that does not."""
    net = network()
    for one in (net.shelter, net.other):
        factories.site(one.service, factories.location())
        help_desk.set_desk(is_open=True, by=one.by, now=NOW)
    index.rebuild()
    desks = desks_for(needs=[NeedKind.SHELTER], locality=TAPACHULA, language="es", now=NOW)
    return Asking(net, desks, receipt_codes.new_code())
