"""Imports of orders of another system, and the numbers under which others know a case.

`hotline ledger rebuild` fills `handling_source` for cases that came before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0014_mass")]

    operations = [
        migrations.CreateModel(
            "SourceRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "source",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("source", models.TextField()),
                ("city", models.TextField()),
                ("platform", models.TextField()),
                ("number", models.TextField()),
            ],
            {
                "db_table": "handling_source",
                "indexes": [models.Index("city", "number", name="handling_source_number")],
            },
        ),
        migrations.CreateModel(
            "ImportRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("user_id", models.TextField()),
                ("file", models.TextField()),
                ("digest", models.TextField()),
                ("headings", models.JSONField()),
                ("matching", models.JSONField()),
                ("state", models.TextField()),
                ("want", models.IntegerField()),
                ("rows", models.IntegerField()),
                ("summary", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
            ],
            {
                "db_table": "handling_import",
                "indexes": [
                    models.Index("city", "created_at", name="handling_import_when"),
                    models.Index(
                        "begun_at",
                        condition=models.Q(state__in=("checking", "importing")),
                        name="handling_import_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "ImportPartRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "import_id",
                        "n",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_id", models.UUIDField()),
                ("n", models.IntegerField()),
                ("rows", models.IntegerField()),
                ("phase", models.IntegerField()),
                ("tries", models.IntegerField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("content", models.BinaryField()),
                ("report", models.BinaryField()),
                ("made", models.IntegerField()),
                ("there", models.IntegerField()),
                ("refused", models.IntegerField()),
            ],
            {"db_table": "handling_import_part"},
        ),
        migrations.CreateModel(
            "MatchingRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "city",
                        "name",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("city", models.TextField()),
                ("name", models.TextField()),
                ("matching", models.JSONField()),
                ("saved_by", models.TextField()),
                ("saved_at", models.DateTimeField()),
            ],
            {"db_table": "handling_matching"},
        ),
    ]
