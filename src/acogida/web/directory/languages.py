"""Languages a person can ask for."""

from acogida.directory.languages import OWN_NAMES, own_name

__all__ = ["OFFERED", "OWN_NAMES", "own_name"]

# What a person can ask for; the rest would make the list too long to read.
OFFERED = ("es", "pt", "en", "fr", "ht", "quc", "mam", "qu", "ay", "gn", "ar", "zh", "ru")
