from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from acogida.accounts.enums import Role
from acogida.core import clock
from acogida.directory.models import Capacity, Service
from tests.directory import factories
from tests.web.accounts.signed_in import Office
from tests.web.conftest import family_shelter


@pytest.fixture
def ours(db) -> Service:
    service = family_shelter()
    site = factories.site(service, factories.location())
    factories.capacity(
        service, site, audience="FAMILIES", available=3, maximum=4, updated_at=clock.now() - timedelta(hours=2)
    )
    return service


@pytest.fixture
def beds(ours) -> Capacity:
    return ours.capacities.get()


@pytest.fixture
def office(ours) -> Office:
    return Office.open(ours.organization.name, id=ours.organization_id)


@pytest.fixture
def as_role(office) -> Callable[[Role], Client]:
    return lambda role: office.colleague(role).client()


@pytest.fixture
def coordinator(as_role) -> Client:
    return as_role(Role.COORDINATOR)
