"""How long a session lives: four hours without a click (SESSION_COOKIE_AGE), twelve in all."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # a click a second need not be a write a second
FRESH = timedelta(minutes=5)

NOWHERE = "0.0.0.0"  # noqa: S104 - no address that anybody listens on

BEGAN = "began_at"
SEEN = "seen_at"
PROVED = "proved_at"


def begin(request: HttpRequest, *, now: datetime) -> None:
    """Whoever comes sweeps out what others left: a session that is over keeps half of a key."""
    request.session.clear_expired()
    request.session[BEGAN] = request.session[SEEN] = request.session[PROVED] = now.timestamp()


def freshen(request: HttpRequest, *, now: datetime) -> None:
    request.session[PROVED] = now.timestamp()


def is_over(request: HttpRequest, *, now: datetime) -> bool:
    return _since(request, BEGAN, now) >= LONGEST


def is_fresh(request: HttpRequest, *, now: datetime) -> bool:
    """The passphrase was typed so lately that it need not be asked for before something grave."""
    return _since(request, PROVED, now) < FRESH


def prolong(request: HttpRequest, *, now: datetime) -> None:
    if _since(request, SEEN, now) < NOTED_EVERY:
        return
    request.session[SEEN] = now.timestamp()
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def rename(request: HttpRequest) -> None:
    """Whoever proved anew who they are goes on under another name of the session: a copy of the old one is void."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def forget_address(request: HttpRequest) -> None:
    """allauth keeps from where somebody signed in; a seized disk need not say where the staff lives and works."""
    UserSession.objects.filter(session_key=request.session.session_key).update(ip=NOWHERE)


def _since(request: HttpRequest, moment: str, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - request.session.get(moment, 0))
