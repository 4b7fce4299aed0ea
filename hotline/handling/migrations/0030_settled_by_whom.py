"""Precedents name a unit, so the index over settled cases leaves out those that no unit handled: of
a topic that the desk answers itself, tens of thousands were read to find none."""

from django.db import migrations, models
from django.db.models import Q

SETTLED = Q(stage="closed", returns=0, confidential=False, parent__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("handling", "0029_automatic")]

    operations = [
        migrations.RemoveIndex(model_name="caserow", name="handling_case_settled"),
        migrations.AddIndex(
            model_name="caserow",
            index=models.Index(
                "city",
                "topic",
                "closed_at",
                name="handling_case_settled",
                condition=SETTLED & ~Q(lead_unit=""),
            ),
        ),
    ]
