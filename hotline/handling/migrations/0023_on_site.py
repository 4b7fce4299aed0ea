"""Units ordered on site (现场划分职责) in rows of requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0022_reckoning")]

    operations = [
        migrations.AddField("RequestRow", "units", ArrayField(models.TextField(), default=list)),
    ]
