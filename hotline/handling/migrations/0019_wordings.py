"""Reply templates."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0018_answer_sources")]

    operations = [
        migrations.CreateModel(
            "WordingRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("unit", models.TextField()),
                ("topic", models.TextField()),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("asks", ArrayField(models.TextField())),
                ("version", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.TextField()),
                ("retired", models.BooleanField()),
            ],
            {
                "db_table": "handling_wording",
                "indexes": [
                    models.Index("city", "unit", "topic", name="handling_wording_unit"),
                ],
            },
        ),
    ]
