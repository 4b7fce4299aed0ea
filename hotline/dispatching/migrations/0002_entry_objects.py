"""An entry's object has aliases, and an entry may give less time than the rulebook."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatching", "0002_topic_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="directoryentryrow",
            name="aliases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="directoryentryrow",
            name="limit",
            field=models.TextField(default=""),
        ),
    ]
