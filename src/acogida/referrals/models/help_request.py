from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases.enums import Urgency
from acogida.referrals.enums import Reason
from acogida.referrals.helping.enums import HelpState, TurnEnd


class HelpDesk(models.Model):
    """An organisation that answers requests for help which come without a caseworker. No row: it does not."""

    workspace = models.OneToOneField(
        "accounts.Workspace", primary_key=True, on_delete=models.CASCADE, related_name="help_desk"
    )
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class HelpRequest(models.Model):
    """Somebody asked for help by themselves. In the clear: when, how urgent, whose turn it is. The rest is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    receipt = models.OneToOneField(
        "referrals.Receipt", null=True, blank=True, on_delete=models.SET_NULL, related_name="help_request"
    )
    key_id = models.UUIDField()  # the copy of the data key that the person's code opens
    sealed = models.BinaryField()
    urgency = models.CharField(max_length=7, choices=Urgency)
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.ASKED)
    state_at = models.DateTimeField()
    created_at = models.DateTimeField()
    household = models.ForeignKey(
        "cases.Household", null=True, blank=True, on_delete=models.SET_NULL, related_name="help_requests"
    )
    due_at = models.DateTimeField(null=True, blank=True)  # when the node itself must act next
    step = models.PositiveSmallIntegerField(default=0)  # how many of the turn's moments were acted on

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["due_at"], name="help_requests_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return str(self.pk)


class HelpTurn(models.Model):
    """One of the organisations that the person was told of before sending, in the order in which they are asked."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.PROTECT, related_name="help_turns")
    key_id = models.UUIDField()  # its copy of the data key, destroyed when the turn ends
    asked_at = models.DateTimeField(null=True, blank=True)  # none: not its turn yet
    answer_by = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=TurnEnd, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=17, choices=Reason, blank=True)

    class Meta:
        ordering = ["request", "number"]
        indexes = [models.Index(fields=["workspace", "end", "answer_by"], name="help_turns_of_workspace")]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="one_help_turn_a_number"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(asked_at__isnull=False, end="") | Q(end=TurnEnd.TAKEN),
                name="a_help_request_is_with_one_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.end}"


class HelpMessage(models.Model):
    """Between the person and whoever took it: sealed to the request's key for the organisation, as long as it has it,
    and to the receipt for the person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="messages")
    workspace = models.ForeignKey(  # none: the person wrote it
        "accounts.Workspace", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    sealed = models.BinaryField()  # empty once the organisation has no part in it any more
    for_person = models.BinaryField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.pk)
