"""Where a place is, as far as the public may know."""

from acogida.directory import countries
from acogida.directory.models import Location

PHYSICAL = "physical"


def lines(location: Location | None, language: str) -> list[str]:
    """The first physical address, a line each; nothing for a place that is not public, which stores none."""
    for address in location.parts.get("addresses", []) if location else []:
        if address.get("address_type") in (None, "", PHYSICAL):
            town = " ".join(str(part) for part in (address.get("postal_code"), address.get("city")) if part)
            found = [
                address.get("attention"),
                address.get("address_1"),
                address.get("address_2"),
                ", ".join(str(part) for part in (town, address.get("state_province")) if part),
                countries.name(str(address.get("country") or ""), language),
            ]
            return [str(line) for line in found if line]
    return []


def one_line(location: Location | None) -> str:
    for address in location.parts.get("addresses", []) if location else []:
        parts = (address.get("address_1"), address.get("address_2"), address.get("city"))
        return ", ".join(str(part) for part in parts if part)
    return location.locality if location else ""


def area(location: Location, language: str) -> str:
    """Town and country of an area-only place; the country alone of a hidden one."""
    return ", ".join(part for part in (location.locality, countries.name(location.country, language)) if part)
