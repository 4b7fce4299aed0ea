"""What units settled, by topic, so that precedents are found at once among a million cases."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0024_proposals")]

    operations = [
        migrations.AddIndex(
            model_name="caserow",
            index=models.Index(
                "city",
                "topic",
                "closed_at",
                name="handling_case_settled",
                condition=Q(stage="closed", returns=0, confidential=False, parent__isnull=True),
            ),
        ),
    ]
