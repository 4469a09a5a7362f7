"""The little that who is asked learns of them, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.referrals import offers
from acogida.referrals.offers import OfferedPerson
from acogida.web.cases.household import words


@dataclass(frozen=True)
class Offered:
    size: str
    people: list[str]
    must_allow: str
    languages: str
    town: str


def offered(kept: Mapping[str, Any]) -> Offered | None:
    """None when it was forgotten."""
    if not kept:
        return None
    offer = offers.read(kept)
    number = len(offer.people)
    return Offered(
        size=ngettext("%(number)d person", "%(number)d people", number) % {"number": number},
        people=[_person(one) for one in offer.people],
        must_allow=words.accessibility(offer.accessibility),
        languages=words.languages(offer.languages),
        town=words.place(offer.country, offer.locality),
    )


def _person(one: OfferedPerson) -> str:
    age = str(one.age_band.label) if one.age_band else _("age not known")
    said = [str(one.relation.label), age]
    return ", ".join([*said, str(one.gender.label)] if one.gender else said)
