"""Topics of governance."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_hot_events")]

    operations = [
        migrations.CreateModel(
            "GovernanceRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("name", models.TextField()),
                ("topic", models.TextField()),
                ("area", models.TextField()),
                ("units", models.JSONField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("next_by", models.DateField(null=True)),
                ("steps", models.IntegerField()),
                ("steps_done", models.IntegerField()),
                ("reports", models.IntegerField()),
                ("reported_at", models.DateTimeField(null=True)),
            ],
            {
                "db_table": "oversight_governance",
                "indexes": [
                    models.Index("city", "opened_at", name="oversight_governance_when"),
                ],
            },
        ),
    ]
