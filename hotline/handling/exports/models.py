"""Tables of exports made in the background. Neither is a read model."""

from django.db import models
from django.db.models import Q


class ExportRow(models.Model):
    """An export made in the background, for a day. `asked` is sealed, `about` are its conditions
    in words without the words looked for."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    user_id = models.TextField()
    asked = models.BinaryField()
    about = models.TextField()
    state = models.TextField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    total = models.IntegerField()
    done = models.IntegerField()
    size = models.IntegerField()
    tries = models.IntegerField()

    class Meta:
        db_table = "handling_export"
        indexes = (
            models.Index("city", "user_id", "asked_at", name="handling_export_mine"),
            models.Index(
                "asked_at",
                condition=Q(state__in=("waiting", "running")),
                name="handling_export_line",
            ),
        )


class ExportPartRow(models.Model):
    """A sealed piece of an export's file."""

    id = models.UUIDField(primary_key=True)
    export_id = models.UUIDField()
    n = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "handling_export_part"
        constraints = (
            models.UniqueConstraint("export_id", "n", name="handling_export_part_order"),
        )
