"""Checks of replies: sketches of answers, looks of photos, doubts for a person."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


def _pair(one: str, other: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        one, other, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("handling", "0012_supervision")]

    operations = [
        migrations.CreateModel(
            "SketchRow",
            [
                ("pk", _pair("stream_id", "request")),
                ("stream_id", models.UUIDField()),
                ("request", models.TextField()),
                ("city", models.TextField()),
                ("unit", models.TextField()),
                ("at", models.DateTimeField()),
                ("sketch", models.TextField()),
            ],
            options={
                "db_table": "handling_sketch",
                "indexes": [models.Index("city", "unit", "at", name="handling_sketch_recent")],
            },
        ),
        migrations.CreateModel(
            "LookRow",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("stream_id", models.UUIDField()),
                ("city", models.TextField()),
                ("leg", models.TextField()),
                ("look", models.TextField()),
                ("bands", ArrayField(models.IntegerField(), size=None)),
            ],
            options={
                "db_table": "handling_look",
                "indexes": [
                    models.Index("stream_id", name="handling_look_case"),
                    GinIndex(fastupdate=False, fields=["bands"], name="handling_look_bands"),
                ],
            },
        ),
        migrations.CreateModel(
            "FlagRow",
            [
                ("pk", _pair("case_id", "flag")),
                ("case_id", models.UUIDField()),
                ("flag", models.TextField()),
                ("city", models.TextField()),
                ("unit", models.TextField()),
                ("leg", models.TextField()),
                ("sign", models.TextField()),
                ("flagged_at", models.DateTimeField()),
                ("borne_out", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reported_unit", models.TextField()),
                ("confidential", models.BooleanField()),
            ],
            options={
                "db_table": "handling_flag",
                "indexes": [
                    models.Index(
                        "city", "flagged_at", "case_id", "flag",
                        condition=models.Q(borne_out__isnull=True), name="handling_flag_open",
                    ),
                    models.Index("city", "unit", "flagged_at", name="handling_flag_unit"),
                ],
            },
        ),
    ]  # fmt: skip
