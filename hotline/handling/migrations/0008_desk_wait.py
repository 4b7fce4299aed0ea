"""The hotline's own limits in lists: what waits for triage, completion of intake, dispatch."""

from django.db import migrations, models

AT_THE_DESK = models.Q(stage__in=("accepted", "handed_over", "registered", "sent_back"))


class Migration(migrations.Migration):
    dependencies = [("handling", "0007_lean_gin")]

    operations = [
        migrations.AddField("caserow", "desk_from", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "desk_due", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "caserow",
            models.Index(
                "city",
                "desk_due",
                "registered_at",
                "id",
                condition=AT_THE_DESK,
                name="handling_case_desk",
            ),
        ),
    ]
