"""Runs that reckon a city's limits again, and what they moved."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0022_for_whom")]

    operations = [
        migrations.CreateModel(
            "ReckoningRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("kind", models.TextField()),
                ("calendar", models.TextField()),
                ("rulebook", models.IntegerField()),
                ("years", models.JSONField()),
                ("draft", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("state", models.TextField()),
                ("total", models.IntegerField()),
                ("seen", models.IntegerField()),
                ("cases", models.IntegerField()),
                ("limits", models.IntegerField()),
                ("tries", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
            ],
            {
                "db_table": "handling_reckoning",
                "indexes": [
                    models.Index("city", "began_at", name="handling_reckoning_when"),
                    models.Index(
                        "began_at",
                        condition=Q(state="running"),
                        name="handling_reckoning_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "ReckonedRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reckoning_id",
                        "case_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reckoning_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("number", models.TextField()),
                ("moved", models.JSONField()),
                ("done", models.BooleanField()),
            ],
            {
                "db_table": "handling_reckoned",
                "indexes": [
                    models.Index(
                        "reckoning_id",
                        "case_id",
                        condition=Q(done=False),
                        name="handling_reckoned_line",
                    ),
                ],
            },
        ),
    ]
