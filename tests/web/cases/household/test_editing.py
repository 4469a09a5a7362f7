"""Two people, or two windows, on one file: nothing is overwritten silently, and what was typed is kept."""

import re
from html import unescape

import pytest

from acogida.cases.models import Preference

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def form_of(page: str) -> dict[str, object]:
    """What a browser would send of the last form of a page, untouched."""
    html = page[page.rindex('<form method="post" class="stack" novalidate>') :]
    html = html[: html.index("</form>")]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(inner)
    found.pop("csrfmiddlewaretoken", None)
    return found


def path_of(form, name: str, value: str) -> str:
    return next(path for path in form if path.startswith("people.") and path.endswith(name) and form[path] == value)


def test_two_windows_that_change_different_fields_lose_nothing(family):
    one = form_of(family.read("identity"))
    two = dict(one)
    one[path_of(one, "given", "Marisol")] = "Marisela"
    two["contact"] = "In the morning."
    assert family.client.post(family.url("identity"), one).status_code == 302
    assert family.client.post(family.url("identity"), two).status_code == 302
    page = family.read()
    assert "Marisela Pierre" in page
    assert "In the morning." in page


def test_two_windows_that_change_one_field_ask_the_second(family):
    one = form_of(family.read("identity"))
    two = dict(one)
    path = path_of(one, "given", "Marisol")
    one[path], two[path] = "Marisela", "Maricruz"
    two["contact"] = "In the morning."
    family.client.post(family.url("identity"), one)
    answer = family.client.post(family.url("identity"), two)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile a colleague wrote: “Marisela”" in page
    assert 'value="Maricruz"' in page
    assert "Marisela Pierre" in family.read()
    assert family.client.post(family.url("identity"), form_of(page)).status_code == 302
    assert "Maricruz Pierre" in family.read()
    assert "In the morning." in family.read()


def test_a_birth_date_that_is_none_is_refused_and_kept_in_the_form(family):
    form = form_of(family.read("identity"))
    path = next(name for name in form if name.startswith("people.") and name.endswith("birth_date"))
    form[path] = "last spring"
    answer = family.client.post(family.url("identity"), form)
    assert answer.status_code == 422
    assert "last spring" in answer.content.decode()


def test_a_person_is_added_and_one_leaves(family):
    form = form_of(family.read("facts", section="people"))
    form |= {"relation-2": "PARENT", "age_band-2": "60_", "gone-1": "on"}
    assert family.client.post(family.url("facts", section="people"), form).status_code == 302
    assert list(family.household.members.values_list("relation", flat=True)) == ["SPEAKER", "PARENT"]
    assert "Wilner" not in family.read()


def test_the_last_person_can_not_leave(family):
    form = form_of(family.read("facts", section="people")) | {"gone-0": "on", "gone-1": "on"}
    assert family.client.post(family.url("facts", section="people"), form).status_code == 422


def test_wishes_and_relatives_are_countries_or_towns(family):
    form = form_of(family.read("facts", section="wishes"))
    form |= {"place-0": "México", "kind-0": "PREFERS", "place-1": "Tijuana", "kind-1": "KIN"}
    assert family.client.post(family.url("facts", section="wishes"), form).status_code == 302
    assert Preference.objects.get().country == "MX"
    assert "Tijuana" in family.read()


def test_an_unknown_town_is_said_and_kept(family):
    form = form_of(family.read("facts", section="place")) | {"town-0": "Xyzzyqq"}
    answer = family.client.post(family.url("facts", section="place"), form)
    assert answer.status_code == 422
    assert 'value="Xyzzyqq"' in answer.content.decode()


def test_facts_that_a_colleague_changed_meanwhile_are_shown_beside_what_was_typed(family):
    one = form_of(family.read("facts", section="place"))
    two = dict(one)
    one["language-1"], two["language-1"] = "fr", "pt"
    family.client.post(family.url("facts", section="place"), one)
    answer = family.client.post(family.url("facts", section="place"), two)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Français" in page
    family.household.refresh_from_db()
    assert family.household.languages[0] == "fr"
    assert family.client.post(family.url("facts", section="place"), form_of(page)).status_code == 302
    family.household.refresh_from_db()
    assert family.household.languages[0] == "pt"


def test_work_is_kept_with_whose_it_is(family):
    member = family.household.members.all()[0]
    form = form_of(family.read("facts", section="work")) | {"group-0": "7", "member-0": str(member.pk)}
    family.client.post(family.url("facts", section="work"), form)
    assert "Craft and related trades workers" in family.read()
