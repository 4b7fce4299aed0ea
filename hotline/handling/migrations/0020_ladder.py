"""The ladder of calls for urgent orders: who is rung now, and how often in vain so far."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0020_batches")]

    operations = [
        migrations.AddField("LegRow", "phone_rung", models.TextField(default="")),
        migrations.AddField("LegRow", "phone_rang", models.IntegerField(default=0)),
    ]
