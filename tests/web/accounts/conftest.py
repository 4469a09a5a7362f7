import pytest

from acogida.accounts.enums import Role
from tests.web.accounts.signed_in import Colleague, Office


@pytest.fixture
def office(db) -> Office:
    return Office.open("Casa Puente")


@pytest.fixture
def coordinator(office) -> Colleague:
    return office.colleague(Role.COORDINATOR, name="Rosa Coordina")


@pytest.fixture
def caseworker(office) -> Colleague:
    return office.colleague(Role.CASEWORKER, name="Ana Ejemplo")
