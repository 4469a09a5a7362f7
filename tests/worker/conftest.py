from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.referrals.network import Network, network
from tests.worker.mailbox import Mailbox, mailbox


@pytest.fixture(autouse=True)
def home(tmp_path):
    before, settings.HOME = settings.HOME, tmp_path
    yield tmp_path
    settings.HOME = before


@pytest.fixture
def net(db) -> Network:
    return network()


@pytest.fixture
def box(settings, tmp_path) -> Iterator[Mailbox]:
    """As ACOGIDA_MAIL and its two companions would have it."""
    with mailbox(tmp_path / "mailbox") as box:
        settings.SENDS_LETTERS, settings.URL = True, "https://acogida.example.org"
        settings.DEFAULT_FROM_EMAIL = "acogida@example.org"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
