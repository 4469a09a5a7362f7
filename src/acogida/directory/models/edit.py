from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q


class Edit(models.Model):
    """A field of a service that its own organisation wrote here, who last and when. Imports leave it (ADR 0011)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="edits")
    site = models.ForeignKey(  # of one place only; None: of the service
        "directory.ServiceAtLocation", null=True, blank=True, on_delete=models.CASCADE, related_name="edits"
    )
    field = models.CharField(max_length=40)  # as HSDS or the profile calls it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["service", "-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "field"], condition=Q(site=None), name="one_edit_of_a_service"),
            models.UniqueConstraint(fields=["site", "field"], name="one_edit_of_a_site"),  # NULLs are never equal
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%Y-%m-%d}"
