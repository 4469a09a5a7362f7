from django.db import models


class Workspace(models.Model):
    """Where an organisation works with people's files. Its id is that of the organisation in the directory."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=300)
    retention_months = models.PositiveSmallIntegerField(default=18)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(retention_months__range=(1, 120)), name="retention_is_1_to_120")
        ]

    def __str__(self) -> str:
        return self.name
