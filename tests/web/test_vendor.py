import hashlib
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError

from acogida.directory.enums import NeedKind
from acogida.web.templatetags import icons

VENDOR = Path(icons.__file__).parents[1] / "static/vendor"
README = (VENDOR / "README.md").read_text()
LISTED = dict(reversed(line.split("  ", 1)) for line in README.splitlines() if re.match(r"[0-9a-f]{64}  ", line))
SHIPPED = {
    str(path.relative_to(VENDOR))
    for path in VENDOR.rglob("*")
    if path.is_file() and path.name != "README.md" and not path.name.startswith("LICENSE")
}


def test_every_vendored_file_has_its_hash_and_no_hash_lacks_its_file():
    assert set(LISTED) == SHIPPED


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_vendored_file_is_what_the_list_says(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]


def test_every_vendored_folder_has_its_licence_and_its_line():
    folders = sorted(path for path in VENDOR.iterdir() if path.is_dir())
    for folder in folders:
        assert list(folder.glob("LICENSE*")), folder.name
        assert f"| `{folder.name}` |" in README


def test_every_need_has_an_icon_of_its_own():
    assert set(icons.OF_NEED) == set(NeedKind)
    assert len(set(icons.OF_NEED.values())) == len(NeedKind)
    assert all(icons.drawing(name).startswith("<svg") for name in icons.OF_NEED.values())


def test_no_icon_is_shipped_for_nothing():
    templates = "\n".join(path.read_text() for path in Path(icons.__file__).parents[1].rglob("*.html"))
    code = "\n".join(path.read_text() for path in Path(icons.__file__).parents[1].rglob("*.py"))
    shipped = {Path(name).stem for name in SHIPPED if name.startswith("lucide/")}
    assert {name for name in shipped if f'"{name}"' not in templates + code} == set()


def test_an_icon_says_nothing_to_who_cannot_see_it():
    html = Template('{% load icons %}{% icon "bed" %}').render(Context())
    assert 'aria-hidden="true"' in html
    assert "<!--" not in html


def test_a_file_without_a_drawing_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odd.svg").write_text("nothing")
    monkeypatch.setattr(icons, "FOLDER", tmp_path)
    with pytest.raises(TemplateSyntaxError, match="odd"):
        icons.drawing("odd")
