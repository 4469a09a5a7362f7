from django.db import models


class SearchEntry(models.Model):
    """What search knows of one service at one site, or of a service without a site. Derived; rebuilt by search.index.

    `doc` holds every token that can be searched: folded words, and codes such as `n:shelter` (need), `l:es`
    (language), `c:…` (grid cell). It is indexed by FTS5 on SQLite and by a GIN index on PostgreSQL; both see the
    same tokens (docs/explanation/search.md).
    """

    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="search_entries")
    site = models.ForeignKey(
        "directory.ServiceAtLocation", null=True, blank=True, on_delete=models.CASCADE, related_name="search_entries"
    )
    latitude = models.FloatField(null=True)  # of the public location; None: hidden, or no place at all
    longitude = models.FloatField(null=True)
    country = models.CharField(max_length=2, blank=True)
    admin1 = models.CharField(max_length=10, blank=True)
    timezone = models.CharField(max_length=40, blank=True)
    hours = models.BinaryField(null=True)  # opening intervals of a week, compiled; None: see the schedules, or unknown
    flags = models.PositiveSmallIntegerField(default=0)  # search.index.Flag
    doc = models.TextField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return str(self.pk)


class SearchWord(models.Model):
    """A word that occurs in some entry: what a mistyped word is compared with."""

    word = models.CharField(primary_key=True, max_length=40)

    class Meta:
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word
