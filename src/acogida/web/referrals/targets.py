"""A service, and the place that is meant, as it stands in a form or an address."""

from uuid import UUID

from acogida.directory.models import Service, ServiceAtLocation
from acogida.directory.selectors import public_services, public_sites
from acogida.referrals.services.sending import Target


def key_of(service: Service, site: ServiceAtLocation | None) -> str:
    return f"{service.pk}~{site.pk}" if site else str(service.pk)


def target_of(key: str) -> Target | None:
    """None for what is no service that the public may see."""
    service_id, _tilde, site_id = key.partition("~")
    try:
        wanted, place = UUID(service_id), UUID(site_id) if site_id else None
    except ValueError:
        return None
    service = public_services().select_related("organization").filter(pk=wanted).first()
    if service is None or place is None:
        return Target(service) if service else None
    site = public_sites().select_related("location").filter(pk=place, service=service).first()
    return Target(service, site) if site else None
