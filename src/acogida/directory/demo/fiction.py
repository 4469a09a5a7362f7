"""What makes sure that nobody takes the demonstration for help: names, numbers, addresses and links of no real body.

Telephone numbers: 555-0100 to 555-0199 of the North American plan are set aside for fiction. We know of no such range
south of it, so organisations there get one of those numbers behind area code 555, which no place has.
Links and e-mail: example.org is reserved (RFC 2606). Sources: docs/explanation/demo.md.
"""

from acogida.directory.demo.dice import Dice
from acogida.directory.demo.texts import Text, variants

MARK = "(demo)"
NO_AREA = "555"
POSTCODE = "00000"
FARTHEST_KM = 1.2  # of a place from the centre of its town
KM_PER_DEGREE = 111.0


def named(name: str) -> str:
    return f"{name} {MARK}"


def phone(area_code: str, number: int) -> str:
    return f"+1 {area_code or NO_AREA} 555 01{number % 100:02}"


def email(key: str) -> str:
    return f"{key}@example.org"


def website(*path: str) -> str:
    return "https://example.org/" + "/".join(path)


def street(language: str, dice: Dice, *question: object, private: bool = False) -> str:
    names: list[Text] = variants("street", "private" if private else "public")
    rng = dice("street", *question)
    return rng.choice(names)[language].format(number=rng.randint(1, 399))


def point(latitude: float, longitude: float, dice: Dice, *question: object) -> tuple[float, float]:
    """Somewhere near the town's centre, not an address that anybody has."""
    rng = dice("point", *question)
    reach = FARTHEST_KM / KM_PER_DEGREE
    return round(latitude + rng.uniform(-reach, reach), 6), round(longitude + rng.uniform(-reach, reach), 6)
