from django.db import models

from acogida.directory.models.record import Record


class ServiceAtLocation(Record):
    """One service at one place: what a person goes to. The directory's code calls it a site."""

    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="sites")
    location = models.ForeignKey("directory.Location", on_delete=models.CASCADE, related_name="sites")
    description = models.TextField(blank=True)
    is_listed = models.BooleanField(default=True)  # False: its source names other sites of the service, no longer this
    terms = models.ManyToManyField("directory.TaxonomyTerm", blank=True, related_name="sites")

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"
