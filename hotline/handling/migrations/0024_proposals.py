"""What rulings propose for the dispatch directory; where it was silent."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0023_on_site")]

    operations = [
        migrations.CreateModel(
            "ProposalRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "proposal", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("proposal", models.TextField()),
                ("city", models.TextField()),
                ("number", models.TextField()),
                ("topic", models.TextField()),
                ("area", models.TextField()),
                ("object", models.TextField()),
                ("lead", models.TextField()),
                (
                    "co_handlers",
                    django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                ("was", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("taken", models.BooleanField(null=True)),
                ("edition", models.TextField()),
                ("entry", models.TextField()),
                ("reported_unit", models.TextField()),
                ("confidential", models.BooleanField()),
            ],
            options={
                "db_table": "handling_proposal",
                "indexes": [
                    models.Index(
                        "city", "proposed_at", condition=Q(taken__isnull=True),
                        name="handling_proposal_open",
                    ),
                    models.Index("city", "answered_at", name="handling_proposal_answered"),
                ],
            },
        ),
        migrations.AddIndex(
            "LegRow",
            models.Index(
                "city", "dispatched_at", condition=Q(last_resort=True),
                name="handling_leg_last_resort",
            ),
        ),
    ]  # fmt: skip
