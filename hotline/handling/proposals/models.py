"""The table of proposals for the dispatch directory: a read model of cases, nothing personal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ProposalRow(models.Model):
    """One proposed entry. `was`: the entry that decided then, "" for none; `taken` null while
    nobody has answered."""

    pk = models.CompositePrimaryKey("case_id", "proposal")
    case_id = models.UUIDField()
    proposal = models.TextField()
    city = models.TextField()
    number = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    object = models.TextField()
    lead = models.TextField()
    co_handlers = ArrayField(models.TextField())
    was = models.TextField()
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    taken = models.BooleanField(null=True)
    edition = models.TextField()
    entry = models.TextField()
    reported_unit = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "handling_proposal"
        indexes = (
            models.Index(
                "city", "proposed_at", condition=Q(taken__isnull=True),
                name="handling_proposal_open",
            ),
            models.Index("city", "answered_at", name="handling_proposal_answered"),
        )  # fmt: skip
