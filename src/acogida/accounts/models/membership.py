import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from acogida.accounts.enums import Role


class Membership(models.Model):
    """What somebody may do, where and how long.

    Access follows `until_at`, at the very moment. `ended_at` says that the rest is done as well: keys taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    workspace = models.ForeignKey(
        "accounts.Workspace", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )  # none: the node itself
    role = models.CharField(max_length=11, choices=Role)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)  # opens nothing until a colleague gives the key anew

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.OPERATOR, workspace=None)
                | (~Q(role=Role.OPERATOR) & Q(role__in=Role.values, workspace__isnull=False)),
                name="operators_are_of_the_node",
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="membership_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(until_at__lte=F("ended_at")), name="an_ended_membership_is_over"
            ),
            models.UniqueConstraint(
                fields=["user", "workspace"], condition=Q(ended_at=None), name="one_membership_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None, workspace=None), name="one_operator_membership_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"
