"""Tables of hot events. The name is made of what citizens said, so it stands apart and is erased
with its key; all else are figures and ids."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class HotRow(models.Model):
    """A hot event (热点) as it stands. `seen`, `people`, `expected`, `days`
    and `lift` are those that raised it."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    state = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    seen = models.IntegerField()
    people = models.IntegerField()
    expected = models.FloatField()
    lift = models.FloatField()
    days = models.IntegerField()
    cases = models.IntegerField()
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    decided_by = models.TextField()
    decided_at = models.DateTimeField(null=True)
    head = models.UUIDField(null=True)
    governance = models.TextField()

    class Meta:
        db_table = "oversight_hot"
        indexes = (models.Index("city", "last_at", "id", name="oversight_hot_when"),)


class HotMemberRow(models.Model):
    """A case of a hot event."""

    pk = models.CompositePrimaryKey("event", "case_id")
    event = models.UUIDField()
    case_id = models.UUIDField()
    city = models.TextField()
    by_hand = models.BooleanField()

    class Meta:
        db_table = "oversight_hot_member"
        indexes = (models.Index("case_id", name="oversight_hot_of_case"),)


class HotNameRow(models.Model):
    """What it is called. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "oversight_hot_name"


class HotLookRow(models.Model):
    """Which cases a new one was like when it came, and how likely the same, in per cent: what other
    settings would have raised is reckoned from these. No read model, kept for a while only."""

    case_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    at = models.DateTimeField()
    like = ArrayField(models.UUIDField())
    percent = ArrayField(models.SmallIntegerField())

    class Meta:
        db_table = "oversight_hot_look"
        indexes = (models.Index("city", "at", name="oversight_hot_look_when"),)


class HotCursor(models.Model):
    """How far the feed was looked at. No read model: it is moved after the work is done, and what
    is looked at twice changes nothing."""

    name = models.TextField(primary_key=True)
    cursor = models.TextField()

    class Meta:
        db_table = "oversight_hot_cursor"
