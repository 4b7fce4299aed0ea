"""Days in which the cases of a hot event were seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_hot_events")]

    operations = [
        migrations.AddField(
            "HotRow", "days", models.IntegerField(default=7), preserve_default=False
        )
    ]
