"""Statutory procedures (法定程序) that legs carry, to be listed by their own limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0026_asked_above")]

    operations = [
        migrations.AddField("LegRow", "procedure", models.TextField(default="")),
        migrations.AddField("LegRow", "procedure_from", models.DateTimeField(null=True)),
        migrations.AddField("LegRow", "procedure_due", models.DateTimeField(null=True)),
        migrations.AddField("LegRow", "procedure_told", models.BooleanField(default=False)),
        migrations.AddIndex(
            "LegRow",
            models.Index(
                "city",
                "procedure_due",
                "case_id",
                "leg",
                condition=models.Q(procedure_due__isnull=False),
                name="handling_leg_procedure",
            ),
        ),
    ]
