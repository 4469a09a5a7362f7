from django.db import models


class PrivateSite(models.Model):
    """Where a place that is not public really is. No public selector, page, export, API or log reads this table.

    A test names the modules that may (tests/architecture/test_private_sites.py).
    """

    location = models.OneToOneField(
        "directory.Location", primary_key=True, on_delete=models.CASCADE, related_name="private_site"
    )
    details = models.JSONField()  # the HSDS location as it was given: addresses, coordinates, name, phones, …
    lent = models.JSONField(default=dict, blank=True)  # {site: [id]}: its phones and hours that stand at its sites

    def __str__(self) -> str:
        return str(self.pk)  # never the details: a label ends up in logs
