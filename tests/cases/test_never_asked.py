"""Immigration status, religion, ethnicity, political opinion and numbers of national documents have no place anywhere:
no column, no code, no label that a person could be asked by."""

import re
from collections.abc import Iterator
from dataclasses import fields

from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import override

from acogida.cases import consent_texts, enums, facts, identity
from acogida.directory import enums as directory_enums

NEVER = re.compile(
    r"immigra|migratory|migration|asylum|refugee|undocumented|irregular|deport|visa\b|residence_permit|legal_status"
    r"|nationality|citizenship|stateless"
    r"|relig|church|faith|catholic|muslim|evangelical"
    r"|ethnic|race\b|racial|indigenous|tribe|afro"
    r"|politic|party\b|ideology|opinion|vote"
    r"|passport|national_id|identity_number|document_number|cedula|curp|dni\b|ssn|tax_id|\brut\b|\bcpf\b|biometr",
    re.IGNORECASE,
)


def models() -> Iterator[tuple[str, str]]:
    for config in apps.get_app_configs():
        if config.name.startswith(("acogida.cases", "acogida.accounts")):
            for model in config.get_models():
                for field in model._meta.get_fields():
                    yield f"{model.__name__}.{field.name}", field.name
                    yield f"{model.__name__}.{field.name}", str(getattr(field, "verbose_name", ""))


def choices() -> Iterator[tuple[str, str]]:
    for module in (enums, directory_enums):
        for name, enum in vars(module).items():
            if isinstance(enum, type) and issubclass(enum, TextChoices) and enum is not TextChoices:
                for member in enum:
                    yield f"{name}.{member.name}", f"{member.name} {member.value} {member.label}"


def asked() -> Iterator[tuple[str, str]]:
    """Fields of what comes in, and of what is sealed."""
    for kind in (identity.Identity, identity.Person, identity.Phone, facts.Facts):
        yield from ((f"{kind.__name__}.{one.name}", one.name) for one in fields(kind))
    for kind in (facts.MemberFacts, facts.NeedFacts, facts.PreferenceFacts, facts.SkillFacts, facts.KinFacts):
        yield from ((f"{kind.__name__}.{one.name}", one.name) for one in fields(kind))


def test_nothing_of_the_list_is_a_field_a_code_or_a_label():
    with override("en"):
        found = [*models(), *choices(), *asked()]
    assert len(found) > 300
    assert [where for where, text in found if NEVER.search(text.replace(" ", "_")) or NEVER.search(text)] == []


def test_the_pattern_knows_what_it_looks_for():
    for word in ("immigration_status", "religion", "ethnicity", "political_opinion", "passport_number", "nationality"):
        assert NEVER.search(word)


def test_no_column_of_the_operational_record_takes_free_text():
    """What somebody types goes under seal; elsewhere stand codes, ids, numbers and moments."""
    free = [
        f"{model.__name__}.{field.name}"
        for label in ("cases", "keystore")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.get_internal_type() in {"TextField", "CharField"} and not getattr(field, "choices", None)
    ]
    codes = {
        "Household.code",
        "Preference.country",
        "Kin.country",
        "Document.file_name",
        "Consent.text_version",
        "Consent.text_language",
        "Consent.text_hash",
    }
    assert set(free) == codes


def test_people_are_told_in_every_language_that_we_never_ask():
    for language in consent_texts.LANGUAGES:
        promise = " ".join(consent_texts.text(language).general.paragraphs)
        assert re.search(r"relig|relijyon", promise)
        assert re.search(r"p[oó]l[ií]ti[ck]|politi[qk]", promise)
