"""Links that let somebody in once. The token is shown when the link is made; here stands only its hash."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from acogida.accounts.enums import Role


class Link(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.BinaryField(unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # none: the operator, by a command
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(Link):
    """To work here. `until_at` is when the membership will end by itself, if ever."""

    workspace = models.ForeignKey(
        "accounts.Workspace", null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    person = models.CharField(max_length=200, blank=True)  # a name to begin with; whoever accepts writes their own
    role = models.CharField(max_length=11, choices=Role)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta(Link.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.OPERATOR, workspace=None)
                | (~Q(role=Role.OPERATOR) & Q(role__in=Role.values, workspace__isnull=False)),
                name="operators_are_invited_to_the_node",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="an_invitation_is_used_or_revoked"
            ),
        ]


class PassphraseLink(Link):
    """A new passphrase for somebody who lost theirs, from a coordinator of `workspace`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="passphrase_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passphrase_links")

    class Meta(Link.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="a_passphrase_link_is_used_or_revoked"
            )
        ]


class SecondFactorLink(Link):
    """A new second factor for somebody who lost theirs and the recovery codes, from a coordinator of `workspace`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="second_factor_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor_links")

    class Meta(Link.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="a_second_factor_link_is_used_or_revoked"
            )
        ]
