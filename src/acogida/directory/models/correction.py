from uuid import uuid4

from django.db import models

from acogida.directory.enums import CorrectionKind


class Correction(models.Model):
    """Somebody told us that a service is wrong. Nothing about the person is asked or kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=8, choices=CorrectionKind)
    message = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
