"""Tables of the dispatch directory (派单目录). All are read models of the streams `directory`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class DirectoryEditionRow(models.Model):
    """One edition."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    edition = models.TextField()
    note = models.TextField()
    standing = models.TextField()
    effective_from = models.DateField()
    authors = ArrayField(models.TextField())
    approved_by = models.TextField()
    last_resort = models.JSONField()

    class Meta:
        db_table = "dispatching_edition"
        indexes = (models.Index(fields=["city"], name="dispatching_edition_city"),)


class DirectoryEntryRow(models.Model):
    """One line of an edition: topic × area × kind × object → units."""

    pk = models.CompositePrimaryKey("edition_id", "id")
    edition_id = models.UUIDField()
    id = models.TextField()
    city = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    kind = models.TextField()
    object = models.TextField()
    aliases = ArrayField(models.TextField(), default=list)
    lead = models.TextField()
    co_handlers = ArrayField(models.TextField())
    legal_basis = models.TextField()
    limit = models.TextField(default="")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)

    class Meta:
        db_table = "dispatching_entry"


class DirectoryDutyRow(models.Model):
    """One line of a street duty list (履职事项清单) of an edition."""

    pk = models.CompositePrimaryKey("edition_id", "id")
    edition_id = models.UUIDField()
    id = models.TextField()
    city = models.TextField()
    topic = models.TextField()
    duty = models.TextField()
    unit = models.TextField()
    department = models.TextField()
    legal_basis = models.TextField()

    class Meta:
        db_table = "dispatching_duty"
