"""Reads for everybody. What is marked as not help (detention, migration police) is in none of these."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from acogida.directory.enums import Visibility
from acogida.directory.models import (
    Capacity,
    DirectoryChange,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
)


def public_organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(is_help=True)


def public_services() -> QuerySet[Service]:
    return Service.objects.filter(is_help=True, organization__is_help=True)


def public_sites() -> QuerySet[ServiceAtLocation]:
    """Those that are still listed, and not where a public service visits a place of those who are no help, such as a
    lawyer in a detention centre."""
    listed = ServiceAtLocation.objects.filter(is_listed=True, location__is_help=True)
    helping = listed.filter(service__is_help=True, service__organization__is_help=True)
    return helping.exclude(location__organization__is_help=False)


def public_locations() -> QuerySet[Location]:
    """Places where some public service is, or that belong to a public organisation; not one that its services left."""
    sites = ServiceAtLocation.objects.filter(location=OuterRef("pk"))
    standing = Location.objects.filter(Exists(sites.filter(is_listed=True)) | ~Exists(sites), is_help=True)
    return standing.exclude(organization__is_help=False)


def public_capacities() -> QuerySet[Capacity]:
    """Known numbers, but none that tell how full a place is that isn't public."""
    secret = ServiceAtLocation.objects.filter(service=OuterRef("service")).exclude(
        location__visibility=Visibility.PUBLIC
    )
    public_place = Q(site__in=public_sites().filter(location__visibility=Visibility.PUBLIC))
    helping = Capacity.objects.filter(service__is_help=True, service__organization__is_help=True)
    return helping.filter(public_place | Q(site=None) & ~Exists(secret), available__isnull=False)


def newest_change() -> datetime | None:
    """When the directory was last written to, public or not: to be hidden is a change too."""
    return DirectoryChange.objects.values_list("at", flat=True).first()
