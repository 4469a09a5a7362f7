"""Two organisations with everything in them that a route can name, and a browser for each role, all signed in once.

Built once a module, inside a transaction that is never committed; what a request writes is undone after it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connections, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from PIL import Image

from acogida.accounts.enums import Role
from acogida.accounts.invitations import invite
from acogida.accounts.memberships import end_membership
from acogida.accounts.models import Membership, Workspace
from acogida.accounts.resets import offer_second_factor, reset_member
from acogida.cases.enums import DataKind, HowGiven, Purpose
from acogida.cases.identity import person_path, phone_path
from acogida.cases.models import Household
from acogida.cases.services import consents, documents, intake, merging, notes
from acogida.core import clock
from acogida.directory.search import index
from acogida.referrals import receipt_codes
from acogida.referrals.helping.desks import desks_for
from acogida.referrals.services import help_desk, helping, sending
from acogida.web.accounts import lifetime
from tests.directory import factories
from tests.referrals.helping import written
from tests.web.accounts.signed_in import Colleague, Office
from tests.web.cases.household.conftest import facts
from tests.web.conftest import family_shelter

ANONYMOUS, OPERATOR, EX_MEMBER, ELSEWHERE = "anonymous", "operator", "ex-member", " elsewhere"
OWN = ("caseworker", "coordinator", "planner")
WITH_HOUSEHOLDS = ("caseworker", "coordinator")

PHONE = UUID("00000000-0000-4000-8000-000000000001")
NO_ID, NO_NUMBER = UUID("00000000-0000-4000-8000-000000000000"), 999_999


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is gone afterwards. Services that insist on a transaction of their own take it for one."""
    with ExitStack() as stack:
        for alias in connections:
            block = transaction.atomic(using=alias)
            block._from_testcase = True  # type: ignore[attr-defined]
            stack.enter_context(block)
            stack.callback(transaction.set_rollback, True, using=alias)
        yield


@dataclass
class Browser:
    """Each request starts from the cookies of the sign-in, so that none leans on the one before."""

    client: Client
    cookies: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> HttpResponseBase:
        self.client.cookies = SimpleCookie(self.cookies)
        if method == "TRACE":  # takes no body
            return self.client.trace(path)
        return getattr(self.client, method.lower())(path, body or {})


@dataclass(frozen=True)
class Told:
    """Words that stand in one household's file and nowhere else."""

    given: str
    family: str
    phone: str
    note: str
    title: str
    witness: str

    def words(self) -> list[str]:
        return [self.given, self.family, self.phone, self.note, self.title, self.witness]


HERE = Told("Marisol", "Quetzalpierre", "+52 962 555 0177", "sleeps badly since", "Vaccination card", "Padre Tomás")
ELSE = Told("Nohemi", "Ocelotjean", "+52 962 555 0188", "waits for her brother", "Birth record", "Doña Luz")
QUERIES = {f"*/work/households/<uuid:pk>/consents/{one}": "purpose=PLAN&language=es" for one in ("give", "blank")}
STAFF = ("Ana Ejemplo", "Rosa Coordina", "Paula Planea", "Bela Espera", "Dora Invitada", "dora@example.org")


@dataclass
class Scene:
    browsers: dict[str, Browser]
    people: dict[str, Colleague]
    records: dict[str, dict[str, Any]]  # what a route can name → values of its placeholders
    elsewhere: dict[str, dict[str, Any]]  # the same of the other organisation
    forms: dict[str, dict[str, Any]]  # what is sent to a route, so that it would do something; else nothing is sent
    secrets: list[str]  # of people in households of Casa Puente
    secrets_elsewhere: list[str]
    staff: list[str]
    _nothing: dict[str, bytes] = field(default_factory=dict)

    def absent(self, whose: str) -> dict[str, Any]:
        """Ids of nothing in the places of that record's."""
        nothing = {UUID: NO_ID, int: NO_NUMBER}
        return {name: nothing.get(type(value), value) for name, value in self.records[whose].items()}

    def query(self, route: str) -> str:
        return f"?{QUERIES[route]}" if route in QUERIES else ""

    def form(self, route: str, method: str) -> dict[str, Any]:
        return self.forms.get(route, {}) if method == "POST" else {}

    def nothing_here(self, language: str) -> bytes:
        """The page of an address that does not exist."""
        if language not in self._nothing:
            answer = self.browsers["caseworker"].ask("GET", f"/{language}/work/nowhere")
            assert answer.status_code == 404
            self._nothing[language] = answer.content
        return self._nothing[language]

    @classmethod
    def build(cls) -> "Scene":
        now = clock.now()
        service = family_shelter()
        site = factories.site(service, factories.location())
        room = factories.capacity(service, site, audience="FAMILIES", available=3, maximum=4, updated_at=now)
        term = factories.term(factories.taxonomy())
        index.rebuild()
        office = Office.open(service.organization.name, id=service.organization_id)
        other = Office.open("Otra Casa")
        people = {
            "caseworker": office.colleague(Role.CASEWORKER, name="Ana Ejemplo"),
            "coordinator": office.colleague(Role.COORDINATOR, name="Rosa Coordina"),
            "planner": office.colleague(Role.PLANNER, name="Paula Planea"),
            "caseworker elsewhere": other.colleague(Role.CASEWORKER, name="Carla Ajena"),
            "coordinator elsewhere": other.colleague(Role.COORDINATOR, name="Clara Ajena"),
            OPERATOR: Colleague.new("Omar Opera"),
            EX_MEMBER: office.colleague(Role.CASEWORKER, name="Eva Estuvo"),
        }
        Membership.objects.create(user=people[OPERATOR].user, role=Role.OPERATOR, from_at=now)
        for one in people.values():
            RecoveryCodes.activate(one.user)
        browsers = {ANONYMOUS: Browser(Client())} | {role: Browser(one.client()) for role, one in people.items()}

        for role in people:
            not_to_be_prolonged(browsers[role])
        coordinator = people["coordinator"]
        ours = household(people["caseworker"], HERE)
        theirs = household(people["caseworker elsewhere"], ELSE)
        leave(people[EX_MEMBER], browsers[EX_MEMBER], ours, coordinator)

        passkey = Authenticator.objects.create(
            user=coordinator.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": credential()}
        )
        waiting = office.colleague(Role.CASEWORKER, name="Bela Espera", with_key=False)
        membership = Membership.objects.get(user=waiting.user)
        now = clock.now()
        asked = invite(
            email="dora@example.org", person="Dora Invitada", role=Role.PLANNER, by=coordinator.acting(), now=now
        )
        lost = reset_member(membership=membership, by=coordinator.acting(), now=now)
        without = offer_second_factor(membership=membership, by=coordinator.acting(), now=now)
        records = ours | {
            "": {"path": "nothing"},
            "colleague": {"pk": membership.pk},
            "invitation": {"pk": asked.link.pk},
            "invited": {"token": asked.token},
            "forgetful": {"token": lost.token},
            "without factor": {"token": without.token},
            "passkey": {"pk": passkey.pk},
            "workspace": {"pk": office.workspace.pk},
            "service": {"pk": service.pk, "site": site.pk, "record_id": service.pk},
            "room": {"pk": room.pk},
            "referral": {"pk": referred(ours["household"]["pk"], coordinator), "deed": "withdraw", "document": uuid4()},
            "help": {"pk": asked_for_help(office.workspace, coordinator)},
            "organization": {"pk": service.organization_id, "record_id": service.organization_id},
            "site": {"record_id": site.pk},
            "taxonomy": {"record_id": term.taxonomy_id},
            "term": {"record_id": term.pk},
        }
        codes = [Household.objects.get(pk=ours[name]["pk"]).short_code for name in ("household", "draft")]
        forms = {
            "*/work/choose": {"workspace": office.workspace.pk},
            "*/work/households/search": {"asked": HERE.family},
            "*/work/households/<uuid:pk>/needs/add": {"kind": "FOOD", "urgency": "TODAY"},
            "*/work/households/<uuid:pk>/needs/<uuid:need>": {"status": "MET"},
            "*/work/households/<uuid:pk>/notes/add": {"text": "Written by somebody."},
            "*/work/households/<uuid:pk>/notes/<uuid:note>": {"text": "Written by somebody else.", "number": 1},
            "*/work/households/<uuid:pk>/options/answer": {"service": service.pk, "answer": "YES", "need": "SHELTER"},
            # Not the right one: erasing removes files from the disk, and no transaction brings them back.
            "*/work/households/<uuid:pk>/erase": {"code": "ZZZZ-ZZZZ"},
            "*/work/staff/invite": {"person": "Pia Nueva", "email": "pia@example.org", "role": "CASEWORKER"},
            "*/work/staff/<uuid:pk>": {"role": "PLANNER"},
            "*/work/settings/retention": {"months": 6},
            "*/work/settings/sessions": {"end": "others"},
            "*/work/offers/rooms/<uuid:pk>": {"deed": "minus"},
            "*/work/offers/rooms/<uuid:pk>/maximum": {"maximum": 9},
            "*/work/offers/<uuid:pk>/standing": {"deed": "close"},
            "*/work/help/desk": {"open": "0"},
            "*/work/help/<uuid:pk>/decline": {"reason": "NO_CAPACITY"},
            "*/work/help/<uuid:pk>/answer": {"text": "Come at six."},
        }
        secrets, secrets_elsewhere = [*HERE.words(), *codes], ELSE.words()
        return cls(browsers, people, records, theirs, forms, secrets, secrets_elsewhere, list(STAFF))


def referred(household_id: UUID, coordinator: Colleague) -> UUID:
    """To a third organisation, so that the other one of the scene has no part in it."""
    third = factories.organization(name="Albergue Norte")
    Office.open(third.name, id=third.pk)
    now, by = clock.now(), coordinator.acting()
    found = Household.objects.get(pk=household_id)
    consents.record(
        household=found,
        by=by,
        purpose=Purpose.REFERRAL_NAMED,
        recipient=third.pk,
        kinds=[DataKind.SITUATION],
        how=HowGiven.SIGNED,
        language="es",
        now=now,
    )
    service = factories.service(third, needs=["HEALTH"])
    return sending.send(need=found.needs.get(kind="HEALTH"), service=service, by=by, now=now).pk


def asked_for_help(workspace: Workspace, coordinator: Colleague) -> UUID:
    """Somebody wrote by themselves, and it is this organisation's turn."""
    now = clock.now()
    help_desk.set_desk(is_open=True, by=coordinator.acting(), now=now)
    content = written(words=f"She {HERE.note} Tuesday.")
    desks = desks_for(needs=content.needs, locality=content.locality, language="en", now=now)
    request = helping.send(content=content, code=receipt_codes.new_code(), desks=desks, now=now)
    return request.turns.get(workspace=workspace).pk


def not_to_be_prolonged(browser: Browser) -> None:
    """A session is written once a minute, with a cookie: that could fall on one request of a pair alone."""
    session = browser.client.session
    session[lifetime.SEEN] += 3600
    session.save()


def household(by: Colleague, told: Told) -> dict[str, dict[str, Any]]:
    """A file with something of every kind in it, another merged into it, and a draft."""
    now, acting = clock.now(), by.acting()
    kept = registered(by, told)
    note = notes.add(household=kept, by=acting, text=f"She {told.note} Tuesday.", now=now)
    paper = documents.add(household=kept, by=acting, title=told.title, chunks=[picture()], now=now)
    consent = consents.record(
        household=kept,
        by=acting,
        purpose=Purpose.PLAN,
        kinds=[DataKind.SITUATION],
        how=HowGiven.SPOKEN,
        language="es",
        witness=told.witness,
        now=now,
    )
    merge = merging.merge(kept=kept, merged=registered(by, told), by=acting, now=now)
    of_kept = {
        "pk": kept.pk,
        "need": kept.needs.first().pk,
        "note": note.pk,
        "document": paper.pk,
        "consent": consent.pk,
        "merge": merge.pk,
        "section": "people",
    }
    return {"household": of_kept, "draft": {"pk": begun(by, told).pk}}


def begun(by: Colleague, told: Told) -> Household:
    said = facts(1)
    person = said.members[0].id
    changes = {
        person_path(person, "given"): told.given,
        person_path(person, "family"): told.family,
        phone_path(PHONE, "number"): told.phone,
    }
    return intake.start_draft(by=by.acting(), facts=said, changes=changes, now=clock.now())


def registered(by: Colleague, told: Told) -> Household:
    draft, now = begun(by, told), clock.now()
    consents.record(
        household=draft,
        by=by.acting(),
        purpose=Purpose.SERVICE_HERE,
        kinds=list(DataKind),
        how=HowGiven.SIGNED,
        language="es",
        now=now,
    )
    return intake.finish(household=draft, by=by.acting(), now=now)


def leave(who: Colleague, browser: Browser, ours: dict[str, dict[str, Any]], coordinator: Colleague) -> None:
    """Reads the file, is let go, and keeps the browser open."""
    assert browser.ask("GET", f"/en/work/households/{ours['household']['pk']}").status_code == 200
    membership = Membership.objects.get(user=who.user)
    end_membership(membership=membership, by=coordinator.acting(), now=clock.now())


def credential() -> dict[str, Any]:
    """A passkey as a browser gives it; nobody signs in with it."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(bytes(16), b"phone", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    device = AuthenticatorData.create(bytes(32), flags, 0, attested)
    client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, bytes(16), "https://testserver")
    answer = {
        "clientDataJSON": client.b64,
        "attestationObject": websafe_encode(AttestationObject.create("none", device, {})),
    }
    return {"id": "cGhvbmU", "rawId": "cGhvbmU", "type": "public-key", "response": answer}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, format="JPEG")
    return out.getvalue()
