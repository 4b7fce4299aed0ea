"""Tables of mass events: read models of cases, without anything personal."""

from django.db import models
from django.db.models import Q


class EventRow(models.Model):
    """A mass event (群体事件) by the case that heads it. `open`: calls may join it now."""

    case_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    number = models.TextField()
    name = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    script = models.TextField()
    notice = models.TextField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answered = models.BooleanField()
    open = models.BooleanField()

    class Meta:
        db_table = "handling_event"
        indexes = (
            models.Index("city", "opened_at", condition=Q(open=True), name="handling_event_open"),
            models.Index("city", "opened_at", "case_id", name="handling_event_when"),
        )


class EventCallRow(models.Model):
    """One caller of a mass event, by the caller's own case. `again`: said 仍未恢复."""

    case_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    event = models.UUIDField()
    at = models.DateTimeField()
    special = models.BooleanField()
    waiting = models.BooleanField()
    again = models.BooleanField()

    class Meta:
        db_table = "handling_event_call"
        indexes = (
            models.Index("event", "at", "waiting", "again", "special", name="handling_event_calls"),
        )
