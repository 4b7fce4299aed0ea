"""What new cases were like when they came, and how much more than usual the whole city called."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0005_hot_days")]

    operations = [
        migrations.AddField(
            "HotRow", "lift", models.FloatField(default=1.0), preserve_default=False
        ),
        migrations.CreateModel(
            name="HotLookRow",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "like",
                    django.contrib.postgres.fields.ArrayField(models.UUIDField(), size=None),
                ),
                (
                    "percent",
                    django.contrib.postgres.fields.ArrayField(
                        models.SmallIntegerField(), size=None
                    ),
                ),
            ],
            options={
                "db_table": "oversight_hot_look",
                "indexes": [models.Index("city", "at", name="oversight_hot_look_when")],
            },
        ),
    ]
