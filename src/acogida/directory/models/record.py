from uuid import uuid4

from django.db import models


class Record(models.Model):
    """What every directory record carries: its id, where it came from and when it last changed.

    `parts` holds, in the form of HSDS 3.1, what belongs to this one record and is only ever read with it: phones,
    contacts, schedules, cost options and the like (docs/adr/0003). `layout.py` says which field lives where.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=100, blank=True)  # name of the feed; empty: made on this node
    source_id = models.CharField(max_length=200, blank=True)  # its id over there
    content_hash = models.CharField(max_length=32, blank=True)  # of the content as last imported
    modified_at = models.DateTimeField(db_index=True)
    parts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]
