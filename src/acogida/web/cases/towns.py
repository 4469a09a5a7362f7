"""A field of a town that suggests some while somebody types."""

from django import forms
from django.urls import reverse

DATALIST = "towns"


def suggesting(field: forms.Field) -> forms.Field:
    field.widget.attrs |= {
        "list": DATALIST,
        "hx-get": reverse("cases:intake-towns"),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#{DATALIST}",
        "hx-swap": "innerHTML",
    }
    return field
