"""Reads for everybody. What is marked as not help (detention, migration police) is in none of these."""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from acogida.directory.enums import Visibility
from acogida.directory.models import (
    Capacity,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)


def public_organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(is_help=True)


def public_services() -> QuerySet[Service]:
    return Service.objects.filter(is_help=True, organization__is_help=True)


def public_sites() -> QuerySet[ServiceAtLocation]:
    """Not where a public service visits a place of those who are no help, such as a lawyer in a detention centre."""
    helping = ServiceAtLocation.objects.filter(service__is_help=True, service__organization__is_help=True)
    return helping.exclude(location__organization__is_help=False)


def public_locations() -> QuerySet[Location]:
    """Places where some public service is, or that belong to a public organisation."""
    return Location.objects.exclude(organization__is_help=False)


def public_capacities() -> QuerySet[Capacity]:
    """Known numbers, but none that tell how full a place is that isn't public."""
    secret = ServiceAtLocation.objects.filter(service=OuterRef("service")).exclude(
        location__visibility=Visibility.PUBLIC
    )
    public_place = Q(site__location__visibility=Visibility.PUBLIC) & ~Q(site__location__organization__is_help=False)
    helping = Capacity.objects.filter(service__is_help=True, service__organization__is_help=True)
    return helping.filter(public_place | Q(site=None) & ~Exists(secret), available__isnull=False)


def newest_change() -> datetime | None:
    """When anything in the directory was last written, public or not: to be hidden is a change too."""
    records = (Organization, Service, ServiceAtLocation, Location, Taxonomy, TaxonomyTerm)
    moments = [model._default_manager.aggregate(newest=Max("modified_at"))["newest"] for model in records]
    moments.append(Capacity.objects.aggregate(newest=Max("updated_at"))["newest"])
    return max((moment for moment in moments if moment is not None), default=None)
