"""One bit of what is stored was changed, or a row is gone: the rest is shown, and what is missing is named."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from acogida.cases.keystore.models import DataKey
from acogida.cases.models import SealedRecord
from acogida.cases.services import merging
from acogida.core import clock
from tests.web.cases.household.conftest import address, register

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def flip(row) -> None:
    sealed = bytes(row.sealed)
    row.sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    row.save(update_fields=["sealed"])


def damage_record(household) -> None:
    flip(SealedRecord.objects.get(household=household))


def damage_key(household) -> None:
    flip(DataKey.objects.get(pk=household.key_id))


def lose_record(household) -> None:
    SealedRecord.objects.filter(household=household).delete()


def lose_key(household) -> None:
    DataKey.objects.filter(pk=household.key_id).delete()


damages = pytest.mark.parametrize("damage", [damage_record, damage_key, lose_record, lose_key])


@damages
def test_a_merged_file_that_was_damaged_hides_nothing_else(family, damage):
    other = register(family.colleague, members=3)
    merging.merge(kept=family.household, merged=other, by=family.by, now=clock.now())
    assert "opened: what is stored was damaged" not in family.read()
    damage(other)
    page = family.read()
    assert f"Names and contacts of {other.short_code} can't be opened" in page
    for said in ("Marisol Pierre", "+52 962 555 0177", "People (5)"):
        assert said in page
    copy = family.client.post(f"{family.url('own-copy')}?language=en").content.decode()
    assert f"Names, dates and contacts of {other.short_code} are missing here" in copy
    assert "Marisol Pierre" in copy


@damages
def test_a_file_that_was_damaged_itself_shows_what_is_not_sealed(family, damage):
    damage(family.household)
    page = family.read()
    assert f"Names and contacts of {family.household.short_code} can't be opened" in page
    assert "Tapachula, Chiapas" in page
    assert address("identity", family.household.pk) not in page


def test_a_damaged_file_is_found_by_its_names_and_compared_without_them(family):
    other = register(family.colleague)
    damage_record(other)
    with override("en"):
        search = family.client.post(reverse("cases:search"), {"asked": "Marisol Pierre"})
    assert "Its names can&#x27;t be opened" in search.content.decode()
    compared = family.client.get(family.url("merge"), {"code": other.short_code}).content.decode()
    assert f"Names and contacts of {other.short_code} can't be opened" in compared
