from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.referrals.enums import HoldState


class Hold(models.Model):
    """Places kept for who was accepted, then taken by who arrived. While one is active and counted, `Capacity.promised`
    includes its places."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.CASCADE, related_name="holds")
    capacity = models.ForeignKey(
        "directory.Capacity", null=True, blank=True, on_delete=models.SET_NULL, related_name="holds"
    )
    places = models.PositiveSmallIntegerField()
    is_counted = models.BooleanField()  # False: nobody knew how many were free
    state = models.CharField(max_length=8, choices=HoldState, default=HoldState.HELD)
    held_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-held_at", "id"]
        indexes = [models.Index(fields=["capacity", "state"], name="holds_of_capacity")]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=~Q(state=HoldState.RELEASED), name="one_active_hold_a_referral"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_hold_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.places} {self.state}"
