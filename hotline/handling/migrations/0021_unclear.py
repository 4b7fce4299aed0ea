"""兜底单位 and 首接单位 in rows of legs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0020_ladder")]

    operations = [
        migrations.AddField("LegRow", "bound_from", models.DateTimeField(null=True)),
        migrations.AddField("LegRow", "last_resort", models.BooleanField(default=False)),
    ]
