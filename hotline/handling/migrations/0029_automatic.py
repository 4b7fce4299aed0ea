"""自动派单: what the machine means to send when, and what it sent that waits to be reviewed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0028_alarms")]

    operations = [
        migrations.AddField("caserow", "plan_at", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "plan_unit", models.TextField(default="")),
        migrations.AddField("caserow", "auto_from", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "caserow",
            models.Index(
                "city",
                "auto_from",
                "id",
                condition=Q(auto_from__isnull=False),
                name="handling_case_automatic",
            ),
        ),
    ]
