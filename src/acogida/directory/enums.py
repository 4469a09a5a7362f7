"""Stored codes of the directory and their labels. Values of HSDS keep the standard's own spelling."""

from django.db.models import TextChoices
from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.directory import needs


def _label_now(kind: str) -> str:
    return needs.label(kind, (get_language() or "en").split("-")[0])


_need_label = lazy(_label_now, str)


class NeedKind(TextChoices):
    """What a person can need. Labels and search words stand in `data/needs/*.toml`, not in the catalogues."""

    SHELTER = "SHELTER"
    FOOD = "FOOD"
    WATER_HYGIENE = "WATER_HYGIENE"
    CLOTHING = "CLOTHING"
    HEALTH = "HEALTH"
    MATERNAL_HEALTH = "MATERNAL_HEALTH"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    MEDICINE = "MEDICINE"
    LEGAL = "LEGAL"
    DOCUMENTS = "DOCUMENTS"
    CONSULAR = "CONSULAR"
    LABOUR_RIGHTS = "LABOUR_RIGHTS"
    JOB = "JOB"
    TRAINING = "TRAINING"
    LANGUAGE_COURSE = "LANGUAGE_COURSE"
    SCHOOL = "SCHOOL"
    CHILDCARE = "CHILDCARE"
    TRANSPORT = "TRANSPORT"
    COMMUNICATION = "COMMUNICATION"
    MONEY = "MONEY"
    FAMILY_TRACING = "FAMILY_TRACING"
    GENDER_VIOLENCE = "GENDER_VIOLENCE"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    DISABILITY = "DISABILITY"
    LGBT = "LGBT"
    ELDERLY = "ELDERLY"

    @property
    def label(self) -> str:
        return _need_label(self.value)


class NeedBasis(TextChoices):
    """How we know which needs a service answers."""

    GIVEN = "GIVEN", _("said by the organisation")
    MAPPED = "MAPPED", _("from the taxonomy of the source")
    INFERRED = "INFERRED", _("read from name and description")
    NONE = "NONE", _("not known")


class Audience(TextChoices):
    """For whom a service, or a place in it, is meant. No entry means everyone."""

    EVERYONE = "EVERYONE", _("everyone")
    FAMILIES = "FAMILIES", _("families")
    WOMEN = "WOMEN", _("women")
    MEN = "MEN", _("men")
    MINORS = "MINORS", _("children and adolescents alone")
    LGBT = "LGBT", _("LGBT+ people")


class Visibility(TextChoices):
    """What the public may learn of where a place is."""

    PUBLIC = "PUBLIC", pgettext_lazy("address visibility", "public: address and map")
    AREA_ONLY = "AREA_ONLY", pgettext_lazy("address visibility", "area only: the town, never the address")
    HIDDEN = "HIDDEN", pgettext_lazy("address visibility", "hidden: the state or province, nothing nearer")


class ServiceStatus(TextChoices):
    ACTIVE = "active", _("active")
    INACTIVE = "inactive", _("inactive")
    DEFUNCT = "defunct", _("closed for good")
    TEMPORARILY_CLOSED = "temporarily closed", _("closed for now")


class LocationType(TextChoices):
    PHYSICAL = "physical", _("a place")
    POSTAL = "postal", _("a postal address")
    VIRTUAL = "virtual", _("by phone or internet")


class CorrectionKind(TextChoices):
    """What a visitor can say is wrong with a service."""

    CLOSED = "CLOSED", _("It has closed or moved")
    CONTACT = "CONTACT", _("The phone or address is wrong")
    HOURS = "HOURS", _("The hours are wrong")
    REFUSED = "REFUSED", _("They turned me away or asked for money")
    UNSAFE = "UNSAFE", _("It is not safe")
    OTHER = "OTHER", _("Something else")
