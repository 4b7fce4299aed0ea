"""Tables of hot events. The name is made of what citizens said, so it stands apart and is erased
with its key; all else are figures and ids."""

from django.db import models


class HotRow(models.Model):
    """A hot event (热点) as it stands. `seen`, `people`, `expected` and `days`
    are those that raised it."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    state = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    seen = models.IntegerField()
    people = models.IntegerField()
    expected = models.FloatField()
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


class HotCursor(models.Model):
    """How far the feed was looked at. No read model: it is moved after the work is done, and what
    is looked at twice changes nothing."""

    name = models.TextField(primary_key=True)
    cursor = models.TextField()

    class Meta:
        db_table = "oversight_hot_cursor"
