"""What the working lists, their counts and live marks are read by, whatever lies closed beside."""

from django.db import migrations, models

WAITING = models.Q(stage="completed", reachable=True) | models.Q(stage="followed_up", solved="not")
CLOSED = models.Q(stage="closed", closed_at__isnull=False)


def _case(*columns: str, name: str, condition: models.Q) -> migrations.AddIndex:
    index = models.Index(*columns, name=name, condition=condition)
    return migrations.AddIndex(model_name="caserow", index=index)


class Migration(migrations.Migration):
    dependencies = [("handling", "0005_many_cases")]

    operations = [
        migrations.AddIndex(
            model_name="legrow",
            index=models.Index(
                "city",
                "next_due",
                "case_id",
                "leg",
                condition=models.Q(running=True),
                name="handling_leg_running",
            ),
        ),
        _case("city", "completed_at", "id", name="handling_case_to_call", condition=WAITING),
        _case(
            "city",
            "last_at",
            "id",
            name="handling_case_silent",
            condition=models.Q(stage="handling"),
        ),
        _case(
            "city",
            "due_at",
            "registered_at",
            "id",
            name="handling_case_bouncing",
            condition=models.Q(returns__gte=2, stage__in=("accepted", "handling")),
        ),
        _case(
            "city", "solved", "closed_at", "id", name="handling_case_solved", condition=CLOSED
        ),
        _case(
            "city", "satisfied", "closed_at", "id", name="handling_case_satisfied",
            condition=CLOSED,
        ),
    ]  # fmt: skip
