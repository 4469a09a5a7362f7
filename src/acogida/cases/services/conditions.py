"""Whether a household fulfils the condition of a service. What the condition is about is not kept."""

from datetime import datetime

from django.db import transaction

from acogida.accounts.acting import Acting
from acogida.cases.enums import Answer, EventCode
from acogida.cases.journal import happened
from acogida.cases.locking import lock
from acogida.cases.models import ConditionAnswer, Household
from acogida.directory.models import Service


@transaction.atomic
def answer_condition(
    *, household: Household, service: Service, answer: Answer, by: Acting, now: datetime
) -> ConditionAnswer:
    household = lock(by, household.pk)
    said = {"answer": answer, "answered_at": now, "answered_by": by.user}
    kept, _ = ConditionAnswer.objects.update_or_create(household=household, service=service, defaults=said)
    happened(household, EventCode.CONDITION_ANSWERED, by=by, now=now, subject=service.pk)
    return kept
