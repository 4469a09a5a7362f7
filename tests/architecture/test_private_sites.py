"""Only the modules named here may touch the table that holds exact addresses of places that are not public."""

from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src/acogida"
MAY_TOUCH = {
    "directory/models/__init__.py",
    "directory/models/private_site.py",
    "directory/importing/private.py",
}
MAY_MENTION = {"directory/models/location.py"}


def mentions(path: Path) -> bool:
    text = path.read_text()
    return "PrivateSite" in text or "private_site" in text or "privatesite" in text


def test_no_other_module_knows_private_sites():
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and mentions(path)
    }
    assert found - MAY_TOUCH - MAY_MENTION == set()


def test_no_template_knows_private_sites():
    assert [path for path in PACKAGE.rglob("*.html") if mentions(path)] == []
