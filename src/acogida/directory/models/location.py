from django.db import models
from django.db.models import Q

from acogida.directory.enums import LocationType, Visibility
from acogida.directory.models.record import Record


class Location(Record):
    """A place, as the public may know it.

    For `AREA_ONLY` and `HIDDEN` everything that tells where it is stands in `PrivateSite` and nowhere else: here are
    then only the country and admin-1 and, for `AREA_ONLY`, the town and the coordinates of the town's centre.
    """

    organization = models.ForeignKey(
        "directory.Organization", null=True, blank=True, on_delete=models.CASCADE, related_name="locations"
    )
    location_type = models.CharField(max_length=8, choices=LocationType, default=LocationType.PHYSICAL)
    name = models.CharField(max_length=300, blank=True)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    transportation = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    # Acogida's profile
    visibility = models.CharField(max_length=9, choices=Visibility, default=Visibility.PUBLIC)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    admin1 = models.CharField(max_length=10, blank=True)  # GeoNames code of the state or province
    locality = models.CharField(max_length=200, blank=True)  # town, for people; empty when hidden
    timezone = models.CharField(max_length=40, blank=True)  # IANA name
    translations = models.JSONField(default=dict, blank=True)
    is_help = models.BooleanField(default=True)  # False: people are held here, whoever visits them

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.HIDDEN)
                | Q(latitude=None, longitude=None, name="", alternate_name="", description="", locality="")
                & Q(transportation="", url=""),
                name="hidden_location_tells_nothing",
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PUBLIC) | Q(parts={}), name="only_public_location_has_parts"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="location_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.locality or self.admin1
