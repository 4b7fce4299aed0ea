"""The table of replays. Not a read model: what was worked out, by whom it was asked for, when."""

from django.db import models
from django.db.models import Q


class ReplayRow(models.Model):
    """One replay of a draft. `digest` is that of the draft's lines, `used` the edition it was
    compared with; `total` and `done` are days; `result` is set when it is ready.

    `asked_at` is the city's time, for the cases of the days before; `lease_until` the wall's.
    """

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    edition = models.TextField()
    digest = models.TextField()
    used = models.TextField()
    user_id = models.TextField()
    state = models.TextField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.IntegerField()
    total = models.IntegerField()
    done = models.IntegerField()
    cases = models.IntegerField()
    result = models.TextField()

    class Meta:
        db_table = "dispatching_replay"
        constraints = (
            models.UniqueConstraint(
                fields=("city", "edition"),
                condition=Q(state__in=("waiting", "running")),
                name="dispatching_replay_once",
            ),
        )
        indexes = (models.Index("city", "edition", "asked_at", name="dispatching_replay_last"),)
