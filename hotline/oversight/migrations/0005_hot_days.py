"""Days in which the cases of a hot event were seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0004_governance")]

    operations = [
        migrations.AddField(
            "HotRow", "days", models.IntegerField(default=7), preserve_default=False
        )
    ]
