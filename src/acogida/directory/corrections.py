"""What visitors say is wrong with a service. Nothing about the visitor is asked, seen or kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from acogida.core.errors import DomainError
from acogida.directory.enums import CorrectionKind
from acogida.directory.models import Correction, Service

WINDOW = timedelta(hours=1)
MOST_FOR_A_SERVICE = 10
MOST_IN_ALL = 300  # of those that can wait
URGENT = (CorrectionKind.UNSAFE, CorrectionKind.REFUSED)


class TooManyCorrections(DomainError):
    """So many came within the hour that a machine is likelier than people. Counted by service, not by sender."""


def is_crowded(service: Service, kind: CorrectionKind, now: datetime) -> bool:
    """Urgent ones are counted apart and by service only: nothing said elsewhere drowns a warning."""
    recent = Correction.objects.filter(created_at__gt=now - WINDOW)
    alike = recent.filter(kind__in=URGENT) if kind in URGENT else recent.exclude(kind__in=URGENT)
    if alike.filter(service=service).count() >= MOST_FOR_A_SERVICE:
        return True
    return kind not in URGENT and alike.count() >= MOST_IN_ALL


def urgent_first() -> QuerySet[Correction]:
    """Somebody is in danger or was asked for money, and others are on their way there; then the oldest."""
    return Correction.objects.order_by(Case(When(kind__in=URGENT, then=0), default=1), "created_at", "pk")


@transaction.atomic
def report_correction(*, service: Service, kind: CorrectionKind, message: str, now: datetime) -> Correction:
    """The same words about the same service, not yet handled, are one correction."""
    message = message.strip()
    same = Correction.objects.filter(service=service, kind=kind, message=message, handled_at=None).first()
    if same:
        return same
    if is_crowded(service, kind, now):
        raise TooManyCorrections(_("Many messages about this service came in just now. Please try again in an hour."))
    return Correction.objects.create(service=service, kind=kind, message=message, created_at=now)


def handle_correction(*, correction: Correction, now: datetime) -> Correction:
    correction.handled_at = now
    correction.save(update_fields=["handled_at"])
    return correction
