import uuid

from django.db import models


class AuditEvent(models.Model):
    """One link of a workspace's chain: ids and codes, nothing of a person. Written by `audit.record`, never changed.

    `body` is what was hashed, the number and the hash before it included; the other columns repeat it, to search by.
    No foreign keys to who and what: an event outlives the household it tells of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="audit_events")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=40)  # an AuditAction; unknown ones of a later version stay readable
    actor = models.UUIDField(null=True, blank=True)  # a user; none: the node itself
    role = models.CharField(max_length=11, blank=True)
    subject = models.UUIDField(null=True, blank=True)
    body = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering = ["workspace", "number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="one_event_a_number")]
        indexes = [
            models.Index(fields=["workspace", "subject", "number"]),
            models.Index(fields=["workspace", "actor", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.number}"


class AuditHead(models.Model):
    """How long the chain is and where it ends: cutting events off shows. Its row is locked by whoever adds one."""

    workspace = models.OneToOneField(
        "accounts.Workspace", primary_key=True, on_delete=models.PROTECT, related_name="audit_head"
    )
    count = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.count}"
