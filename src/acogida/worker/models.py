from django.db import models


class Job(models.Model):
    """Something that the node does from time to time. Whoever moves `next_at` has it until then."""

    name = models.CharField(primary_key=True, max_length=20)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Setback(models.Model):
    """One thing that could not be carried on. It is tried again later and later, and holds up no other."""

    subject = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=20)
    first_at = models.DateTimeField()
    next_at = models.DateTimeField()
    failures = models.PositiveIntegerField()
    fault = models.CharField(max_length=200)

    class Meta:
        ordering = ["first_at", "subject"]

    def __str__(self) -> str:
        return f"{self.source} {self.subject}"
