import pytest

from acogida.accounts.acting import Acting
from acogida.accounts.enums import Role
from acogida.accounts.models import User, Workspace
from acogida.directory.models import Capacity, Organization, Service
from tests.directory import factories
from tests.directory.factories import NOW


def acting(organization: Organization, role: Role = Role.COORDINATOR) -> Acting:
    """Somebody of an organisation; no key is needed for what is public."""
    workspace, _ = Workspace.objects.get_or_create(
        pk=organization.pk, defaults={"name": organization.name, "created_at": NOW}
    )
    number = User.objects.count()
    user = User.objects.create(email=f"ana{number}@example.org", name=f"Ana {number}", created_at=NOW)
    return Acting(user=user, workspace=workspace, role=role, keys=None)


@pytest.fixture
def shelter(db) -> Service:
    return factories.service(factories.organization(name="Casa Puente"), language="es", description="Camas.")


@pytest.fixture
def ana(shelter) -> Acting:
    return acting(shelter.organization)


@pytest.fixture
def stranger(db) -> Acting:
    return acting(factories.organization(name="Otra casa"))


@pytest.fixture
def beds(shelter) -> Capacity:
    return factories.capacity(shelter, factories.site(shelter), available=3, maximum=4)
