"""Where a place is: the country that its address names, and for a secret address no more than the town."""

import pytest

from acogida.directory.importing import enrich
from tests.directory.importing.imported import location, reasons


def place(city: str, country: str, latitude: float | None = None, longitude: float | None = None) -> dict:
    address = {"address_1": "Calle 1", "city": city, "country": country, "address_type": "physical"}
    if latitude is None:
        return {"addresses": [address]}
    return {"addresses": [address], "latitude": latitude, "longitude": longitude}


def where(content: dict, visibility: str = "PUBLIC") -> tuple[str, str, str]:
    columns = enrich.where(content, visibility, "")
    return columns["country"], columns["admin1"], columns["locality"]


@pytest.mark.parametrize(
    ("content", "country", "admin1", "timezone"),
    [
        (place("Ciudad Juárez", "MX", 31.7480, -106.4850), "MX", "06", "America/Ciudad_Juarez"),
        (place("Tijuana", "MX", 32.5430, -117.0290), "MX", "02", "America/Tijuana"),
        (place("Reynosa", "MX", 26.0940, -98.2740), "MX", "28", "America/Matamoros"),
        (place("Matamoros", "México", 25.8960, -97.5000), "MX", "28", "America/Matamoros"),
        (place("Villa del Rosario", "CO", 7.8160, -72.4480), "CO", "21", "America/Bogota"),
    ],
)
def test_a_place_at_a_border_is_in_the_country_of_its_address(content, country, admin1, timezone):
    columns = enrich.where(content, "PUBLIC", "")
    assert (columns["country"], columns["admin1"], columns["timezone"]) == (country, admin1, timezone)


def test_coordinates_far_from_the_country_of_the_address_count_and_are_told(importer):
    report = importer.records({**location(latitude=41.85, longitude=-87.65), "organization_id": None})
    assert "country: not where the coordinates are: taken from these" in reasons(report)
    assert where(place("Tapachula", "MX", 41.85, -87.65))[0] == "US"


@pytest.mark.parametrize(
    ("content", "town"),
    [
        (place("New York", "US", 40.7075, -74.0090), "New York City"),
        (place("Financial District", "US", 40.7075, -74.0090), "New York City"),
        (place("", "US", 40.7075, -74.0090), "New York City"),
        (place("Ciudad de México", "MX", 19.4330, -99.1910), "Ciudad de México"),
        (place("Polanco", "MX"), "Ciudad de México"),
        (place("Tijuana", "MX", 32.5300, -117.1100), "Tijuana"),
        (place("Tapachula", "MX", 14.9056, -92.2634), "Tapachula"),
        (place("Soyapango", "SV", 13.7102, -89.1399), "Soyapango"),
    ],
)
def test_a_secret_address_is_known_by_its_town_and_never_by_a_section_of_it(content, town):
    columns = enrich.where(content, "AREA_ONLY", "")
    assert columns["locality"] == town
    assert (columns["latitude"], columns["longitude"]) != (content.get("latitude"), content.get("longitude"))


@pytest.mark.parametrize("visibility", ["AREA_ONLY", "HIDDEN"])
@pytest.mark.parametrize("city", ["Casa azul tras el mercado, Calle 5", "Nowhere at all"])
def test_what_the_city_field_says_of_a_secret_address_is_not_shown(city, visibility):
    assert where(place(city, "MX"), visibility) == ("MX", "", "")
    assert city not in str(enrich.where(place(city, "MX", 14.9056, -92.2634), visibility, ""))


def test_a_town_of_that_name_far_away_is_not_meant():
    assert where(place("Monterrey", "MX", 14.9056, -92.2634), "AREA_ONLY")[2] == "Tapachula"
