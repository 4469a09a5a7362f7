"""The rules of docs/explanation/look.md that can be computed."""

import re
from pathlib import Path

import pytest

from acogida.web import context

WEB = Path(context.__file__).parent
CSS = (WEB / "static/acogida/acogida.css").read_text()
TOKENS, RULES = CSS.split("/* Frame */")
NAMED = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
LIGHT = dict(NAMED.findall(TOKENS.split("@media")[0]))
SCHEMES = {"light": LIGHT, "dark": LIGHT | dict(NAMED.findall(TOKENS.split("@media")[1]))}


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
def test_text_is_legible_in_the_sun(scheme, ground, text):
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-accent", "accent"),
        ("on-band", "band"),
        ("on-sun", "sun"),
        ("on-field", "field"),
        ("hint", "field"),
        ("ink", "tint"),
        ("accent", "tint"),
        ("good", "good-tint"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
    ],
)
def test_every_pair_of_colours_can_be_read(scheme, text, ground):
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 5.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_fields_can_be_seen(scheme):
    assert contrast(SCHEMES[scheme]["edge"], SCHEMES[scheme]["card"]) >= 3


def test_colours_are_named_in_the_tokens_only():
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(", RULES) == []


def test_templates_stay_short_and_carry_no_style():
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text()
        assert text.count("\n") <= 60, path
        assert "style=" not in text, path
        assert "|safe" not in text, path


def test_every_class_that_a_rule_names_is_used():
    used = "\n".join(path.read_text() for pattern in ("*.html", "*.js", "*.py") for path in WEB.rglob(pattern))
    rules = re.sub(r"/\*.*?\*/|\{[^}]*\}|@media[^{]*", " ", RULES, flags=re.DOTALL)
    names = {name for name in re.findall(r"\.([a-z][a-z-]+)", rules) if not name.startswith(("leaflet", "htmx"))}
    assert {name for name in names if not re.search(rf"\b{name}\b", used)} == set()
