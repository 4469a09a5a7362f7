from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases import codes
from acogida.cases.enums import ErasureReason, Status


class Household(models.Model):
    """People who move together. Everything in this table and those beside it is pseudonymous; what says who they are
    is sealed (`SealedRecord`, `Note`, `Document`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new_code, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="households")
    status = models.CharField(max_length=7, choices=Status, default=Status.DRAFT)
    languages = models.JSONField(default=list, blank=True)  # ISO 639 codes, the best understood first
    locality = models.PositiveIntegerField(null=True, blank=True)  # gazetteer id of the town where they are
    facts_version = models.PositiveIntegerField(default=0)
    changed_in = models.JSONField(default=dict, blank=True)  # section of the facts → version that changed it last
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_households"
    )

    key_id = models.UUIDField()  # data key of everything sealed from now on
    key_version = models.PositiveIntegerField()  # of the workspace key that opens it
    retired_keys = models.JSONField(default=list, blank=True)  # ids of keys that seal nothing any more, to be destroyed

    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField()  # when somebody last did something for them
    notice_at = models.DateTimeField(null=True, blank=True)  # when it was announced that the file will be erased
    erasing_at = models.DateTimeField(null=True, blank=True)
    erasing_reason = models.CharField(max_length=13, choices=ErasureReason, blank=True)

    class Meta:
        ordering = ["-active_at", "id"]
        indexes = [
            models.Index(fields=["workspace", "status", "-active_at", "id"], name="households_by_activity"),
            models.Index(fields=["workspace", "key_version"], name="households_by_key_version"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="household_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | Q(status=Status.ERASING)
                | Q(merged_into=None),
                name="only_a_merged_household_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ERASING) | Q(erasing_at__isnull=False), name="erasing_has_a_beginning"
            ),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def short_code(self) -> str:
        return codes.short(self.code)

    @property
    def long_code(self) -> str:
        return codes.long(self.code)
