"""Mass events, and who called about them."""

from django.db import migrations, models

OPEN = models.Q(open=True)


class Migration(migrations.Migration):
    dependencies = [("handling", "0013_checking")]

    operations = [
        migrations.CreateModel(
            "EventRow",
            [
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("number", models.TextField()),
                ("name", models.TextField()),
                ("topic", models.TextField()),
                ("area", models.TextField()),
                ("script", models.TextField()),
                ("notice", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("answered", models.BooleanField()),
                ("open", models.BooleanField()),
            ],
            {
                "db_table": "handling_event",
                "indexes": [
                    models.Index("city", "opened_at", condition=OPEN, name="handling_event_open"),
                    models.Index("city", "opened_at", "case_id", name="handling_event_when"),
                ],
            },
        ),
        migrations.CreateModel(
            "EventCallRow",
            [
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("event", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("special", models.BooleanField()),
                ("waiting", models.BooleanField()),
                ("again", models.BooleanField()),
            ],
            {
                "db_table": "handling_event_call",
                "indexes": [
                    models.Index(
                        "event", "at", "waiting", "again", "special", name="handling_event_calls"
                    )
                ],
            },
        ),
    ]
