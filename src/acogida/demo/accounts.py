"""Who can sign in to the demonstration. Everything that is a secret elsewhere stands here for all to read: the sign-in
page of a demonstration lists it, and a node that is none refuses these addresses (`web.accounts.demonstration`)."""

from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha1
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache

from acogida.accounts.enums import Role
from acogida.accounts.models import User
from acogida.core import clock
from acogida.directory.demo import fiction
from acogida.directory.demo.kinds import sketches
from acogida.web.accounts.demonstration import DemoAccount

PASSPHRASE = "todo esto es inventado"  # noqa: S105 (of every account of the demonstration, and no other)
PERIOD = 30  # seconds that a code of the second factor is good for


@dataclass(frozen=True)
class Person:
    """Named as the households are: a family name that nobody has (`data/names.toml`)."""

    key: str
    name: str
    role: Role
    works_for: tuple[str, ...] = ()  # keys of the directory's demonstration
    since_days: int = 620
    has_key: bool = True

    @property
    def email(self) -> str:
        return fiction.email(f"{self.key}.demo")

    @property
    def secret(self) -> str:
        """Of the app that shows the codes: the same on every node, as nothing but a demonstration may have it."""
        return b32encode(sha1(f"acogida demonstration {self.key}".encode(), usedforsecurity=False).digest()).decode()


PEOPLE = (
    Person("ines", "Inés Jacaranda Colibrí", Role.COORDINATOR, ("casa-amanecer",)),
    Person("bruno", "Bruno Guacamaya Tapir", Role.CASEWORKER, ("casa-amanecer",), 600),
    Person("aura", "Aura Frailejón", Role.COORDINATOR, ("wayuu-acoge",)),
    Person("tomas", "Tomás Marañón", Role.CASEWORKER, ("wayuu-acoge",), 410),
    Person("jandira", "Jandira Sabiá", Role.COORDINATOR, ("casa-buriti",)),
    Person("caio", "Caio Ipê-Amarelo", Role.CASEWORKER, ("casa-buriti",), 300),
    Person("livia", "Lívia Uirapuru", Role.CASEWORKER, ("casa-buriti",), 1, has_key=False),
    Person("noel", "Noel Cenzontle", Role.PLANNER, ("casa-amanecer", "casa-buriti"), 120),
    Person("olga", "Olga Tortuga", Role.OPERATOR, since_days=620),
)
OFFICES = tuple(dict.fromkeys(key for person in PEOPLE for key in person.works_for))


def listed() -> list[DemoAccount]:
    """What `settings.DEMO_ACCOUNTS` names."""
    names = {sketch.key: fiction.named(sketch.name) for sketch in sketches()}
    ids = dict(User.objects.filter(email__in=[person.email for person in PEOPLE]).values_list("email", "pk"))
    counter = int(clock.now().timestamp()) // PERIOD
    return [
        DemoAccount(
            name=person.name,
            organization=", ".join(names[key] for key in person.works_for) or settings.NODE_NAME,
            role=str(person.role.label),
            email=person.email,
            passphrase=PASSPHRASE,
            code=_code(person, ids.get(person.email), counter),
        )
        for person in PEOPLE
    ]


def _code(person: Person, user_id: UUID | None, counter: int) -> str:
    """One that was not used yet: a code is good once, and whoever looks around signs in again before half a minute is
    over. Those of the half minutes before and after are taken as well (`MFA_TOTP_TOLERANCE`)."""
    codes = [format_hotp_value(hotp_value(person.secret, counter + late)) for late in (0, 1, -1)]
    used = cache.get_many(f"allauth.mfa.totp.used?user={user_id}&code={code}" for code in codes)
    return next((code for code in codes if not any(key.endswith(code) for key in used)), codes[0])
