"""What visitors say is wrong with a service. Nothing about the visitor is asked, seen or kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.core.errors import DomainError
from acogida.directory.enums import CorrectionKind
from acogida.directory.models import Correction, Service

WINDOW = timedelta(hours=1)
MOST_FOR_A_SERVICE = 10
MOST_IN_ALL = 300


class TooManyCorrections(DomainError):
    """So many came within the hour that a machine is likelier than people. Counted by service, not by sender."""


def is_crowded(service: Service, now: datetime) -> bool:
    recent = Correction.objects.filter(created_at__gt=now - WINDOW)
    return recent.filter(service=service).count() >= MOST_FOR_A_SERVICE or recent.count() >= MOST_IN_ALL


@transaction.atomic
def report_correction(*, service: Service, kind: CorrectionKind, message: str, now: datetime) -> Correction:
    """The same words about the same service, not yet handled, are one correction."""
    message = message.strip()
    same = Correction.objects.filter(service=service, kind=kind, message=message, handled_at=None).first()
    if same:
        return same
    if is_crowded(service, now):
        raise TooManyCorrections(_("Many messages about this service came in just now. Please try again in an hour."))
    return Correction.objects.create(service=service, kind=kind, message=message, created_at=now)


def handle_correction(*, correction: Correction, now: datetime) -> Correction:
    correction.handled_at = now
    correction.save(update_fields=["handled_at"])
    return correction
