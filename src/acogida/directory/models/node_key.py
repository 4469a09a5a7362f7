from django.db import models


class NodeKey(models.Model):
    """Random bytes that only this node knows. They never change: what was made with them would lose its meaning."""

    purpose = models.CharField(primary_key=True, max_length=20)
    key = models.BinaryField()

    def __str__(self) -> str:
        return self.purpose
