from django.db import models
from django.db.models import Q

from acogida.directory.enums import NeedBasis, ServiceStatus
from acogida.directory.models.record import Record


class Service(Record):
    organization = models.ForeignKey("directory.Organization", on_delete=models.CASCADE, related_name="services")
    program_id = models.UUIDField(null=True, blank=True)  # one of the programs in the organisation's parts
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    alert = models.TextField(blank=True)
    application_process = models.TextField(blank=True)
    eligibility_description = models.TextField(blank=True)
    fees_description = models.TextField(blank=True)
    wait_time = models.TextField(blank=True)
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    terms = models.ManyToManyField("directory.TaxonomyTerm", blank=True, related_name="services")

    # Acogida's profile
    language = models.CharField(max_length=5, blank=True)  # of the texts above; empty: not known
    translations = models.JSONField(default=dict, blank=True)  # {"es": {"name": …, "description": …}}
    needs = models.JSONField(default=list, blank=True)  # NeedKind codes
    needs_basis = models.CharField(max_length=8, choices=NeedBasis, default=NeedBasis.NONE)
    audiences = models.JSONField(default=list, blank=True)  # Audience codes; empty: everyone
    papers_needed = models.BooleanField(null=True, blank=True)  # None: not known
    eligibility = models.JSONField(default=list, blank=True)  # rules: [{"fact": "age", "op": ">=", "value": 18}]
    date_exceptions = models.JSONField(default=list, blank=True)  # [{"from": "2026-12-25", "to": …, "closed": true, …}]
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=200, blank=True)
    is_help = models.BooleanField(default=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ServiceStatus.values), name="service_status_is_hsds"),
        ]

    def __str__(self) -> str:
        return self.name
