from uuid import uuid4

from django.db import models


class DataKey(models.Model):
    """A household's key, sealed to the public key of its workspace. What it opens is gone when it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household_id = models.UUIDField(db_index=True)
    workspace_id = models.UUIDField()
    version = models.PositiveIntegerField()  # of the workspace key that it is sealed to
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class Shredded(models.Model):
    """A household whose keys were destroyed: none is made for it again, nor brought back from a backup."""

    household_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["household_id"]
        verbose_name_plural = "shredded"

    def __str__(self) -> str:
        return str(self.household_id)
