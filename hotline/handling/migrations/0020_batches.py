"""Batch work: batches, and what became of each of their cases."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0019_wordings")]

    operations = [
        migrations.CreateModel(
            "BatchRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("user_id", models.TextField()),
                ("face", models.TextField()),
                ("command", models.TextField()),
                ("asked", models.BinaryField()),
                ("about", models.TextField()),
                ("origin", models.UUIDField(null=True)),
                ("state", models.TextField()),
                ("why", models.TextField()),
                ("total", models.IntegerField()),
                ("at", models.IntegerField()),
                ("in_hand", models.BooleanField()),
                ("turn", models.IntegerField()),
                ("tries", models.IntegerField()),
                ("would", models.IntegerField()),
                ("would_not", models.IntegerField()),
                ("did", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("created_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField()),
            ],
            {
                "db_table": "handling_batch",
                "indexes": [
                    models.Index("city", "created_at", name="handling_batch_when"),
                    models.Index(
                        "served_at",
                        condition=Q(state__in=("trying", "running")) | Q(in_hand=True),
                        name="handling_batch_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "BatchItemRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id",
                        "n",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("batch_id", models.UUIDField()),
                ("n", models.IntegerField()),
                ("case_id", models.UUIDField()),
                ("leg", models.TextField()),
                ("outcome", models.TextField()),
                ("code", models.TextField()),
                ("said", models.TextField()),
                ("advice", models.TextField()),
            ],
            {"db_table": "handling_batch_item"},
        ),
    ]
