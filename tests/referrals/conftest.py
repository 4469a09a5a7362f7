import pytest
from django.conf import settings

from tests.referrals.network import Network, network


@pytest.fixture(autouse=True)
def home(tmp_path):
    """Each test has a home of its own: documents and backups of one are not found by another."""
    before, settings.HOME = settings.HOME, tmp_path
    yield tmp_path
    settings.HOME = before


@pytest.fixture
def net(db) -> Network:
    return network()
