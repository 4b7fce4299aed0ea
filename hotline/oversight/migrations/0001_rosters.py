"""Duty rosters of units."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            "RosterRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("unit", models.TextField()),
                ("hours", models.JSONField()),
                ("has_head", models.BooleanField()),
                ("gaps", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            {
                "db_table": "oversight_roster",
                "indexes": [models.Index("city", "unit", name="oversight_roster_unit")],
            },
        ),
        migrations.CreateModel(
            "RosterPeopleRow",
            [
                ("stream_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("people", models.JSONField()),
                ("head", models.JSONField()),
            ],
            {"db_table": "oversight_roster_people"},
        ),
    ]
