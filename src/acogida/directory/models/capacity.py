from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from acogida.directory.enums import Audience


class Capacity(models.Model):
    """How many of a unit (beds, meals, appointments) one service has, at one site, for one audience."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="capacities")
    site = models.ForeignKey(
        "directory.ServiceAtLocation", null=True, blank=True, on_delete=models.CASCADE, related_name="capacities"
    )
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.EVERYONE)
    unit = models.CharField(max_length=100)  # HSDS unit.name
    available = models.PositiveIntegerField(null=True, blank=True)  # None: not known
    maximum = models.PositiveIntegerField(null=True, blank=True)
    # Held for or taken by people who were referred: neither free nor somebody's who just came. Not told to anybody.
    promised = models.PositiveIntegerField(default=0, editable=False)
    description = models.TextField(blank=True)
    updated_at = models.DateTimeField(db_index=True)
    updated_by = models.ForeignKey(  # None: told by a source
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parts = models.JSONField(default=dict, blank=True)  # the rest of HSDS service_capacity and unit
    content_hash = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["service", "site", "audience", "id"]
        verbose_name_plural = "capacities"
        constraints = [
            models.CheckConstraint(
                condition=Q(available=None) | Q(maximum=None) | Q(available__lte=F("maximum")),
                name="capacity_available_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available}/{self.maximum} {self.unit}"
