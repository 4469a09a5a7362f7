"""What happened: ids, codes and moments only."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases.enums import ErasureReason, EventCode, Status


class TimelineEvent(models.Model):
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="timeline")
    code = models.CharField(max_length=18, choices=EventCode)
    subject = models.UUIDField(null=True, blank=True)  # the need, note, document, consent, service or file it is about
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.code


class Merge(models.Model):
    """Two files turned out to be of the same people. Each keeps its own data key, so this can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kept = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="+")
    status_before = models.CharField(max_length=7, choices=Status)  # of the merged one
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], name="a_file_is_merged_once", condition=Q(undone_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(models.Model):
    """What is left of an erased household: that it was erased, and why."""

    household_id = models.UUIDField(primary_key=True)  # no foreign key: the row is gone
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=13, choices=ErasureReason)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "household_id"]

    def __str__(self) -> str:
        return str(self.household_id)
