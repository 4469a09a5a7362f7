"""Pages on which a coordinator changes a service."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from acogida.directory.enums import ServiceStatus, Visibility
from acogida.directory.models import Capacity, Edit, Service
from tests.directory import factories
from tests.directory.factories import SECRET_STREET
from tests.web.offers.test_capacity import address

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def filled(page: str) -> dict[str, str]:
    """What a browser would send back when nothing is touched."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in attributes and attributes["name"] != "csrfmiddlewaretoken":
            found[attributes["name"]] = attributes.get("value", "on" if attributes.get("type") == "checkbox" else "")
    areas = re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return found | dict(areas)


def changes(client, name, *args, **said):
    page = client.get(address(name, *args)).content.decode()
    return client.post(address(name, *args), filled(page) | said)


def fields(service: Service) -> set[str]:
    return set(Edit.objects.filter(service=service).values_list("field", flat=True))


def test_the_page_of_a_service_leads_to_all_that_can_be_changed(coordinator, ours):
    site = ours.sites.get()
    page = coordinator.get(address("service", ours.pk)).content.decode()
    for name, *args in (
        ("texts", ours.pk),
        ("hours-at", ours.pk, site.pk),
        ("special-days", ours.pk),
        ("contact", ours.pk),
        ("count", ours.pk),
        ("maximum", ours.capacities.get().pk),
    ):
        assert f'href="{address(name, *args)}"' in page
        assert coordinator.get(address(name, *args)).status_code == 200


@pytest.mark.parametrize("name", ["texts", "contact", "special-days"])
def test_a_form_that_is_sent_untouched_claims_nothing(coordinator, ours, name):
    before = Service.objects.values().get()
    response = changes(coordinator, name, ours.pk)
    assert response.status_code == 302
    assert fields(ours) == set()
    assert Service.objects.values().get() == before


def test_the_week_untouched_claims_nothing_either(coordinator, ours):
    assert changes(coordinator, "hours-at", ours.pk, ours.sites.get().pk).status_code == 302
    assert fields(ours) == set()


def test_original_and_translation_stand_side_by_side(coordinator, ours):
    url = address("texts", ours.pk) + "?with=ht"
    page = coordinator.get(url).content.decode()
    assert "Kay pou fanmi" in page
    response = coordinator.post(url, filled(page) | {"original-alert": "Sin agua hoy", "other-alert": "Pa gen dlo"})
    assert response.headers["Location"] == address("service", ours.pk)
    ours.refresh_from_db()
    assert (ours.alert, ours.translations["ht"]["alert"]) == ("Sin agua hoy", "Pa gen dlo")
    assert ours.translations["ht"]["name"] == "Kay pou fanmi"


def test_only_what_this_person_changed_is_written(coordinator, ours):
    page = coordinator.get(address("texts", ours.pk)).content.decode()
    Service.objects.update(description="De una colega")
    coordinator.post(address("texts", ours.pk), filled(page) | {"original-alert": "Aviso"})
    ours.refresh_from_db()
    assert (ours.alert, ours.description) == ("Aviso", "De una colega")


@pytest.mark.parametrize(
    ("field", "text"), [("original-description", f"Está en {SECRET_STREET}"), ("other-name", SECRET_STREET)]
)
def test_a_hidden_address_is_refused_at_its_field_and_what_was_typed_stays(coordinator, ours, field, text):
    factories.site(ours, factories.location(Visibility.HIDDEN))
    response = changes(coordinator, "texts", ours.pk, **{field: text, "original-alert": "Otro texto"})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Otro texto" in page
    assert fields(ours) == set()


def test_a_service_without_a_name_is_refused_at_the_name(coordinator, ours):
    response = changes(coordinator, "texts", ours.pk, **{"original-name": "", "original-alert": "Aviso"})
    page = response.content.decode()
    assert (response.status_code, 'id="id_original-name_error"' in page, "Aviso" in page) == (422, True, True)


def test_documents_are_a_line_each(coordinator, ours):
    changes(coordinator, "texts", ours.pk, documents="Acta\nCartilla de vacunas\n")
    ours.refresh_from_db()
    assert [one["document"] for one in ours.parts["required_documents"]] == ["Acta", "Cartilla de vacunas"]


def test_the_language_can_be_said_where_nobody_had(coordinator, ours):
    Service.objects.update(language="", translations={})
    page = coordinator.get(address("texts", ours.pk) + "?with=fr").content.decode()
    assert 'name="language"' in page
    said = filled(page) | {"language": "es", "original-alert": "Aviso", "other-alert": "Avis"}
    coordinator.post(address("texts", ours.pk) + "?with=fr", said)
    ours.refresh_from_db()
    assert (ours.language, ours.alert, ours.translations) == ("es", "Aviso", {"fr": {"alert": "Avis"}})


def test_phones_are_changed_added_and_taken_out(coordinator, ours):
    changes(coordinator, "contact", ours.pk, **{"phone-0": "+52 962 555 0109", "phone-1": "+52 962 555 0110"})
    ours.refresh_from_db()
    assert [phone["number"] for phone in ours.parts["phones"]] == ["+52 962 555 0109", "+52 962 555 0110"]
    changes(coordinator, "contact", ours.pk, **{"phone-0": ""})
    ours.refresh_from_db()
    assert [phone["number"] for phone in ours.parts["phones"]] == ["+52 962 555 0110"]


@pytest.mark.parametrize(("field", "text"), [("phone-1", "nada"), ("email", "nobody"), ("url", "ftp://x")])
def test_contact_that_reaches_nobody_is_refused_at_its_field(coordinator, ours, field, text):
    response = changes(coordinator, "contact", ours.pk, **{field: text})
    page = response.content.decode()
    assert (response.status_code, f'id="id_{field}_error"' in page, text in page) == (422, True, True)


def test_hours_of_a_day_are_written_and_shown_again(coordinator, ours):
    site = ours.sites.get()
    said = {"MO-0-opens": "09:00", "MO-0-closes": "13:00", "MO-1-opens": "15:00", "MO-1-closes": "18:00"}
    response = coordinator.post(address("hours-at", ours.pk, site.pk), said)
    assert response.status_code == 302
    site.refresh_from_db()
    assert [one["byday"] for one in site.parts["schedules"]] == ["MO", "MO"]
    page = coordinator.get(address("hours-at", ours.pk, site.pk)).content.decode()
    assert {key: value for key, value in filled(page).items() if value} == said


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        ("09:00", "", "TU-0-closes"),
        ("", "09:00", "TU-0-opens"),
        ("x", "09:00", "TU-0-opens"),
        ("9:00", "9:00", "TU-0-closes"),
    ],
)
def test_times_that_say_nothing_are_refused_at_their_day(coordinator, ours, opens, closes, field):
    response = coordinator.post(
        address("hours-at", ours.pk, ours.sites.get().pk), {"TU-0-opens": opens, "TU-0-closes": closes}
    )
    page = response.content.decode()
    assert (response.status_code, f'id="id_{field}_error"' in page, "Tuesday: " in page) == (422, True, True)


def test_what_no_plain_week_can_say_is_shown_and_stays(coordinator, ours):
    monthly = {"id": "1", "freq": "MONTHLY", "byday": "1MO", "opens_at": "09:00", "closes_at": "10:00"}
    Service.objects.update(parts={"schedules": [monthly]})
    site = ours.sites.get()
    assert "MONTHLY 1MO" in coordinator.get(address("hours-at", ours.pk, site.pk)).content.decode()
    coordinator.post(address("hours-at", ours.pk, site.pk), {"MO-0-opens": "09:00", "MO-0-closes": "13:00"})
    site.refresh_from_db()
    assert monthly in site.parts["schedules"]


def test_special_days_are_added_and_taken_out(coordinator, ours):
    said = {"day-1-first": "2026-12-31", "day-1-opens": "09:00", "day-1-closes": "12:00"}
    changes(coordinator, "special-days", ours.pk, **said)
    ours.refresh_from_db()
    assert [(day["from"], day["closed"]) for day in ours.date_exceptions] == [
        ("2026-12-25", True),
        ("2026-12-31", False),
    ]
    changes(coordinator, "special-days", ours.pk, **{"day-0-DELETE": "on"})
    ours.refresh_from_db()
    assert [day["from"] for day in ours.date_exceptions] == ["2026-12-31"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"day-1-note": "Feria"}, "day-1-first"),
        ({"day-1-first": "2026-12-31"}, "day-1-closed"),
        ({"day-1-first": "2026-12-31", "day-1-last": "2026-12-01", "day-1-closed": "on"}, "day-1-last"),
        ({"day-1-first": "x", "day-1-closed": "on"}, "day-1-first"),
        ({"day-1-first": "2026-12-31", "day-1-closed": "on", "day-1-note": SECRET_STREET}, "day-1-note"),
    ],
)
def test_a_special_day_that_says_nothing_is_refused_at_its_field(coordinator, ours, said, field):
    factories.site(ours, factories.location(Visibility.HIDDEN))
    response = changes(coordinator, "special-days", ours.pk, **said)
    assert (response.status_code, f'id="id_{field}_error"' in response.content.decode()) == (422, True)


def test_closing_says_how_to_undo_it_and_that_undoes_it(coordinator, ours):
    page = coordinator.post(address("standing", ours.pk), {"deed": "close"}, follow=True).content.decode()
    ours.refresh_from_db()
    assert ours.status == ServiceStatus.TEMPORARILY_CLOSED
    assert 'value="reopen"' in page
    coordinator.post(address("standing", ours.pk), {"deed": "reopen"})
    ours.refresh_from_db()
    assert ours.status == ServiceStatus.ACTIVE


def test_all_was_checked_today(coordinator, ours):
    page = coordinator.post(address("standing", ours.pk), {"deed": "verify"}, follow=True).content.decode()
    assert "Checked by Casa Puente" in page
    assert "Last changed here by Ana Pérez, just now." in page


def test_counting_starts_with_what_is_known(coordinator, ours):
    said = {"audience": "WOMEN", "unit": "bed", "free": "2", "maximum": ""}
    coordinator.post(address("count", ours.pk), said)
    made = Capacity.objects.get(audience="WOMEN")
    assert (made.site, made.available, made.maximum) == (ours.sites.get(), 2, None)
    again = coordinator.post(address("count", ours.pk), said)
    assert (again.status_code, 'id="id_unit_error"' in again.content.decode()) == (422, True)


def test_how_many_there_are_can_not_be_fewer_than_are_free(coordinator, beds):
    refused = coordinator.post(address("maximum", beds.pk), {"maximum": "2"})
    assert (refused.status_code, 'id="id_maximum_error"' in refused.content.decode()) == (422, True)
    coordinator.post(address("maximum", beds.pk), {"maximum": "30"})
    beds.refresh_from_db()
    assert beds.maximum == 30


def test_pages_are_kept_by_no_browser(coordinator, ours):
    with override("es"):
        assert coordinator.get(reverse("offers:list")).headers["Cache-Control"] == "no-store"
