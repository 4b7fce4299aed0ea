"""By when a follow-up has to begin, who is asked at expiry, and what was drawn for a check."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0010_phone")]

    operations = [
        migrations.AddField("caserow", "call_from", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "call_due", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "expired_call", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "sample_from", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "caserow",
            models.Index(
                "city",
                "sample_from",
                "id",
                condition=Q(sample_from__isnull=False),
                name="handling_case_sample",
            ),
        ),
        migrations.AddIndex(
            "caserow",
            models.Index(
                "city",
                "expired_call",
                "id",
                condition=Q(expired_call__isnull=False),
                name="handling_case_expired",
            ),
        ),
    ]
