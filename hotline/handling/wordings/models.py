"""The table of reply templates as they stand; their versions are in the journal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class WordingRow(models.Model):
    """A template (答复模板). `unit` "" is for all units, `topic` "" for every topic. Nothing
    personal: it is written before any case is known."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    unit = models.TextField()
    topic = models.TextField()
    title = models.TextField()
    text = models.TextField()
    asks = ArrayField(models.TextField())
    version = models.IntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    retired = models.BooleanField()

    class Meta:
        db_table = "handling_wording"
        indexes = (models.Index("city", "unit", "topic", name="handling_wording_unit"),)
