"""Tables of batches: work in hand, and the record of who did what to how many; not read models."""

from django.db import models
from django.db.models import Q


class BatchRow(models.Model):
    """One batch. `asked` is the command, sealed; `about` where its cases came from, in words.

    `at` is the next line, `in_hand` that a portion was taken and is not noted yet, `turn` tells its
    worker from the one before, `tries` how many died over it. `origin`: whose refused ones these
    are. `why`: what stopped it.
    """

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    user_id = models.TextField()
    face = models.TextField()
    command = models.TextField()
    asked = models.BinaryField()
    about = models.TextField()
    origin = models.UUIDField(null=True)
    state = models.TextField()
    why = models.TextField()
    total = models.IntegerField()
    at = models.IntegerField()
    in_hand = models.BooleanField()
    turn = models.IntegerField()
    tries = models.IntegerField()
    would = models.IntegerField()
    would_not = models.IntegerField()
    did = models.IntegerField()
    refused = models.IntegerField()
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    served_at = models.DateTimeField()

    class Meta:
        db_table = "handling_batch"
        indexes = (
            models.Index("city", "created_at", name="handling_batch_when"),
            models.Index(
                "served_at",
                condition=Q(state__in=("trying", "running")) | Q(in_hand=True),
                name="handling_batch_line",
            ),
        )


class BatchItemRow(models.Model):
    """One case of a batch and what became of it. Nothing personal stands here."""

    pk = models.CompositePrimaryKey("batch_id", "n")
    batch_id = models.UUIDField()
    n = models.IntegerField()
    case_id = models.UUIDField()
    leg = models.TextField()
    outcome = models.TextField()
    code = models.TextField()
    said = models.TextField()
    advice = models.TextField()

    class Meta:
        db_table = "handling_batch_item"
