from collections.abc import Iterator

import pytest

from tests.referrals.conftest import home, net  # noqa: F401 - fixtures
from tests.worker.mailbox import Mailbox, mailbox


@pytest.fixture
def box(settings, tmp_path) -> Iterator[Mailbox]:
    """As ACOGIDA_MAIL and its two companions would have it."""
    with mailbox(tmp_path / "mailbox") as box:
        settings.SENDS_LETTERS, settings.URL = True, "https://acogida.example.org"
        settings.DEFAULT_FROM_EMAIL = "acogida@example.org"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
