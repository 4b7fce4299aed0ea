"""Exports made in the background, and the sealed pieces of their files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0003_files")]

    operations = [
        migrations.CreateModel(
            name="ExportRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("user_id", models.TextField()),
                ("asked", models.BinaryField()),
                ("about", models.TextField()),
                ("state", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("total", models.IntegerField()),
                ("done", models.IntegerField()),
                ("size", models.IntegerField()),
                ("tries", models.IntegerField()),
            ],
            options={
                "db_table": "handling_export",
                "indexes": [
                    models.Index("city", "user_id", "asked_at", name="handling_export_mine"),
                    models.Index(
                        "asked_at",
                        condition=models.Q(state__in=("waiting", "running")),
                        name="handling_export_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportPartRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("export_id", models.UUIDField()),
                ("n", models.IntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "handling_export_part",
                "constraints": [
                    models.UniqueConstraint("export_id", "n", name="handling_export_part_order")
                ],
            },
        ),
    ]
