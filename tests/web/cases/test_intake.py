"""The page of a registration: kept as it is typed, nothing lost between two windows, nothing finished by mistake."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from acogida.cases import identity, sealed_identity
from acogida.cases.enums import AgeBand, HowGiven, Purpose, Relation, Status, Urgency
from acogida.cases.facts import Facts, MemberFacts
from acogida.cases.keyring import KeyRing
from acogida.cases.models import Consent, Household
from acogida.cases.services import consents, intake
from acogida.core import clock
from acogida.directory import gazetteer
from tests.web.accounts.signed_in import Office

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


class Desk:
    """A caseworker at a draft."""

    def __init__(self, office=None) -> None:
        self.office = office or Office.open()
        self.colleague = self.office.colleague()
        self.client = self.colleague.client()
        self.draft = Household.objects.get(pk=self.start().split("/")[-2])

    def start(self) -> str:
        with override("en"):
            answer = self.client.post(reverse("cases:intake-start"))
        assert answer.status_code == 302
        return answer["Location"]

    def url(self, name: str = "intake") -> str:
        with override("en"):
            return reverse(f"cases:{name}", kwargs={"pk": self.draft.pk})

    def form(self, **changes: object) -> dict[str, object]:
        answer = self.client.get(self.url())
        assert answer.status_code == 200
        return fields(answer.content.decode()) | changes

    def send(self, form: dict[str, object], do: str = "save"):
        return self.client.post(self.url(), form | {"do": do})

    def keep(self, **changes: object) -> dict:
        answer = self.client.post(self.url("intake-keep"), changes)
        assert answer.status_code == 200, answer.content
        return answer.json()

    @property
    def speaker(self) -> str:
        return str(self.draft.members.get(relation=Relation.SPEAKER).pk)

    @property
    def names(self) -> dict[str, str]:
        by = self.colleague.acting()
        return sealed_identity.of(self.draft, KeyRing(by, [self.draft.pk])).values()


def fields(page: str) -> dict[str, object]:
    """What a browser would send of the form, untouched."""
    html = page[page.index('<form method="post" id="intake"') :]
    html = html[: html.index("</form>")]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and (not re.search(r'type="(checkbox|radio)"', tag) or " checked" in tag):
            text = unescape(value[1]) if value else ""
            found[name[1]] = [*found[name[1]], text] if name[1] in found else [text]
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(inner)
    found.pop("csrfmiddlewaretoken", None)
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()}


AGREED = {"how": HowGiven.SIGNED, "text_language": "es", "witness": ""}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_draft_stands_before_anything_is_typed(desk):
    assert desk.draft.status == Status.DRAFT
    assert desk.client.get(desk.url()).status_code == 200


def test_without_javascript_the_whole_form_is_kept(desk):
    speaker = desk.speaker
    form = desk.form(
        **{
            f"age_band.{speaker}": "18_59",
            f"people.{speaker}.given": "Marisol",
            f"people.{speaker}.birth_date": "1990",
            "language.0": "ht",
            "language.1": "es",
            "town": "Tapachula",
            "need.0": "SHELTER",
            "urgency.0": "TODAY",
            "wish.0": "Canada",
            "stance.0": "PREFERS",
            f"skill.{speaker}": "7",
            "contact": "After six.\r\nNot by phone.",
        }
    )
    answer = desk.send(form)
    assert answer.status_code == 302, answer.content.decode()
    draft = Household.objects.get(pk=desk.draft.pk)
    assert draft.languages == ["ht", "es"]
    assert draft.locality == gazetteer.find("Tapachula")[0].geonameid
    assert [(one.kind, one.urgency) for one in draft.needs.all()] == [("SHELTER", Urgency.TODAY)]
    assert [(one.country, one.stance) for one in draft.preferences.all()] == [("CA", "PREFERS")]
    assert [(one.group, str(one.member_id)) for one in draft.skills.all()] == [("7", speaker)]
    assert desk.names == {
        f"people.{speaker}.given": "Marisol",
        f"people.{speaker}.birth_date": "1990",
        "contact": "After six.\nNot by phone.",
    }
    assert desk.form()[f"people.{speaker}.given"] == "Marisol"


def test_sending_an_untouched_form_changes_nothing(desk):
    desk.send(desk.form(**{"contact": "After six.", "need.0": "FOOD", "language.0": "es"}))
    before = Household.objects.get(pk=desk.draft.pk)
    events = before.timeline.count()
    assert desk.send(desk.form()).status_code == 302
    assert before.timeline.count() == events


def test_without_javascript_a_button_adds_a_person(desk):
    answer = desk.send(desk.form(), "add.people")
    page = desk.client.get(answer["Location"].split("#")[0]).content.decode()
    two = fields(page)
    assert len(two["member"]) == 2
    new = two["member"][1]
    desk.send(two | {f"relation.{new}": "CHILD", f"people.{new}.given": "Wilner"})
    assert desk.draft.members.count() == 2
    assert desk.names[f"people.{new}.given"] == "Wilner"
    desk.send(desk.form(), f"remove.{new}")
    assert desk.draft.members.count() == 1
    assert f"people.{new}.given" not in desk.names


def test_one_field_is_kept_as_it_is_typed(desk):
    path = f"people.{desk.speaker}.given"
    answer = desk.keep(**{path: " Marisol ", f"was.{path}": ""})
    assert answer == {"errors": {}, "contested": {}, "was": {path: "Marisol"}}
    assert desk.names == {path: "Marisol"}


def test_a_request_that_is_repeated_changes_nothing_twice(desk):
    form = desk.form()
    sent = {"need.0": "FOOD", "urgency.0": "TODAY", "was.needs": form["was.needs"]}
    first = desk.keep(**sent)
    assert desk.keep(**sent) == first
    assert desk.draft.needs.count() == 1


def test_names_of_somebody_who_is_no_member_yet_wait(desk):
    new = "0b8f7bd2-8f0a-4a43-b2b5-0c2f0b9d6a11"
    path = f"people.{new}.given"
    answer = desk.keep(**{path: "Wilner", f"was.{path}": ""})
    assert list(answer["errors"]) == [f"relation.{new}"]
    assert answer["was"] == {path: ""}
    assert desk.names == {}
    members = {"member": [desk.speaker, new], f"relation.{desk.speaker}": "SPEAKER", f"relation.{new}": "CHILD"}
    answer = desk.keep(**members, **{path: "Wilner", f"was.{path}": "", "was.members": desk.form()["was.members"]})
    assert answer["errors"] == {}
    assert desk.names == {path: "Wilner"}


def test_two_windows_on_different_parts_lose_nothing(desk):
    one = desk.form()
    two = dict(one)
    assert desk.send(one | {"need.0": "FOOD", "contact": "Mornings."}).status_code == 302
    assert desk.send(two | {"language.0": "es", f"people.{desk.speaker}.given": "Marisol"}).status_code == 302
    draft = Household.objects.get(pk=desk.draft.pk)
    assert [one.kind for one in draft.needs.all()] == ["FOOD"]
    assert draft.languages == ["es"]
    assert set(desk.names.values()) == {"Mornings.", "Marisol"}


def test_two_windows_on_one_part_ask_the_second(desk):
    one = desk.form()
    two = one | {"need.0": "LEGAL", "contact": "Evenings."}
    desk.send(one | {"need.0": "FOOD", "contact": "Mornings."})
    answer = desk.send(two)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile a colleague entered: Food" in page
    assert "Meanwhile a colleague entered: Mornings." in page
    assert fields(page)["contact"] == "Evenings."
    assert [one.kind for one in desk.draft.needs.all()] == ["FOOD"]
    assert desk.names == {"contact": "Mornings."}
    assert desk.send(fields(page)).status_code == 302
    assert [one.kind for one in desk.draft.needs.all()] == ["LEGAL"]
    assert desk.names == {"contact": "Evenings."}


def test_a_second_window_is_told_as_it_types(desk):
    form = desk.form()
    desk.keep(**{"need.0": "FOOD", "urgency.0": "TODAY", "was.needs": form["was.needs"]})
    answer = desk.keep(**{"need.0": "LEGAL", "urgency.0": "TODAY", "was.needs": form["was.needs"]})
    assert answer["contested"] == {"needs": ["Food: today"]}
    again = desk.keep(**{"need.0": "LEGAL", "urgency.0": "TODAY", "was.needs": answer["was"]["needs"]})
    assert again["contested"] == {}
    assert [one.kind for one in desk.draft.needs.all()] == ["LEGAL"]


def test_what_is_wrong_is_named_and_the_rest_is_kept(desk):
    path = f"people.{desk.speaker}.birth_date"
    answer = desk.send(desk.form(**{path: "31/5/90", "town": "Nowherecity", "language.0": "es"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#id_{path}">' in page
    assert '<a href="#id_town">' in page
    assert fields(page)[path] == "31/5/90"
    assert fields(page)["town"] == "Nowherecity"
    assert Household.objects.get(pk=desk.draft.pk).languages == ["es"]
    assert set(desk.keep(**{path: "31/5/90", f"was.{path}": ""})["errors"]) == {path}


def test_finishing_needs_that_they_agree(desk):
    answer = desk.send(desk.form(text_language="es"), "finish")
    assert answer.status_code == 422
    assert "Say how they agreed" in answer.content.decode()
    answer = desk.send(desk.form(**AGREED | {"how": HowGiven.SPOKEN}), "finish")
    assert "Name the witness." in answer.content.decode()
    assert Household.objects.get(pk=desk.draft.pk).status == Status.DRAFT
    answer = desk.send(desk.form(**AGREED), "finish")
    assert (answer.status_code, answer["Location"]) == (302, desk.url("household"))
    assert Household.objects.get(pk=desk.draft.pk).status == Status.OPEN
    consent = Consent.objects.get(household=desk.draft)
    assert (consent.purpose, consent.text_language) == (Purpose.SERVICE_HERE, "es")
    assert desk.client.get(desk.url())["Location"] == desk.url("household")


def registered(desk: Desk, given: str = "Marisol", family: str = "Pierre") -> Household:
    by, now = desk.colleague.acting(), clock.now()
    somebody = MemberFacts(AgeBand.FROM_18_TO_59, Relation.SPEAKER)
    paths = {
        identity.person_path(somebody.id, "given"): given,
        identity.person_path(somebody.id, "family"): family,
    }
    household = intake.start_draft(by=by, facts=Facts(members=(somebody,)), changes=paths, now=now)
    consents.record(
        household=household,
        by=by,
        purpose=Purpose.SERVICE_HERE,
        kinds=["SITUATION"],
        how=HowGiven.SIGNED,
        language="es",
        now=now,
    )
    return intake.finish(household=household, by=by, now=now)


def finished_alike(desk: Desk) -> str:
    speaker = desk.speaker
    form = desk.form(
        **AGREED,
        **{
            f"age_band.{speaker}": "18_59",
            f"people.{speaker}.given": "Marizol",
            f"people.{speaker}.family": "Pyè",
        },
    )
    answer = desk.send(form, "finish")
    assert (answer.status_code, answer["Location"]) == (302, desk.url("intake-alike"))
    assert Household.objects.get(pk=desk.draft.pk).status == Status.DRAFT
    return desk.client.get(desk.url("intake-alike")).content.decode()


def test_files_that_look_alike_are_shown_before_finishing(desk):
    other = registered(desk, "Marisol", "Pierre")
    page = finished_alike(desk)
    assert "Marisol Pierre" in page
    assert other.short_code in page
    answer = desk.client.post(desk.url("intake-alike"))
    assert answer["Location"] == desk.url("household")
    assert Household.objects.get(pk=desk.draft.pk).status == Status.OPEN


def test_it_is_them_leads_to_one_file(desk):
    other = registered(desk)
    finished_alike(desk)
    answer = desk.client.post(desk.url("intake-alike"), {"same": str(other.pk)})
    assert str(other.pk) in answer["Location"]
    draft = Household.objects.get(pk=desk.draft.pk)
    assert (draft.status, draft.merged_into) == (Status.MERGED, other)


def test_nothing_is_merged_that_was_not_shown(desk):
    other = registered(desk, "Nohemi", "Quispe")
    answer = desk.client.post(desk.url("intake-alike"), {"same": str(other.pk)})
    assert answer["Location"] == desk.url("intake-alike")
    assert Household.objects.get(pk=desk.draft.pk).status == Status.DRAFT


def test_discarding_asks_first_and_leaves_nothing(desk):
    assert "for ever" in desk.client.get(desk.url("intake-discard")).content.decode()
    assert Household.objects.filter(pk=desk.draft.pk).exists()
    assert desk.client.post(desk.url("intake-discard")).status_code == 302
    assert not Household.objects.filter(pk=desk.draft.pk).exists()


@pytest.mark.parametrize("name", ["intake", "intake-keep", "intake-alike", "intake-discard"])
def test_another_organisation_finds_nothing(desk, name):
    stranger = Office.open("Casa Luz").colleague().client()
    for method in ("get", "post"):
        expected = getattr(stranger, method)("/en/work/nowhere")
        answer = getattr(stranger, method)(desk.url(name))
        if answer.status_code != 405:
            assert (answer.status_code, answer.content) == (404, expected.content)


def test_without_the_key_nobody_is_registered():
    client = Office.open().colleague(with_key=False).client()
    with override("en"):
        answer = client.post(reverse("cases:intake-start"))
    assert answer["Location"].endswith("/work/")
    assert not Household.objects.exists()


def test_what_is_sealed_stands_in_no_title_nor_address(desk):
    path = f"people.{desk.speaker}.given"
    answer = desk.send(desk.form(**{path: "Yusleidy"}))
    assert "Yusleidy" not in answer["Location"]
    page = desk.client.get(desk.url()).content.decode()
    assert "Yusleidy" not in re.search(r"<title>(.*?)</title>", page)[1]
    assert "Yusleidy" not in " ".join(re.findall(r'(?:href|action|src|hx-get|data-keep)="([^"]*)"', page))


def test_the_browser_is_asked_to_remember_nothing(desk):
    page = desk.client.get(desk.url()).content.decode()
    html = page[page.index('<form method="post" id="intake"') :]
    assert 'autocomplete="off"' in html[: html.index(">")]
    for tag in re.findall(r'<(?:input|textarea)[^>]* name="(?:was\.)?(?:people|phones|contact|witness)[^>]*>', html):
        assert 'autocomplete="off"' in tag, tag


def test_no_script_of_the_page_writes_into_the_browsers_stores():
    from pathlib import Path

    from acogida.web import context

    script = (Path(context.__file__).parent / "static/acogida/intake.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches|cookie|serviceWorker|pushState", script)


def test_towns_and_countries_are_suggested(desk):
    with override("en"):
        page = desk.client.get(reverse("cases:intake-towns"), {"wish.0": "Tapach"}).content.decode()
    assert 'value="Tapachula, Chiapas, Mexico"' in page
