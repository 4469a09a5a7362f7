from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.accounts.invitations import accept_invitation, open_invitation
from acogida.accounts.models import User
from acogida.accounts.strength import WeakPassphrase, check_strength, repeated_part
from acogida.accounts.workspaces import create_workspace
from tests.accounts.people import NOW

ANA = User(email="ana.lucia@example.org", name="Ana Lucía Ejemplo")


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "eleven char",
        "qwerty123456",
        "1q2w3e4r5t6y",
        "password1234",
        "passwordpassword",
        "Dragon-Dragon-Dragon",
        "aaaaaaaaaaaa",
        "+52 664 123 4567",
        "24/11/1999 24",
        "ana.lucia@example.org",
        "Ana Lucía Ejemplo",
    ],
)
def test_a_passphrase_that_is_tried_first_is_refused(passphrase):
    with pytest.raises(WeakPassphrase) as refused:
        check_strength(passphrase, user=ANA)
    assert all(reason.endswith(".") for reason in refused.value.reasons)
    assert passphrase == "" or passphrase not in str(refused.value)


@pytest.mark.parametrize(
    "passphrase", ["cuatro palabras al azar", "ночь улица фонарь", "chat vache lune pain", "xkqjvzwpmhty"]
)
def test_nothing_is_said_about_its_characters(passphrase):
    check_strength(passphrase, user=ANA)


@pytest.mark.django_db
def test_a_weak_passphrase_leaves_the_link_open():
    link = create_workspace(id=uuid4(), name="B", email="b@example.org", now=NOW)
    with pytest.raises(WeakPassphrase):
        accept_invitation(token=link.invitation.token, name="B", passphrase="short", now=NOW)
    assert open_invitation(token=link.invitation.token, now=NOW)


@given(st.text(min_size=1, max_size=6), st.integers(1, 5))
def test_repeated_part_makes_the_text_again(part, times):
    text = part * times
    found = repeated_part(text)
    assert found * (len(text) // len(found)) == text
    assert len(found) <= len(part)


def test_repeated_part_of_nothing_is_nothing():
    assert repeated_part("") == ""
