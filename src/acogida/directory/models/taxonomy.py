from django.db import models

from acogida.directory.enums import NeedKind
from acogida.directory.models.record import Record


class Taxonomy(Record):
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=50, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Record):
    taxonomy = models.ForeignKey(Taxonomy, null=True, blank=True, on_delete=models.CASCADE, related_name="terms")
    taxonomy_name = models.CharField(max_length=300, blank=True)  # HSDS `taxonomy`: a name without a record of its own
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    code = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    term_uri = models.CharField(max_length=500, blank=True)
    need = models.CharField(max_length=20, choices=NeedKind, blank=True)  # what it means among our own kinds

    def __str__(self) -> str:
        return self.name
