"""What people agree to, in their words: `data/consent/<version>/<language>.md`. A text that was shown to somebody is
never changed; a new one is a new version, and the old files stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from acogida.cases.enums import Purpose

CURRENT = "1"
LANGUAGES = ("es", "pt", "en", "fr", "ht")
_GENERAL = "GENERAL"


@dataclass(frozen=True)
class Part:
    title: str
    paragraphs: tuple[str, ...]

    def filled(self, **values: str) -> "Part":
        """With names in the places for {organization}, {recipient}, {need} and {until}."""
        return Part(_filled(self.title, values), tuple(_filled(text, values) for text in self.paragraphs))


@dataclass(frozen=True)
class ConsentText:
    version: str
    language: str
    hash: str  # SHA-256 of the file
    general: Part  # what holds whatever is agreed to
    purposes: Mapping[Purpose, Part]


@cache
def text(language: str, version: str = CURRENT) -> ConsentText:
    """In English when there is none in a language: the person it is read to then needs an interpreter."""
    known = language if language in LANGUAGES else "en"
    content = (files("acogida.cases") / "data" / "consent" / version / f"{known}.md").read_bytes()
    parts = dict(_parts(part) for part in content.decode().split("\n# ")[1:])
    return ConsentText(
        version=version,
        language=known,
        hash=sha256(content).hexdigest(),
        general=parts[_GENERAL],
        purposes={purpose: parts[purpose.value] for purpose in Purpose},
    )


def _parts(block: str) -> tuple[str, Part]:
    code, title, *rest = block.strip().split("\n", 2)
    body = rest[0] if rest else ""
    paragraphs = tuple(" ".join(paragraph.split()) for paragraph in body.split("\n\n") if paragraph.strip())
    return code.strip(), Part(title.strip(), paragraphs)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
