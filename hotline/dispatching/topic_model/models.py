"""Tables of topic models: which there are (read models of the stream `topic_models`), and what
became of each case's topic and unit (facts, written by `following`; no words, nobody's name)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class TopicModelRow(models.Model):
    """What a city asks of its models, and which one answers."""

    city = models.TextField(primary_key=True)
    running = models.TextField()
    precision = models.FloatField()
    margin = models.FloatField()
    automatic = models.BooleanField()

    class Meta:
        db_table = "dispatching_topic_model"


class TopicModelVersionRow(models.Model):
    """One model that was made."""

    pk = models.CompositePrimaryKey("city", "version")
    city = models.TextField()
    version = models.TextField()
    digest = models.TextField()
    made = models.TextField()
    made_at = models.DateTimeField()
    learnt = models.IntegerField()
    topics = models.IntegerField()
    measured = models.JSONField()
    against = models.TextField()
    before = models.JSONField()
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.TextField()

    class Meta:
        db_table = "dispatching_topic_model_version"


class FactRow(models.Model):
    """A case as far as its dispatch goes. `first_topic`, `first_unit`: as registered and as first
    dispatched; `topic`, `unit`: as they are now, `leg` the lead leg. `returned_at`: when a lead
    unit was first relieved of it (退单成立、改派); `wrong_at`: when another unit got it after that.
    `suggested` is the unit that the page showed first when it was dispatched ("" where none was).
    `guess` is what `model` said when the case was registered ("" where none was asked), `five` its
    five candidates. `would_unit`: whom the machine would have sent it to then, by the entry of
    `would_mark` ("" where it would not); right or wrong is known from `return_due` on, unless it is
    `disputed`. `automatic_at`: when the machine did send it; `drawn` for review."""

    case_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    number = models.TextField()
    confidential = models.BooleanField()
    registered_at = models.DateTimeField()
    area = models.TextField()
    first_topic = models.TextField()
    topic = models.TextField()
    dispatched_at = models.DateTimeField(null=True)
    dispatcher = models.TextField()
    suggested = models.TextField(default="")
    first_unit = models.TextField()
    unit = models.TextField()
    leg = models.TextField()
    returned_at = models.DateTimeField(null=True)
    wrong_at = models.DateTimeField(null=True)
    model = models.TextField()
    guess = models.TextField()
    five = ArrayField(models.TextField())
    chance = models.FloatField()
    abstained = models.BooleanField()
    would_unit = models.TextField(default="")
    would_mark = models.TextField(default="")
    return_due = models.DateTimeField(null=True)
    disputed = models.BooleanField(default=False)
    automatic_at = models.DateTimeField(null=True)
    drawn = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_right = models.BooleanField(null=True)

    class Meta:
        db_table = "dispatching_fact"
        indexes = (
            models.Index("city", "registered_at", name="dispatching_fact_when"),
            models.Index(
                "city", "dispatched_at", name="dispatching_fact_sent",
                condition=Q(dispatched_at__isnull=False),
            ),
            models.Index(
                "city", "wrong_at", name="dispatching_fact_wrong",
                condition=Q(wrong_at__isnull=False),
            ),
            models.Index(
                "city", "registered_at", name="dispatching_fact_would",
                condition=~Q(would_unit=""),
            ),
            models.Index(
                "city", "automatic_at", name="dispatching_fact_automatic",
                condition=Q(automatic_at__isnull=False),
            ),
        )  # fmt: skip


class CorrectionRow(models.Model):
    """Something about a dispatch that was put right: the `topic`, or the `unit` after a return was
    upheld. `key` is the event that says so, so that it is counted once."""

    key = models.TextField(primary_key=True)
    city = models.TextField()
    case_id = models.UUIDField()
    number = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    kind = models.TextField()
    was = models.TextField()
    became = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "dispatching_correction"
        indexes = (models.Index("city", "at", name="dispatching_correction_when"),)


class FactCursor(models.Model):
    """How far the feed was followed."""

    name = models.TextField(primary_key=True)
    cursor = models.TextField()

    class Meta:
        db_table = "dispatching_fact_cursor"
