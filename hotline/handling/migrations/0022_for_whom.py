"""For whom somebody called, and for which enterprise."""

from django.db import migrations, models


def _text() -> "models.TextField[str, str]":
    return models.TextField(default="")


class Migration(migrations.Migration):
    dependencies = [("handling", "0021_unclear")]

    operations = [
        migrations.AddField("CallerRow", name, _text())
        for name in ("behalf_name", "behalf_phone", "enterprise", "credit_code")
    ]
