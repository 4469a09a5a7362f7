from django.db import models
from django.db.models import Q


class DirectoryChange(models.Model):
    """When the directory was last written to, by this node's clock; one row. Whoever writes locks it first."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="directory_change_is_one")]

    def __str__(self) -> str:
        return self.at.isoformat()
