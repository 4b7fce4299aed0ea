"""Urgent orders that a unit has still to confirm by phone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0009_added_after_rating")]

    operations = [
        migrations.AddField("legrow", "phone_due", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "legrow",
            models.Index(
                "city",
                "phone_due",
                "case_id",
                "leg",
                condition=models.Q(running=True, phone_due__isnull=False),
                name="handling_leg_phone",
            ),
        ),
    ]
