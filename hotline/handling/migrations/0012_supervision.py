"""Documents of supervision (督办)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0011_follow_up_owed")]

    operations = [
        migrations.CreateModel(
            "DocumentRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "request", blank=True, editable=False,
                        primary_key=True, serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                *((name, models.TextField()) for name in (
                    "request", "city", "kind", "colour", "state", "leg", "unit", "addressed",
                )),
                ("rung", models.IntegerField()),
                ("by_rule", models.BooleanField()),
                ("filed_by", models.TextField()),
                ("filed_at", models.DateTimeField()),
                *((name, models.DateTimeField(null=True)) for name in (
                    "due_at", "received_at", "answered_at", "ruled_at",
                )),
                ("reported_unit", models.TextField()),
                ("confidential", models.BooleanField()),
            ],
            options={"db_table": "handling_document"},
        ),
        migrations.AddIndex(
            "documentrow",
            models.Index(
                "city", "due_at", "case_id", "request",
                condition=models.Q(state="filed"), name="handling_document_open",
            ),
        ),
        migrations.AddIndex(
            "documentrow",
            models.Index(
                "city", "filed_at", "case_id", "request", name="handling_document_when",
            ),
        ),
    ]  # fmt: skip
