"""Where the bytes of files lie."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0002_search")]

    operations = [
        migrations.CreateModel(
            name="FileRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("stream_id", models.UUIDField()),
                ("city", models.TextField()),
                (
                    "addresses",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField()),
                ),
            ],
            options={
                "db_table": "handling_file",
                "indexes": [models.Index("stream_id", name="handling_file_case")],
            },
        ),
    ]
