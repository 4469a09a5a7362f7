"""What people need, in their own words: labels, search words and taxonomy terms, read from `data/needs/*.toml`.

The files are the one source of the labels; `enums.NeedKind` takes them from here. Kinds are the codes of that enum.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from acogida.directory.stems import stems

LANGUAGES = ("es", "pt", "en", "fr", "ht")

Phrase = tuple[str, ...]  # stems of consecutive words


@dataclass(slots=True)
class Step:
    """What a phrase means up to here, and the words that may follow."""

    kind: str = ""
    after: "dict[str, Step]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which phrase means which need."""

    first: dict[str, Step]
    stems: frozenset[str]

    def read(self, text: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """(start, end, kind) of each phrase in a list of stems, the longest first wherever several begin."""
        end = 0
        for start, stem in enumerate(text):
            if start < end or stem not in self.first:
                continue
            step: Step | None = self.first[stem]
            kind, at = "", start + 1
            while step:
                if step.kind:
                    kind, end = step.kind, at
                step = step.after.get(text[at]) if at < len(text) else None
                at += 1
            if kind:
                yield start, end, kind


def _file(name: str) -> dict[str, dict[str, str | list[str]]]:
    path = files("acogida.directory") / "data" / "needs" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def table(language: str) -> dict[str, dict[str, str | list[str]]]:
    """A language's file as it stands: kind → label, words, asks."""
    return {kind.upper(): entry for kind, entry in _file(language).items()}


def label(kind: str, language: str) -> str:
    """The need's name in a language; one we have no words in reads English."""
    return str(table(language if language in LANGUAGES else "en")[kind]["label"])


def kinds() -> tuple[str, ...]:
    return tuple(table("en"))


def infer(text: str) -> list[str]:
    """Needs that a text in any of the languages names. Loose words (`asks`) don't count: a wrong guess misleads."""
    found = {kind for _, _, kind in _described().read(stems(text))}
    return [kind for kind in kinds() if kind in found]


def for_term(name: str, code: str = "") -> str:
    """The need a taxonomy term stands for, by its title, its Open Eligibility code or its words; empty for none."""
    by_title, by_code = _terms()
    if not name.strip():
        return by_code.get(code.strip(), "")
    kind = by_title.get(tuple(stems(name)), "")
    if kind:
        return kind
    inferred = infer(name)
    return inferred[0] if len(inferred) == 1 else ""


@cache
def asked() -> Lexicon:
    """For what a person types: every word and phrase of every language, and the labels."""
    return _lexicon("label", "words", "asks")


@cache
def _described() -> Lexicon:
    return _lexicon("words")


def _lexicon(*columns: str) -> Lexicon:
    root, found = Step(), set()
    for language in LANGUAGES:
        for kind, entry in table(language).items():
            for column in columns:
                value = entry[column]
                for text in [value] if isinstance(value, str) else value:
                    step = root
                    for stem in stems(text):
                        step = step.after.setdefault(stem, Step())
                        found.add(stem)
                    step.kind = kind
    return Lexicon(root.after, frozenset(found))


@cache
def _terms() -> tuple[dict[Phrase, str], dict[str, str]]:
    by_title, by_code = {}, {}
    for kind, terms in _file("taxonomy").items():
        for title, codes in terms.items():
            by_title[tuple(stems(title))] = kind.upper()
            by_code.update(dict.fromkeys(codes, kind.upper()))
    return by_title, by_code
