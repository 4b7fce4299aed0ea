"""Shifts of the duty manager."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_rosters")]

    operations = [
        migrations.CreateModel(
            "ShiftRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("n", models.IntegerField()),
                ("manager", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("to", models.TextField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("lapsed", models.BooleanField()),
                ("items", models.IntegerField()),
                ("waiting", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("left", models.IntegerField()),
            ],
            {
                "db_table": "oversight_shift",
                "indexes": [models.Index("city", "n", name="oversight_shift_n")],
            },
        ),
    ]
