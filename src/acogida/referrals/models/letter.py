from uuid import uuid4

from django.db import models

from acogida.referrals.enums import LetterKind


class Letter(models.Model):
    """To be sent: that something needs somebody, and no word more. A row is written in the transaction of what it
    tells of; who sends it leases it (`letters.py`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=LetterKind)
    date = models.DateField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # when to try (again); None: sent, or given up
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["next_at"], name="letters_to_send")]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "date"], name="one_letter_a_day_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.kind
