"""自动派单: which topics are on, and of each case what the machine would have sent and did."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dispatching", "0002_entry_objects")]

    operations = [
        migrations.CreateModel(
            name="AutomaticRow",
            fields=[
                ("city", models.TextField(primary_key=True, serialize=False)),
                ("state", models.JSONField()),
            ],
            options={"db_table": "dispatching_automatic"},
        ),
        migrations.AddField("factrow", "suggested", models.TextField(default="")),
        migrations.AddField("factrow", "would_unit", models.TextField(default="")),
        migrations.AddField("factrow", "would_mark", models.TextField(default="")),
        migrations.AddField("factrow", "return_due", models.DateTimeField(null=True)),
        migrations.AddField("factrow", "disputed", models.BooleanField(default=False)),
        migrations.AddField("factrow", "automatic_at", models.DateTimeField(null=True)),
        migrations.AddField("factrow", "drawn", models.BooleanField(default=False)),
        migrations.AddField("factrow", "reviewed_at", models.DateTimeField(null=True)),
        migrations.AddField("factrow", "reviewed_right", models.BooleanField(null=True)),
        migrations.AddIndex(
            "factrow",
            models.Index(
                "city",
                "registered_at",
                name="dispatching_fact_would",
                condition=~Q(would_unit=""),
            ),
        ),
        migrations.AddIndex(
            "factrow",
            models.Index(
                "city",
                "automatic_at",
                name="dispatching_fact_automatic",
                condition=Q(automatic_at__isnull=False),
            ),
        ),
    ]
