"""What a city asks of hot matters and duplicates (热点与查重设置)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0027_procedures")]

    operations = [
        migrations.CreateModel(
            name="AlarmRow",
            fields=[
                ("city", models.TextField(primary_key=True, serialize=False)),
                ("hot", models.JSONField()),
                ("alike", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
            options={"db_table": "handling_alarm"},
        )
    ]
