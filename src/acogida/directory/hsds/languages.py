"""The code of a language by its name, for sources that write only the name."""

import tomllib
from pathlib import Path

from acogida.core.text import fold

_FILE = Path(__file__).parent.parent / "data" / "languages.toml"
_CODES = {name: code for code, names in tomllib.loads(_FILE.read_text("utf-8")).items() for name in names}


def code_of(name: str) -> str:
    """ISO 639-1 where there is one, else 639-3; empty when the name is not known."""
    return _CODES.get(fold(name).strip(), "")
