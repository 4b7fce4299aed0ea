"""The read model of 自动派单: what a city has set, and which topics are on."""

from django.db import models


class AutomaticRow(models.Model):
    """The settings of a city, as its stream leaves them. `fallen_at`: when the machine last
    switched a topic off that is not on again."""

    city = models.TextField(primary_key=True)
    state = models.JSONField()
    fallen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispatching_automatic"
