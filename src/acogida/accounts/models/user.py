"""A person who works here. What they may do follows from their memberships, never from this row.

A passphrase is right when it opens the member's key: there is no hash of it to guess at (ADR 0103). The column that
Django calls `password` holds a random mark, which changes with the passphrase, and sessions that began before end.
"""

import uuid
from typing import ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="es")  # of the pages where they last signed in; letters are in it
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def set_password(self, raw_password: str | None) -> NoReturn:
        raise NotImplementedError("accounts.passphrases changes passphrase and key together")

    def has_usable_password(self) -> bool:
        return True

    def __str__(self) -> str:
        return str(self.pk)
