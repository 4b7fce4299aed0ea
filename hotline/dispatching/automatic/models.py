"""The read model of 自动派单: what a city has set, and which topics are on."""

from django.db import models


class AutomaticRow(models.Model):
    """The settings of a city, as its stream leaves them."""

    city = models.TextField(primary_key=True)
    state = models.JSONField()

    class Meta:
        db_table = "dispatching_automatic"
