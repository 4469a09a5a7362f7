from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases.enums import HowGiven, Purpose
from acogida.directory.enums import NeedKind


class Consent(models.Model):
    """What a household allows: for which purpose, which kinds of data, to whom, until when. Never changed, only
    withdrawn. A witness's name stands in the identity record."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=14, choices=Purpose)
    kinds = models.JSONField()  # DataKind codes
    recipient = models.UUIDField(null=True, blank=True)  # organisation of the directory, for REFERRAL_NAMED
    need = models.CharField(max_length=16, choices=NeedKind, blank=True)  # for REFERRAL_NEED
    text_version = models.CharField(max_length=10)
    text_language = models.CharField(max_length=2)
    text_hash = models.CharField(max_length=64)
    how = models.CharField(max_length=6, choices=HowGiven)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    until_date = models.DateField(null=True, blank=True)  # last day it holds; None: until withdrawn
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=Purpose.REFERRAL_NAMED, recipient__isnull=False)
                | ~Q(purpose=Purpose.REFERRAL_NAMED) & Q(recipient=None),
                name="a_named_referral_names_its_recipient",
            ),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.REFERRAL_NEED) & ~Q(need="")
                | ~Q(purpose=Purpose.REFERRAL_NEED) & Q(need=""),
                name="a_referral_for_a_need_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class Share(models.Model):
    """What another organisation may see of a household, and the consent that this rests on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="shares")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="shares")
    recipient = models.UUIDField()  # organisation of the directory
    referral = models.UUIDField(null=True, blank=True)
    kinds = models.JSONField()  # DataKind codes
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-from_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)
