"""Where the pages of a household stand."""

from uuid import UUID

from django.urls import reverse

from acogida.cases.models import Household


def url_of(household: Household | UUID, name: str = "household", *, at: str = "", **more: object) -> str:
    """`at` is the part of the page to show first."""
    pk = household.pk if isinstance(household, Household) else household
    return reverse(f"cases:{name}", kwargs={"pk": pk, **more}) + (f"#{at}" if at else "")
