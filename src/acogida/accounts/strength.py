"""What a passphrase must be: long, not among the common ones, not one's own name. Nothing is said about its characters.

It is the one thing between a seized disk and everything a member may open.
"""

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.accounts.models import User
from acogida.core.errors import DomainError

SHORTEST = 12
FEWEST_DIFFERENT = 5


class WeakPassphrase(DomainError):
    """`reasons` are whole sentences, for whoever chooses."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This passphrase is too short. It needs at least %(count)d character.",
            "This passphrase is too short. It needs at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}


class NotCommon(CommonPasswordValidator):
    """Nor a common one made longer: with digits after it, or twice the same. Digits alone are a phone or a birthday."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = "".join(filter(str.isalpha, password))
        if len(set(password.lower())) < FEWEST_DIFFERENT or not letters:
            raise ValidationError(self.get_error_message())
        for form in (password, letters, repeated_part(password), repeated_part(letters)):
            super().validate(form, user)

    def get_error_message(self) -> str:
        return _("Many people use this passphrase. Choose one that nobody would guess, such as five words at random.")


class NotOneself(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This passphrase is too similar to your name or address.")


def repeated_part(text: str) -> str:
    """`abcabc` → `abc`: a text is found in its own double where its first repetition begins."""
    return text[: (text + text).find(text, 1)]


VALIDATORS = (LongEnough(SHORTEST), NotCommon(), NotOneself(("email", "name")))


def check_strength(passphrase: str, *, user: User) -> None:
    try:
        validate_password(passphrase, user, VALIDATORS)
    except ValidationError as error:
        raise WeakPassphrase(error.messages) from None
