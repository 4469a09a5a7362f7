"""Acogida's profile of HSDS: what a record may say under its key `acogida` (docs/reference/profile.md)."""

from collections.abc import Callable, Mapping
from typing import Any

from acogida.directory.enums import Audience, NeedKind, Visibility
from acogida.directory.hsds import cleaners as c
from acogida.directory.hsds import times as t
from acogida.directory.hsds.cleaners import Cleaner, Unclean

Json = dict[str, Any]

TRANSLATED = {
    "organization": ("name", "alternate_name", "description"),
    "service": (
        "name",
        "alternate_name",
        "description",
        "alert",
        "application_process",
        "eligibility_description",
        "fees_description",
        "wait_time",
    ),
    "location": ("name", "alternate_name", "description", "transportation"),
}
FACTS = frozenset({"age", "gender", "family", "country", "language", "disability", "pregnant"})
OPERATORS = frozenset({"=", "!=", ">=", "<=", "in", "not in"})
MOST_ENTRIES = 200


def _choice(values: list[str]) -> Cleaner:
    def clean(value: object) -> str:
        text = c.plain(value).strip().upper()
        if text not in values:
            raise Unclean("not one of the known codes")
        return text

    return clean


def _choices(values: list[str]) -> Cleaner:
    one = _choice(values)

    def clean(value: object) -> list[object]:
        return list(dict.fromkeys(one(entry) for entry in _list(value)))

    return clean


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise Unclean("a list is expected here")
    return value


def _object(value: object) -> Json:
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        raise Unclean("an object is expected here")
    return value


def _translations(kind: str) -> Cleaner:
    def clean(value: object) -> Json:
        result: Json = {}
        for language, texts in _object(value).items():
            code = c.language_code(language)
            cleaned = {}
            for name, text in _object(texts).items():
                if name not in TRANSLATED[kind]:
                    raise Unclean("a translation of a field that is no text")
                cleaner = c.line(300) if name in {"name", "alternate_name"} else c.prose
                if (done := cleaner(text)) is not None:
                    cleaned[name] = done
            if code and cleaned:
                result[str(code)] = cleaned
        return result

    return clean


def _exceptions(value: object) -> list[Json]:
    result = []
    for entry in _list(value):
        raw = _object(entry)
        start = t.day(raw.get("from") or "")
        if start is None:
            raise Unclean("an exception without its first day")
        end = t.day(raw.get("to") or "") or start
        if end < start:
            raise Unclean("an exception that ends before it starts")
        result.append(
            {
                "from": start,
                "to": end,
                "closed": c.yes(raw.get("closed", False)),
                "opens_at": t.time(raw.get("opens_at") or "") or "",
                "closes_at": t.time(raw.get("closes_at") or "") or "",
                "note": c.line(300)(raw.get("note") or "") or "",
            }
        )
    return result


def _rules(value: object) -> list[Json]:
    result = []
    for entry in _list(value):
        raw = _object(entry)
        if str(raw.get("fact")) not in FACTS or str(raw.get("op")) not in OPERATORS or "value" not in raw:
            raise Unclean("not a rule of eligibility")
        given = raw["value"]
        checked = [_scalar(one) for one in _list(given)] if isinstance(given, list) else _scalar(given)
        result.append({"fact": raw["fact"], "op": raw["op"], "value": checked})
    return result


def _scalar(value: object) -> object:
    return value if isinstance(value, bool) else c.number(value) if not isinstance(value, str) else c.line(100)(value)


def _optional_yes(value: object) -> bool | None:
    return None if value is None else c.yes(value)


FIELDS: Mapping[str, Mapping[str, Cleaner]] = {
    "organization": {
        "language": c.line(5),
        "translations": _translations("organization"),
        "is_help": c.yes,
    },
    "service": {
        "language": c.line(5),
        "translations": _translations("service"),
        "needs": _choices(NeedKind.values),
        "audiences": _choices(Audience.values),
        "papers_needed": _optional_yes,
        "eligibility": _rules,
        "date_exceptions": _exceptions,
        "verified_at": t.moment,
        "verified_by": c.line(200),
        "is_help": c.yes,
    },
    "location": {
        "visibility": _choice(Visibility.values),
        "translations": _translations("location"),
        "timezone": c.line(40),
        "is_help": c.yes,
    },
    "service_capacity": {"audience": _choice(Audience.values)},
}


BY_ENTRY = frozenset({"date_exceptions", "eligibility"})  # one bad entry does not lose the others


def _entries_without_faults(
    key: str, entries: list[Any], cleaner: Cleaner, refuse: Callable[[str, str], None]
) -> list[Any]:
    kept = []
    for position, entry in enumerate(entries[:MOST_ENTRIES]):
        try:
            cleaner([entry])
            kept.append(entry)
        except Unclean as error:
            refuse(f"{key}/{position}", str(error))
    return kept


def clean(
    kind: str,
    raw: object,
    refuse: Callable[[str, str], None],
    reference: Callable[[str, object], str | None],
) -> Json | None:
    """The profile with what is not safe refused. A visibility that is not understood means hidden: err on that side."""
    if not isinstance(raw, dict):
        refuse("", "an object is expected here")
        return {"visibility": Visibility.HIDDEN.value} if kind == "location" else None
    result: Json = {}
    for key, value in raw.items():
        if kind == "service_capacity" and key == "service_at_location_id":
            if site := reference("service_at_location", value):
                result[key] = site
            continue
        cleaner = FIELDS.get(kind, {}).get(key)
        if cleaner is None:
            refuse(key if len(key) <= 60 and key.isprintable() else "", "not in the profile, not kept")
            continue
        if key in BY_ENTRY and isinstance(value, list):
            value = _entries_without_faults(key, value, cleaner, refuse)
        try:
            cleaned = cleaner(value)
        except Unclean as error:
            refuse(key, str(error))
            if key == "visibility":
                result[key] = Visibility.HIDDEN.value
            elif key == "is_help":
                result[key] = False
            continue
        if cleaned is not None:
            result[key] = cleaned
    return result
