from urllib.parse import parse_qs, urlsplit

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from acogida.web.directory.parameters import ORDER, PRIVATE, Parameters

ASKED = {"need": "SHELTER", "at": "14.91,-92.26", "text": "mi hijo", "open": True, "speaks": ["es", "ht"], "page": 3}


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_a_link_carries_only_what_says_something():
    parameters = Parameters.of(ASKED | {"place": "", "town": None, "room": False, "audience": ""})
    assert query(parameters.url()) == {
        "need": ["SHELTER"],
        "at": ["14.91,-92.26"],
        "text": ["mi hijo"],
        "speaks": ["es", "ht"],
        "open": ["1"],
        "page": ["3"],
    }


def test_a_change_leads_back_to_the_first_page():
    assert "page" not in query(Parameters.of(ASKED).set(radius=100).url())


def test_a_switch_goes_on_and_off():
    once = Parameters.of({"need": "FOOD"}).toggled("room")
    assert query(once.url())["room"] == ["1"]
    assert "room" not in query(once.toggled("room").url())


def test_a_shared_link_names_the_town_and_nothing_nearer():
    shared = query(Parameters.of(ASKED | {"place": "Calle 5, Tapachula"}).shareable(3516225).url())
    assert shared == {"need": ["SHELTER"], "town": ["3516225"], "speaks": ["es", "ht"], "open": ["1"]}


def test_links_keep_the_language_of_the_page():
    with override("ht"):
        assert Parameters.of({}).url() == "/ht/find"
        assert Parameters.of({}).url("directory:print") == "/ht/find/print"


@given(st.dictionaries(st.sampled_from(ORDER), st.text(min_size=1)))
def test_whatever_was_asked_a_shared_link_holds_nothing_private(asked):
    shared = query(Parameters.of(asked).shareable(1).url())
    assert not set(shared) & set(PRIVATE)


@given(st.dictionaries(st.sampled_from(ORDER), st.text(alphabet=st.characters(codec="utf-8"), min_size=1)))
def test_a_link_says_the_same_after_it_was_read(asked):
    parameters = Parameters.of(asked)
    read = {name: tuple(values) for name, values in query(parameters.url()).items()}
    assert read == dict(parameters.values)
