from datetime import timedelta

import pytest

from acogida.accounts.models import AuditEvent
from acogida.directory.editing.contact import MOST_PHONES, Phone, UnusableContact, change_contact
from acogida.directory.editing.own import NotOurs, last_edits, own_service, own_services
from acogida.directory.editing.standing import close_for_now, reopen, verify
from acogida.directory.editing.texts import NameMissing, change_texts
from acogida.directory.editing.writing import TellsWhereAHiddenPlaceIs
from acogida.directory.enums import ServiceStatus, Visibility
from acogida.directory.models import Edit, Service
from acogida.directory.search import index
from acogida.directory.search.find import find
from acogida.directory.search.types import Query
from tests.directory import factories
from tests.directory.factories import NOW, SECRET_STREET

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def fields(service: Service) -> set[str]:
    return set(Edit.objects.filter(service=service).values_list("field", flat=True))


def test_texts_are_written_side_by_side_and_remembered_as_ours(shelter, ana):
    texts = {("es", "description"): "Camas y cena.", ("ht", "name"): "Kay", ("fr", "fees_description"): "Gratuit"}
    assert set(change_texts(service=shelter, texts=texts, by=ana, now=LATER)) == {"description", "translations"}
    shelter.refresh_from_db()
    assert shelter.description == "Camas y cena."
    assert shelter.translations == {"ht": {"name": "Kay"}, "fr": {"fees_description": "Gratuit"}}
    assert shelter.modified_at == LATER
    assert {(edit.field, edit.by, edit.at) for edit in last_edits(shelter)} == {
        ("description", ana.user, LATER),
        ("translations", ana.user, LATER),
    }
    assert AuditEvent.objects.values_list("action", "actor", "subject").get() == (
        "OFFER_CHANGED",
        ana.user.pk,
        shelter.pk,
    )


def test_what_did_not_change_is_nobodys_word(shelter, ana):
    assert change_texts(service=shelter, texts={("es", "description"): " Camas. "}, by=ana, now=LATER) == []
    assert (fields(shelter), AuditEvent.objects.count()) == (set(), 0)
    shelter.refresh_from_db()
    assert shelter.modified_at == NOW


def test_an_empty_text_takes_its_translation_away(shelter, ana):
    for text in ("Kay", " "):
        change_texts(service=shelter, texts={("ht", "name"): text}, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.translations == {}


def test_a_service_keeps_a_name(shelter, ana):
    with pytest.raises(NameMissing):
        change_texts(service=shelter, texts={("es", "name"): "  "}, by=ana, now=LATER)


def test_the_language_of_the_original_can_be_said_once(shelter, ana):
    Service.objects.update(language="", translations={"pt": {"name": "Outro"}})
    change_texts(service=shelter, texts={("pt", "description"): "Camas"}, language="pt", by=ana, now=LATER)
    shelter.refresh_from_db()
    assert (shelter.language, shelter.description, shelter.translations) == ("pt", "Camas", {})
    change_texts(service=shelter, texts={}, language="es", by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.language == "pt"


def test_documents_that_stay_keep_what_was_said_of_them(shelter, ana):
    cartilla = {"id": "5", "document": "Cartilla", "uri": "https://example.org/"}
    Service.objects.update(parts={"required_documents": [cartilla, {"id": "6", "document": "Foto"}]})
    change_texts(service=shelter, texts={}, documents=["Acta", "Cartilla", ""], by=ana, now=LATER)
    shelter.refresh_from_db()
    acta, kept = shelter.parts["required_documents"]
    assert (acta["document"], kept) == ("Acta", cartilla)


def test_the_search_finds_what_was_just_written(shelter, ana):
    factories.site(shelter)
    index.rebuild()
    change_texts(service=shelter, texts={("ht", "name"): "Kay Solèy"}, by=ana, now=LATER)
    assert [one.service for one in find(Query(text="soley"), now=LATER).items] == [shelter]


@pytest.mark.parametrize(
    ("language", "field"), [("es", "description"), ("ht", "description"), ("es", "alert"), ("fr", "name")]
)
def test_a_text_that_tells_a_hidden_address_is_refused(shelter, ana, language, field):
    factories.site(shelter, factories.location(Visibility.HIDDEN))
    with pytest.raises(TellsWhereAHiddenPlaceIs) as refused:
        change_texts(service=shelter, texts={(language, field): f"Está en {SECRET_STREET}"}, by=ana, now=LATER)
    assert SECRET_STREET not in str(refused.value)
    assert fields(shelter) == set()


def test_documents_and_phones_tell_no_hidden_address_either(shelter, ana):
    factories.site(shelter, factories.location(Visibility.HIDDEN))
    with pytest.raises(TellsWhereAHiddenPlaceIs):
        change_texts(service=shelter, texts={}, documents=[f"Llave de {SECRET_STREET}"], by=ana, now=LATER)
    phones = [Phone("", "+52 962 555 0101", f"timbre de {SECRET_STREET}")]
    with pytest.raises(TellsWhereAHiddenPlaceIs):
        change_contact(service=shelter, phones=phones, email="", url="", by=ana, now=LATER)


def test_contact_is_cleaned_and_a_phone_keeps_what_else_is_known(shelter, ana):
    Service.objects.update(parts={"phones": [{"id": "1", "number": "1234", "type": "voice", "description": "día"}]})
    phones = [Phone("1", " +52 962 555 0101 ", ""), Phone("", "+52 962 555 0102", "noche"), Phone("", "", "nada")]
    change_contact(service=shelter, phones=phones, email="a@example.org", url="example.org", by=ana, now=LATER)
    shelter.refresh_from_db()
    first, second = shelter.parts["phones"]
    assert first == {"id": "1", "number": "+52 962 555 0101", "type": "voice"}
    assert (second["number"], second["description"]) == ("+52 962 555 0102", "noche")
    assert (shelter.email, shelter.url) == ("a@example.org", "https://example.org")
    assert fields(shelter) == {"phones", "email", "url"}


@pytest.mark.parametrize(
    ("phone", "email", "url", "field"),
    [
        ("no tenemos", "", "", "phone-0"),
        ("+52 1234", "nobody", "", "email"),
        ("", "", "javascript://x", "url"),
    ],
)
def test_an_entry_that_reaches_nobody_is_refused_by_name(shelter, ana, phone, email, url, field):
    with pytest.raises(UnusableContact) as refused:
        change_contact(service=shelter, phones=[Phone("", phone, "")], email=email, url=url, by=ana, now=LATER)
    assert refused.value.field == field


def test_there_is_an_end_to_phones(shelter, ana):
    phones = [Phone("", f"+52 962 555 01{number:02}", "") for number in range(MOST_PHONES + 5)]
    change_contact(service=shelter, phones=phones, email="", url="", by=ana, now=LATER)
    shelter.refresh_from_db()
    assert len(shelter.parts["phones"]) == MOST_PHONES


def test_closing_and_opening_again_undo_each_other(shelter, ana):
    close_for_now(service=shelter, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.status == ServiceStatus.TEMPORARILY_CLOSED
    assert own_service(ana, shelter.pk) == shelter
    reopen(service=shelter, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert shelter.status == ServiceStatus.ACTIVE
    assert list(AuditEvent.objects.order_by("number").values_list("action", flat=True)) == [
        "OFFER_CLOSED",
        "OFFER_REOPENED",
    ]


def test_verify_says_who_and_when(shelter, ana):
    verify(service=shelter, by=ana, now=LATER)
    shelter.refresh_from_db()
    assert (shelter.verified_at, shelter.verified_by) == (LATER, "Casa Puente")


def test_nobody_writes_for_another_organisation(shelter, stranger):
    for refused in (
        lambda: change_texts(service=shelter, texts={("es", "name"): "X"}, by=stranger, now=LATER),
        lambda: change_contact(service=shelter, phones=[], email="", url="", by=stranger, now=LATER),
        lambda: close_for_now(service=shelter, by=stranger, now=LATER),
        lambda: verify(service=shelter, by=stranger, now=LATER),
    ):
        with pytest.raises(NotOurs):
            refused()
    assert list(own_services(stranger)) == []
    with pytest.raises(Service.DoesNotExist):
        own_service(stranger, shelter.pk)
