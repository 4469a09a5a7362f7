import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.directory.models import Location, Organization, Service
from acogida.web.directory.phones import href, phones


def with_phones(model, *numbers):
    return model(parts={"phones": [{"id": "1", "number": number} for number in numbers]})


@pytest.mark.parametrize(
    ("number", "extension", "expected"),
    [
        ("+52 (962) 555-0101", "", "tel:+529625550101"),
        ("962 555 0101", "12", "tel:9625550101,12"),
        ("911", "", "tel:911"),
        ("1-800-HELP", "", ""),
        ("12", "", ""),
        ("ask at the door", "", ""),
    ],
)
def test_a_number_becomes_what_a_telephone_dials(number, extension, expected):
    assert href(number, extension) == expected


def test_the_phone_nearest_to_the_place_comes_first():
    place, service = with_phones(Location, "111 1111"), with_phones(Service, "222 2222")
    assert [phone.number for phone in phones(None, place, service)] == ["111 1111"]
    assert [phone.number for phone in phones(None, Location(), service)] == ["222 2222"]


def test_nobody_with_a_phone_gives_none():
    assert phones(None, Organization()) == []


def test_an_extension_is_shown_and_an_empty_number_is_not():
    record = Organization(
        parts={"phones": [{"number": ""}, {"number": "555 0101", "extension": 7, "description": "day and night"}]}
    )
    (phone,) = phones(record)
    assert (phone.number, phone.href, phone.note) == ("555 0101 (7)", "tel:5550101,7", "day and night")


@given(st.text(), st.text())
def test_a_link_never_holds_anything_but_digits(number, extension):
    assert set(href(number, extension)) <= set("tel:+,0123456789")
