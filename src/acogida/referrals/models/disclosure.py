from uuid import uuid4

from django.db import models


class HandOver(models.Model):
    """What the receiver was told after accepting: sealed to the receiver, and gone when its access ends."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.OneToOneField("referrals.Referral", on_delete=models.CASCADE, related_name="hand_over")
    household_id = models.UUIDField()  # whose key it is: erasing them shreds it
    key_id = models.UUIDField()
    kinds = models.JSONField()  # DataKind codes
    sealed = models.BinaryField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class DoomedKey(models.Model):
    """A data key whose content was deleted: to be destroyed, by this name, in the store and its backups."""

    key_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "key_id"]

    def __str__(self) -> str:
        return str(self.key_id)
