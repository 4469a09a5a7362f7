from uuid import uuid4

from django.db import models

from acogida.referrals.enums import Side


class Receipt(models.Model):
    """What a printed code opens. The code is not here: `finder` follows from it, and so does what opens `private`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(  # none: who holds it asked for help by themselves
        "accounts.Workspace", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    finder = models.BinaryField(max_length=32, unique=True)
    public = models.BinaryField()
    private = models.BinaryField()  # encrypted under a key from the code
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class ForPerson(models.Model):
    """A few words for the person, sealed to their receipt: only the code opens them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.CASCADE, related_name="for_person")
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="texts")
    side = models.CharField(max_length=8, choices=Side)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.pk)
