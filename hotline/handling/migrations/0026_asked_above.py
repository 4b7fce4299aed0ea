"""Since when a province is to answer what was asked of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0025_settled")]

    operations = [
        migrations.AddField("SourceRow", "asked_from", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "SourceRow",
            models.Index(
                "city",
                "case_id",
                condition=models.Q(asked_from__isnull=False),
                name="handling_source_asked",
            ),
        ),
    ]
