"""Rows of the operational record: codes, dates and places, never a word that somebody typed."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from acogida.cases.enums import AgeBand, Answer, Gender, NeedStatus, Relation, SkillGroup, Stance, Urgency
from acogida.directory.enums import NeedKind


class Member(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField()
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True)
    relation = models.CharField(max_length=13, choices=Relation)
    gender = models.CharField(max_length=7, choices=Gender, blank=True)
    accessibility = models.JSONField(default=list, blank=True)  # Accessibility codes

    class Meta:
        ordering = ["household", "position", "id"]

    def __str__(self) -> str:
        return f"{self.relation} {self.age_band}"


class Need(models.Model):
    """`member` says whose it is; None: the household's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="needs")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=16, choices=NeedKind)
    urgency = models.CharField(max_length=7, choices=Urgency)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=NeedStatus, default=NeedStatus.OPEN)
    created_at = models.DateTimeField()
    status_at = models.DateTimeField()

    class Meta:
        ordering = ["household", "created_at", "kind", "id"]
        indexes = [models.Index(fields=["status", "kind", "household"], name="needs_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind"],
                name="one_open_need_of_a_kind_for_all",
                condition=Q(status=NeedStatus.OPEN, member=None),
            ),
            models.UniqueConstraint(
                fields=["household", "kind", "member"],
                name="one_open_need_of_a_kind_for_one",
                condition=Q(status=NeedStatus.OPEN, member__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(until_date=None) | Q(until_date__gte=models.F("from_date")),
                name="need_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.urgency}"


class Preference(models.Model):
    """A country, or a town in it, where they would like to go or will not go."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="preferences")
    stance = models.CharField(max_length=7, choices=Stance)
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    locality = models.PositiveIntegerField(null=True, blank=True)  # gazetteer id; None: the whole country

    class Meta:
        ordering = ["household", "stance", "country", "locality", "id"]

    def __str__(self) -> str:
        return f"{self.stance} {self.country}"


class Skill(models.Model):
    """The words for it are in the identity record."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="skills")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="skills")
    group = models.CharField(max_length=1, choices=SkillGroup)

    class Meta:
        ordering = ["household", "group", "id"]

    def __str__(self) -> str:
        return self.group


class Kin(models.Model):
    """A town where relatives are: never who or at which address."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="kin")
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    locality = models.PositiveIntegerField(null=True, blank=True)  # gazetteer id; None: somewhere in the country

    class Meta:
        ordering = ["household", "country", "locality", "id"]
        verbose_name_plural = "kin"

    def __str__(self) -> str:
        return self.country


class ConditionAnswer(models.Model):
    """What a caseworker said of one service's condition."""

    household = models.ForeignKey("cases.Household", on_delete=models.CASCADE, related_name="condition_answers")
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["household", "service", "id"]
        constraints = [models.UniqueConstraint(fields=["household", "service"], name="one_answer_a_service")]

    def __str__(self) -> str:
        return self.answer
