"""试跑: a draft's replay of last month's cases, worked out in the background and kept."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dispatching", "0003_automatic")]

    operations = [
        migrations.CreateModel(
            name="ReplayRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("edition", models.TextField()),
                ("digest", models.TextField()),
                ("used", models.TextField()),
                ("user_id", models.TextField()),
                ("state", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.IntegerField()),
                ("total", models.IntegerField()),
                ("done", models.IntegerField()),
                ("cases", models.IntegerField()),
                ("result", models.TextField()),
            ],
            options={
                "db_table": "dispatching_replay",
                "indexes": [
                    models.Index("city", "edition", "asked_at", name="dispatching_replay_last")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("city", "edition"),
                        condition=Q(state__in=("waiting", "running")),
                        name="dispatching_replay_once",
                    )
                ],
            },
        ),
    ]
