"""Tables of the checks of replies: read models, functions of streams, rebuilt by the ledger.

`SketchRow` and `LookRow` are hashes of what people wrote and photographed: they go with the case's
key (erasure). `FlagRow` holds nothing personal.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class SketchRow(models.Model):
    """The sketch of one filed answer, in hexadecimal, by which nearly the same ones are found.
    Personal."""

    pk = models.CompositePrimaryKey("stream_id", "request")
    stream_id = models.UUIDField()
    request = models.TextField()
    city = models.TextField()
    unit = models.TextField()
    at = models.DateTimeField()
    sketch = models.TextField()

    class Meta:
        db_table = "handling_sketch"
        indexes = (models.Index("city", "unit", "at", name="handling_sketch_recent"),)


class LookRow(models.Model):
    """What a photo of a unit's evidence looks like, in 64 bits, by which its use elsewhere is
    found; `id` is the file. Personal."""

    id = models.UUIDField(primary_key=True)
    stream_id = models.UUIDField()
    city = models.TextField()
    leg = models.TextField()
    look = models.TextField()
    bands = ArrayField(models.IntegerField())

    class Meta:
        db_table = "handling_look"
        indexes = (
            models.Index("stream_id", name="handling_look_case"),
            GinIndex(fields=["bands"], fastupdate=False, name="handling_look_bands"),
        )


class FlagRow(models.Model):
    """A doubt (疑点) as it stands in lists; `borne_out` is null while nobody has decided."""

    pk = models.CompositePrimaryKey("case_id", "flag")
    case_id = models.UUIDField()
    flag = models.TextField()
    city = models.TextField()
    unit = models.TextField()
    leg = models.TextField()
    sign = models.TextField()
    flagged_at = models.DateTimeField()
    borne_out = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    reported_unit = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "handling_flag"
        indexes = (
            models.Index(
                "city", "flagged_at", "case_id", "flag",
                condition=Q(borne_out__isnull=True), name="handling_flag_open",
            ),
            models.Index("city", "unit", "flagged_at", name="handling_flag_unit"),
        )  # fmt: skip
