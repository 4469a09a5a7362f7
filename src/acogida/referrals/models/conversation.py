from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.referrals.enums import Side


class ConversationKey(models.Model):
    """One data key, sealed once to each side. A new one is made when either side has a new key of its own: who left
    reads nothing that is written later."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.CASCADE, related_name="conversation_keys")
    household_id = models.UUIDField()  # whose key it is: erasing them shreds it
    sender_key_id = models.UUIDField()
    receiver_key_id = models.UUIDField()
    sender_version = models.PositiveIntegerField()
    receiver_version = models.PositiveIntegerField()
    is_of_person = models.BooleanField(default=False)  # made for one message, by the node: nobody writes on under it
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # since then the receiver can't open it

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.CASCADE, related_name="messages")
    key = models.ForeignKey(ConversationKey, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=Side.PERSON, by=None) | ~Q(side=Side.PERSON) & Q(by__isnull=False),
                name="only_a_person_writes_without_account",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
