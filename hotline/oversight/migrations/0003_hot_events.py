"""Hot events (热点): figures, members, names, and how far new cases were looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0002_shifts")]

    operations = [
        migrations.CreateModel(
            "HotRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("state", models.TextField()),
                ("topic", models.TextField()),
                ("area", models.TextField()),
                ("seen", models.IntegerField()),
                ("people", models.IntegerField()),
                ("expected", models.FloatField()),
                ("cases", models.IntegerField()),
                ("raised_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("decided_by", models.TextField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("head", models.UUIDField(null=True)),
                ("governance", models.TextField()),
            ],
            options={
                "db_table": "oversight_hot",
                "indexes": [models.Index("city", "last_at", "id", name="oversight_hot_when")],
            },
        ),
        migrations.CreateModel(
            "HotMemberRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event", "case_id", blank=True, editable=False, primary_key=True,
                        serialize=False,
                    ),
                ),
                ("event", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("city", models.TextField()),
                ("by_hand", models.BooleanField()),
            ],
            options={
                "db_table": "oversight_hot_member",
                "indexes": [models.Index("case_id", name="oversight_hot_of_case")],
            },
        ),
        migrations.CreateModel(
            "HotNameRow",
            [
                ("stream_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("name", models.TextField()),
            ],
            options={"db_table": "oversight_hot_name"},
        ),
        migrations.CreateModel(
            "HotCursor",
            [
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("cursor", models.TextField()),
            ],
            options={"db_table": "oversight_hot_cursor"},
        ),
    ]  # fmt: skip
