"""The table of governance topics; their words stand in the stream."""

from django.db import models


class GovernanceRow(models.Model):
    """A topic of governance (治理专题). `next_by` is the day of the first step not done."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    name = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    units = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    next_by = models.DateField(null=True)
    steps = models.IntegerField()
    steps_done = models.IntegerField()
    reports = models.IntegerField()
    reported_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "oversight"
        db_table = "oversight_governance"
        indexes = (models.Index("city", "opened_at", name="oversight_governance_when"),)
