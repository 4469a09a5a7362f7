from django.db import models
from django.db.models import TextChoices


class AttemptKind(TextChoices):
    CODE = "CODE", "code"
    REQUEST = "REQUEST", "request"


class Attempt(models.Model):
    """That somebody tried something that is limited, for as long as it counts. `source` is 16 bits of a keyed hash:
    each stands for tens of thousands of addresses."""

    kind = models.CharField(max_length=7, choices=AttemptKind)
    source = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["kind", "at"], name="attempts_by_kind")]

    def __str__(self) -> str:
        return self.kind
