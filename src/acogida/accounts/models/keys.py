"""Who can open what. Private halves stand here only sealed: to a passphrase, to a member, to the recovery key."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class MemberKey(models.Model):
    """One for each person. A lost passphrase means another row: the old one is deleted, with all it was given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="key")
    public = models.BinaryField()
    protected = models.BinaryField()  # the private half, under the passphrase
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class WorkspaceKey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="keys")
    version = models.PositiveIntegerField()
    public = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["workspace", "version"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "version"], name="one_key_a_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="key_versions_start_at_1"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.version}"


class RecoveryKey(models.Model):
    """The public half of the key that stands on paper. Confirmed when somebody typed it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.OneToOneField("accounts.Workspace", on_delete=models.CASCADE, related_name="recovery_key")
    public = models.BinaryField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class KeyGrant(models.Model):
    """The private half of one version, sealed to one who may open it: a member or the recovery key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace_key = models.ForeignKey(WorkspaceKey, on_delete=models.CASCADE, related_name="grants")
    member_key = models.ForeignKey(MemberKey, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    recovery_key = models.ForeignKey(
        RecoveryKey, null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["workspace_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member_key=None, recovery_key__isnull=False)
                | Q(member_key__isnull=False, recovery_key=None),
                name="a_grant_has_one_holder",
            ),
            models.UniqueConstraint(fields=["workspace_key", "member_key"], name="one_grant_a_member"),
            models.UniqueConstraint(fields=["workspace_key", "recovery_key"], name="one_grant_a_recovery_key"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
