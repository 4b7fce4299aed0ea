"""The table of what a city asks of hot matters and duplicates."""

from django.db import models


class AlarmRow(models.Model):
    """The settings (热点与查重设置) as they stand; a city that changed nothing has none."""

    city = models.TextField(primary_key=True)
    hot = models.JSONField()
    alike = models.JSONField()
    changed_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        app_label = "handling"
        db_table = "handling_alarm"
