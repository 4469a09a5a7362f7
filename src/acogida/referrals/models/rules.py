from django.db import models


class Rules(models.Model):
    """How an organisation deals with what is sent to it. Hours; None: as everywhere (deadlines.py)."""

    workspace = models.OneToOneField(
        "accounts.Workspace", primary_key=True, on_delete=models.CASCADE, related_name="referral_rules"
    )
    answer_today = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_days_3 = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_weeks_2 = models.PositiveSmallIntegerField(null=True, blank=True)
    hold = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return str(self.pk)
