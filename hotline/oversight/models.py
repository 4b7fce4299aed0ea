"""Tables of oversight. Rows follow from streams; those of people are erased with their key."""

from django.db import models


class RosterRow(models.Model):
    """The hours of a unit's duty roster (值班表), without its people. `gaps` in minutes of the
    three kinds of day."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    unit = models.TextField()
    hours = models.JSONField()
    has_head = models.BooleanField()
    gaps = models.IntegerField()
    changed_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        db_table = "oversight_roster"
        indexes = (models.Index("city", "unit", name="oversight_roster_unit"),)


class RosterPeopleRow(models.Model):
    """Who is on it, in the order of its hours, and the unit's head. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    people = models.JSONField()
    head = models.JSONField()

    class Meta:
        db_table = "oversight_roster_people"


class ShiftRow(models.Model):
    """A shift of the duty manager (班次), by its number. What was in it stands in its stream."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    n = models.IntegerField()
    manager = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    to = models.TextField()
    handed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField()
    items = models.IntegerField()
    waiting = models.IntegerField()
    refused = models.IntegerField()
    left = models.IntegerField()

    class Meta:
        db_table = "oversight_shift"
        indexes = (models.Index("city", "n", name="oversight_shift_n"),)
