"""Colleagues of the demonstration at work."""

from datetime import datetime

from acogida.accounts.acting import Acting, acting_for
from acogida.accounts.models import User
from acogida.accounts.opening import open_member
from acogida.demo.accounts import PASSPHRASE, PEOPLE, Person


def person(key: str) -> Person:
    return next(one for one in PEOPLE if one.key == key)


def user_of(key: str) -> User:
    return User.objects.get(email=person(key).email)


def acting(key: str, now: datetime) -> Acting:
    user = user_of(key)
    workspace = user.memberships.get().workspace
    found = acting_for(user=user, workspace=workspace, member=open_member(user=user, passphrase=PASSPHRASE), now=now)
    assert found
    return found
