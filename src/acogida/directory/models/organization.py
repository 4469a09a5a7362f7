from django.db import models

from acogida.directory.models.record import Record


class Organization(Record):
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    website = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    language = models.CharField(max_length=5, blank=True)  # of the texts above; empty: not known
    translations = models.JSONField(default=dict, blank=True)  # {"es": {"name": …, "description": …}}
    is_help = models.BooleanField(default=True)  # False: detention, migration police; never shown to the public
    terms = models.ManyToManyField("directory.TaxonomyTerm", blank=True, related_name="organizations")

    def __str__(self) -> str:
        return self.name
