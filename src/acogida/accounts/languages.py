"""Which language somebody is written to in."""

from django.conf import settings

from acogida.accounts.models import User


def note(*, user: User, language: str) -> None:
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
