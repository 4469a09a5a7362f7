"""Reads for everybody. What is marked as not help (detention, migration police) is in none of these."""

from django.db.models import QuerySet

from acogida.directory.models import Location, Organization, Service, ServiceAtLocation


def public_organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(is_help=True)


def public_services() -> QuerySet[Service]:
    return Service.objects.filter(is_help=True, organization__is_help=True)


def public_sites() -> QuerySet[ServiceAtLocation]:
    return ServiceAtLocation.objects.filter(service__in=public_services())


def public_locations() -> QuerySet[Location]:
    """Places where some public service is, or that belong to a public organisation."""
    return Location.objects.exclude(organization__is_help=False)
