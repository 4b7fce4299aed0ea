"""Tables of imports. `SourceRow` is a read model of cases; the others are work in hand, not kept in
the journal. Rows of a file lie sealed and go when the import is over."""

from django.db import models
from django.db.models import Q


class SourceRow(models.Model):
    """A number under which another platform or system knows a case. `asked_from`: since when the
    province that sent it is to answer what we asked (上报省级平台); null where nothing is asked."""

    pk = models.CompositePrimaryKey("case_id", "source")
    case_id = models.UUIDField()
    source = models.TextField()
    city = models.TextField()
    platform = models.TextField()
    number = models.TextField()
    asked_from = models.DateTimeField(null=True)

    class Meta:
        db_table = "handling_source"
        indexes = (
            models.Index("city", "number", name="handling_source_number"),
            models.Index(
                "city", "case_id", condition=Q(asked_from__isnull=False),
                name="handling_source_asked",
            ),
        )  # fmt: skip


class ImportRow(models.Model):
    """One file brought in. `want`: up to which phase its parts are to go (1 checked, 2 written)."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    user_id = models.TextField()
    file = models.TextField()
    digest = models.TextField()
    headings = models.JSONField()
    matching = models.JSONField()
    state = models.TextField()
    want = models.IntegerField()
    rows = models.IntegerField()
    summary = models.JSONField()
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "handling_import"
        indexes = (
            models.Index("city", "created_at", name="handling_import_when"),
            models.Index(
                "begun_at",
                condition=Q(state__in=("checking", "importing")),
                name="handling_import_line",
            ),
        )


class ImportPartRow(models.Model):
    """So many rows of a file, sealed; what became of each, and the counts of it."""

    pk = models.CompositePrimaryKey("import_id", "n")
    import_id = models.UUIDField()
    n = models.IntegerField()
    rows = models.IntegerField()
    phase = models.IntegerField()
    tries = models.IntegerField()
    lease_until = models.DateTimeField(null=True)
    content = models.BinaryField()
    report = models.BinaryField()
    made = models.IntegerField()
    there = models.IntegerField()
    refused = models.IntegerField()

    class Meta:
        db_table = "handling_import_part"


class MatchingRow(models.Model):
    """A mapping kept under a name (列对应)."""

    pk = models.CompositePrimaryKey("city", "name")
    city = models.TextField()
    name = models.TextField()
    matching = models.JSONField()
    saved_by = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "handling_matching"
