from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases import codes
from acogida.cases.enums import Urgency
from acogida.directory.enums import NeedKind
from acogida.referrals.enums import OPEN, Event, Outcome, Reason, Side, State


class Referral(models.Model):
    """One organisation asks another to help a household with one need. Pseudonymous: `offer` holds the little that a
    receiver needs to answer (`offers.py`); who they are is in `HandOver`, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=codes.new_code, editable=False)
    household = models.ForeignKey(
        "cases.Household", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    need = models.ForeignKey("cases.Need", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals")
    consent = models.ForeignKey(
        "cases.Consent", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    sender = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="referrals_sent")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="referrals_received")
    service = models.ForeignKey(
        "directory.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    site = models.ForeignKey(
        "directory.ServiceAtLocation", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )

    need_kind = models.CharField(max_length=16, choices=NeedKind)
    urgency = models.CharField(max_length=7, choices=Urgency)
    places = models.PositiveSmallIntegerField(null=True, blank=True)  # beds that they need; None: it is not about beds
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    offer = models.JSONField(default=dict, blank=True)  # emptied when the receiver has no more use for it

    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    state_at = models.DateTimeField()
    outcome = models.CharField(max_length=17, choices=Outcome, blank=True)
    reason = models.CharField(max_length=17, choices=Reason, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)  # whose turn it is, is late after this
    waiting_since = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)  # until then they are expected
    due_at = models.DateTimeField(null=True, blank=True)  # when the node itself must act next (deadlines.py)
    step = models.PositiveSmallIntegerField(default=0)  # how many of the state's deadlines were acted on

    group = models.UUIDField(default=uuid4)  # shared by alternatives for one need; a single one has its own
    place_in_order = models.PositiveSmallIntegerField(null=True, blank=True)  # None: all are asked at once
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="onward")
    receipt = models.ForeignKey(
        "referrals.Receipt", null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )

    class Meta:
        ordering = ["-state_at", "id"]
        indexes = [
            models.Index(fields=["receiver", "state", "answer_by", "id"], name="referrals_received"),
            models.Index(fields=["sender", "state", "-state_at", "id"], name="referrals_sent"),
            models.Index(fields=["group"], name="referrals_by_group"),
            models.Index(fields=["due_at"], name="referrals_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["service", "state", "waiting_since"], name="referrals_of_service"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_is_known"),
            models.CheckConstraint(condition=~Q(sender=models.F("receiver")), name="nobody_refers_to_themselves"),
            models.UniqueConstraint(
                fields=["need", "service"], condition=Q(state__in=OPEN), name="a_service_is_asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def short_code(self) -> str:
        return codes.short(self.code)


class ReferralEvent(models.Model):
    """What happened, in order. Written by `transitions.apply`, never changed."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=16, choices=State)
    event = models.CharField(max_length=11, choices=Event)
    target = models.CharField(max_length=16, choices=State)
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["referral", "number"]
        constraints = [models.UniqueConstraint(fields=["referral", "number"], name="one_referral_event_a_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"
