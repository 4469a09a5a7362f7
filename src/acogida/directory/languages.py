"""Languages by the name their own speakers use: nobody looks for theirs under a foreign one."""

from functools import cache

from babel import Locale, localedata

OWN_NAMES = {
    "es": "Español",
    "pt": "Português",
    "en": "English",
    "fr": "Français",
    "ht": "Kreyòl ayisyen",
    "qu": "Runa Simi",
    "ay": "Aymar aru",
    "gn": "Avañe’ẽ",
    "quc": "K’iche’",
    "mam": "Mam",
    "kek": "Q’eqchi’",
    "kjb": "Q’anjob’al",
    "ixl": "Ixil",
    "nah": "Nāhuatl",
    "yua": "Maaya t’aan",
    "tzh": "Bats’il k’op",
    "tzo": "Bats’i k’op",
    "cab": "Garífuna",
    "miq": "Mískitu",
    "ar": "العربية",
    "zh": "中文",
    "ru": "Русский",
    "uk": "Українська",
    "fa": "فارسی",
    "ps": "پښتو",
    "so": "Soomaali",
    "wo": "Wolof",
    "ln": "Lingála",
    "hi": "हिन्दी",
    "pa": "ਪੰਜਾਬੀ",
    "ne": "नेपाली",
    "bn": "বাংলা",
    "ur": "اردو",
    "de": "Deutsch",
    "it": "Italiano",
}


@cache
def own_name(code: str) -> str:
    """Ours, else CLDR's; a language in which CLDR knows nothing is called as in English; the rest stays a code."""
    code = code.lower()  # CLDR says of any spelling that it exists, and finds only this one
    if code in OWN_NAMES:
        return OWN_NAMES[code]
    own = Locale(code).languages.get(code) if localedata.exists(code) else None
    return str(own or Locale("en").languages.get(code) or code)
