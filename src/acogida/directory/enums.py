"""Stored codes of the directory and their labels. Values of HSDS keep the standard's own spelling."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NeedKind(TextChoices):
    """What a person can need. Labels and search words in five languages: `data/needs/*.toml`."""

    SHELTER = "SHELTER", _("Shelter")
    FOOD = "FOOD", _("Food")
    WATER_HYGIENE = "WATER_HYGIENE", _("Water and hygiene")
    CLOTHING = "CLOTHING", _("Clothing")
    HEALTH = "HEALTH", _("Health care")
    MATERNAL_HEALTH = "MATERNAL_HEALTH", _("Pregnancy and birth")
    MENTAL_HEALTH = "MENTAL_HEALTH", _("Emotional support")
    MEDICINE = "MEDICINE", _("Medicine")
    LEGAL = "LEGAL", _("Legal help")
    DOCUMENTS = "DOCUMENTS", _("Papers and documents")
    CONSULAR = "CONSULAR", _("Consulate")
    LABOUR_RIGHTS = "LABOUR_RIGHTS", _("Rights at work")
    JOB = "JOB", _("Work")
    TRAINING = "TRAINING", _("Training")
    LANGUAGE_COURSE = "LANGUAGE_COURSE", _("Language course")
    SCHOOL = "SCHOOL", _("School")
    CHILDCARE = "CHILDCARE", _("Child care")
    TRANSPORT = "TRANSPORT", _("Transport")
    COMMUNICATION = "COMMUNICATION", _("Phone and internet")
    MONEY = "MONEY", _("Money")
    FAMILY_TRACING = "FAMILY_TRACING", _("Finding family")
    GENDER_VIOLENCE = "GENDER_VIOLENCE", _("Violence at home or against women")
    CHILD_PROTECTION = "CHILD_PROTECTION", _("Protection of children")
    DISABILITY = "DISABILITY", _("Disability")
    LGBT = "LGBT", _("LGBT+ support")
    ELDERLY = "ELDERLY", _("Older people")


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
