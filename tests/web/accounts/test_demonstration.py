import pytest

from acogida.accounts.models import User
from acogida.core import clock
from acogida.web.accounts.demonstration import DemoAccount

pytestmark = pytest.mark.django_db

ACCOUNT = DemoAccount("Rosa Coordina", "Casa Puente", "Coordinator", "rosa@example.org", "seven green herons", "123456")


def listed() -> list[DemoAccount]:
    return [ACCOUNT]


@pytest.mark.parametrize(("demo", "shown"), [(True, True), (False, False)])
def test_accounts_are_listed_in_a_demonstration_only(client, settings, demo, shown):
    settings.DEMO = demo
    settings.DEMO_ACCOUNTS = f"{__name__}.listed"
    User.objects.create(email=ACCOUNT.email, name=ACCOUNT.name, created_at=clock.now())
    page = client.get("/en/work/sign-in").content.decode()
    for told in ("Rosa Coordina", "seven green herons", "123456"):
        assert (told in page) is shown


def test_accounts_that_are_not_on_this_node_are_not_listed(client, settings):
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = f"{__name__}.listed"
    assert "Rosa Coordina" not in client.get("/en/work/sign-in").content.decode()
