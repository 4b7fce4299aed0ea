"""When the machine last switched 自动派单 of a topic off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatching", "0004_replays")]

    operations = [
        migrations.AddField("automaticrow", "fallen_at", models.DateTimeField(null=True)),
    ]
