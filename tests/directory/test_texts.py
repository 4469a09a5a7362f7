from acogida.directory.models import Location, Service
from acogida.directory.texts import Text, translated, translated_place


def test_a_translation_is_preferred_to_the_original():
    service = Service(name="Shelter", language="en", translations={"ht": {"name": "Kay"}})
    assert translated(service, "name", "ht") == Text("Kay")


def test_an_original_in_another_language_says_which():
    text = translated(Service(name="Shelter", language="en", translations={"ht": {"name": ""}}), "name", "ht")
    assert (text.value, text.language, text.language_name) == ("Shelter", "en", "English")


def test_an_original_in_the_readers_language_or_an_unknown_one_is_not_marked():
    assert translated(Service(name="Kay", language="ht"), "name", "ht") == Text("Kay")
    assert translated(Service(name="Kay"), "name", "ht") == Text("Kay")


def test_an_empty_text_is_never_marked():
    assert translated(Service(language="en"), "alert", "ht") == Text("")


def test_a_place_is_taken_to_be_described_in_the_language_of_its_service():
    place = Location(name="Casa", translations={"en": {"name": "House"}})
    assert translated_place(place, "name", "en", written_in="es") == Text("House")
    assert translated_place(place, "name", "fr", written_in="es") == Text("Casa", "es")
    assert translated_place(place, "name", "es", written_in="es") == Text("Casa")
