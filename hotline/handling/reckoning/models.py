"""Tables of limits reckoned again over a whole city. Work in hand: what was moved stands in the
journal, and these say how far a run is and list what it found. No personal data."""

from django.db import models
from django.db.models import Q


class ReckoningRow(models.Model):
    """One run over a city's open cases, or a dry one (`draft` names the calendar that is tried), or
    a mark of what was in force when the platform first looked. `calendar`, `rulebook` and `years`
    (a digest of each year's days) are those reckoned by; limits that end before `since` cannot
    move and were not looked at."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    kind = models.TextField()
    calendar = models.TextField()
    rulebook = models.IntegerField()
    years = models.JSONField()
    draft = models.IntegerField()
    since = models.DateTimeField()
    state = models.TextField()
    total = models.IntegerField()
    seen = models.IntegerField()
    cases = models.IntegerField()
    limits = models.IntegerField()
    tries = models.IntegerField()
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "handling_reckoning"
        indexes = (
            models.Index("city", "began_at", name="handling_reckoning_when"),
            models.Index("began_at", condition=Q(state="running"), name="handling_reckoning_line"),
        )


class ReckonedRow(models.Model):
    """A case that a run has still to look at, or whose limits it moved (`moved`: which clock,
    whose, from when to when)."""

    pk = models.CompositePrimaryKey("reckoning_id", "case_id")
    reckoning_id = models.UUIDField()
    case_id = models.UUIDField()
    number = models.TextField()
    moved = models.JSONField()
    done = models.BooleanField()

    class Meta:
        db_table = "handling_reckoned"
        indexes = (
            models.Index(
                "reckoning_id", "case_id", condition=Q(done=False), name="handling_reckoned_line"
            ),
        )
