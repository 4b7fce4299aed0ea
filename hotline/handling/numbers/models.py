"""Tables of restricted numbers. The number itself stands in none, only its keyed hash."""

from django.db import models
from django.db.models import Q


class NumberRow(models.Model):
    """A number that is or was restricted (限制来电)."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    digest = models.TextField()
    ruled_at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    times = models.IntegerField()

    class Meta:
        db_table = "handling_number"
        indexes = (
            models.Index(
                "city", "until", condition=Q(lifted_at=None), name="handling_number_bound"
            ),
            models.Index("city", "ruled_at", "id", name="handling_number_when"),
        )


class NumberTextRow(models.Model):
    """The number with its middle covered, and why it was restricted. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    shown = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "handling_number_text"
