"""Cases whose sources are still owed their answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0017_numbers")]

    operations = [
        migrations.AddField("CaseRow", "answer_from", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "CaseRow",
            models.Index(
                "city",
                "answer_from",
                "id",
                condition=models.Q(answer_from__isnull=False),
                name="handling_case_answer",
            ),
        ),
    ]
