"""Reads of the operational record: nothing here opens a seal. Every household is reached through `visible_to`: those of
the workspace one acts for, and none that is being erased."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from acogida.accounts.acting import Acting
from acogida.accounts.models import Workspace
from acogida.cases import codes
from acogida.cases.enums import NeedStatus, Purpose, Status, Urgency
from acogida.cases.models import Consent, Household, Member, Need, TimelineEvent
from acogida.cases.perms import may_work_with_households
from acogida.directory.enums import NeedKind


@dataclass(frozen=True)
class Filters:
    status: Status | None = Status.OPEN  # None: open and closed
    need: NeedKind | None = None
    urgency: Urgency | None = None
    locality: int | None = None
    language: str = ""
    is_announced: bool = False  # only those of which it was announced that they will be erased


def visible_to(by: Acting) -> QuerySet[Household]:
    if not may_work_with_households(by):
        return Household.objects.none()
    return Household.objects.filter(workspace=by.workspace).exclude(status=Status.ERASING)


def get_for(by: Acting, household_id: UUID) -> Household:
    """Raises DoesNotExist alike for what there isn't and for what is not theirs. A merged one is found: its
    `merged_into` says where to look."""
    return visible_to(by).select_related("workspace").get(pk=household_id)


ALL_OPEN = Filters()


def list_for(by: Acting, filters: Filters = ALL_OPEN) -> QuerySet[Household]:
    """Last active first, each with `size`, and `open_needs` in one query for the whole page."""
    wanted = [filters.status] if filters.status else [Status.OPEN, Status.CLOSED]
    found = visible_to(by).filter(status__in=wanted)
    needs = Need.objects.filter(household=OuterRef("pk"), status=NeedStatus.OPEN)
    if filters.need:
        needs = needs.filter(kind=filters.need)
    if filters.urgency:
        needs = needs.filter(urgency=filters.urgency)
    if filters.need or filters.urgency:
        found = found.filter(Exists(needs))
    if filters.locality is not None:
        found = found.filter(locality=filters.locality)
    if filters.language:
        found = found.alias(spoken=Cast("languages", TextField())).filter(spoken__contains=f'"{filters.language}"')
    if filters.is_announced:
        found = found.filter(notice_at__isnull=False)
    return summed_up(found).order_by("-active_at", "pk")


def summed_up(households: QuerySet[Household]) -> QuerySet[Household]:
    members = Member.objects.filter(household=OuterRef("pk")).order_by().values("household")
    size = Subquery(members.annotate(size=Count("pk")).values("size"))
    open_needs = Need.objects.filter(status=NeedStatus.OPEN).order_by("household", "created_at", "kind", "pk")
    return households.annotate(size=Coalesce(size, 0)).prefetch_related(
        Prefetch("needs", queryset=open_needs, to_attr="open_needs")
    )


def drafts_of(by: Acting) -> QuerySet[Household]:
    return list_for(by, Filters(status=Status.DRAFT))


def by_code(by: Acting, text: str) -> QuerySet[Household]:
    """By a whole code, or its short form: eight characters, as typed."""
    code = codes.typed(text)
    found = visible_to(by).filter(code__startswith=code) if code else Household.objects.none()
    return summed_up(found).order_by("-active_at", "pk")


def file_of(household: Household) -> list[UUID]:
    """Ids of a household and of all that were merged into it, its own first."""
    found, last = [household.pk], [household.pk]
    while last:
        merged = Household.objects.filter(merged_into__in=last, status=Status.MERGED)
        last = list(merged.order_by("pk").values_list("pk", flat=True))
        found += last
    return found


def whole_file(household_id: UUID) -> list[UUID]:
    """The same, whichever of its files is meant: the one that the others were merged into comes first."""
    top = Household.objects.only("merged_into").get(pk=household_id)
    while top.merged_into_id is not None:
        top = Household.objects.only("merged_into").get(pk=top.merged_into_id)
    return file_of(top)


def timeline_of(household: Household) -> QuerySet[TimelineEvent]:
    return TimelineEvent.objects.filter(household__in=file_of(household)).select_related("by").order_by("-at", "-pk")


def live_consents(now: datetime) -> QuerySet[Consent]:
    return Consent.objects.filter(
        Q(until_date=None) | Q(until_date__gte=now.date()), withdrawn_at=None, given_at__lte=now
    ).order_by("-recorded_at", "pk")


def allowing(purpose: Purpose, *, workspace: Workspace, now: datetime) -> QuerySet[Household]:
    """Open households that a plan, or a figure, may count today. Whoever withdrew is gone at the next question."""
    consents = live_consents(now).filter(household=OuterRef("pk"), purpose=purpose)
    return Household.objects.filter(Exists(consents), workspace=workspace, status=Status.OPEN).order_by("pk")
