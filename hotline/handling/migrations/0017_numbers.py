"""Restricted numbers, and calls that were warned and ended."""

from django.db import migrations, models

BOUND = models.Q(lifted_at=None)
DISTURBING = models.Q(nature="harassment")


class Migration(migrations.Migration):
    dependencies = [("handling", "0016_notices")]

    operations = [
        migrations.AddField("ContactRow", "warnings", models.IntegerField(default=0)),
        migrations.AddField("ContactRow", "ended", models.BooleanField(default=False)),
        migrations.AddIndex(
            "ContactRow",
            models.Index(
                "city", "registered_at", condition=DISTURBING, name="handling_contact_disturbs"
            ),
        ),
        migrations.CreateModel(
            "NumberRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("digest", models.TextField()),
                ("ruled_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("by", models.TextField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("times", models.IntegerField()),
            ],
            {
                "db_table": "handling_number",
                "indexes": [
                    models.Index("city", "until", condition=BOUND, name="handling_number_bound"),
                    models.Index("city", "ruled_at", "id", name="handling_number_when"),
                ],
            },
        ),
        migrations.CreateModel(
            "NumberTextRow",
            [
                ("stream_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("shown", models.TextField()),
                ("reason", models.TextField()),
            ],
            {"db_table": "handling_number_text"},
        ),
    ]
