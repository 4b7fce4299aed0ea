"""What a citizen adds after rating waits for the follow-up caller: a column, the list's index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0008_desk_wait")]

    operations = [
        migrations.AddField("caserow", "added_at", models.DateTimeField(null=True)),
        migrations.RemoveIndex("caserow", "handling_case_to_call"),
        migrations.AddIndex(
            "caserow",
            models.Index(
                "city",
                "completed_at",
                "id",
                condition=Q(stage="completed", reachable=True)
                | Q(stage="followed_up", solved="not")
                | Q(stage="followed_up", added_at__isnull=False),
                name="handling_case_to_call",
            ),
        ),
    ]
