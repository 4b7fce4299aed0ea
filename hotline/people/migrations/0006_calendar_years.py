"""放假安排 of the years that a city adopted by itself, and the one that waits for approval."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_places_draft"),
    ]

    operations = [
        migrations.AddField(
            model_name="cityrow",
            name="calendar_years",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="cityrow",
            name="calendar_draft",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="cityrow",
            name="calendar_drafts",
            field=models.IntegerField(default=0),
        ),
    ]
