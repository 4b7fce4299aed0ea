"""Notices: what is shown and sent, how far the feed was followed, tables of cities, wishes."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handling", "0015_imports")]

    operations = [
        migrations.CreateModel(
            name="NoticeRow",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("key", models.TextField()),
                ("user_id", models.TextField()),
                ("way", models.TextField()),
                ("thing", models.TextField()),
                ("whom", models.TextField()),
                ("case_id", models.UUIDField()),
                ("number", models.TextField()),
                ("urgent", models.BooleanField()),
                ("due_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("state", models.TextField()),
                ("not_before", models.DateTimeField(null=True)),
                ("batch", models.UUIDField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("fault", models.TextField(default="")),
                ("read_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "handling_notice",
                "indexes": [
                    models.Index(
                        "city",
                        "user_id",
                        "at",
                        "id",
                        condition=Q(way="page"),
                        name="handling_notice_mine",
                    ),
                    models.Index(
                        "city",
                        "user_id",
                        condition=Q(way="page", read_at__isnull=True),
                        name="handling_notice_unread",
                    ),
                    models.Index(
                        "not_before",
                        "id",
                        condition=Q(state="waiting"),
                        name="handling_notice_line",
                    ),
                    models.Index(
                        "city",
                        "user_id",
                        "way",
                        condition=Q(state="waiting"),
                        name="handling_notice_due",
                    ),
                    models.Index(
                        "city", "at", "id", condition=Q(state="dead"), name="handling_notice_dead"
                    ),
                    models.Index(
                        "ended_at",
                        condition=Q(ended_at__isnull=False),
                        name="handling_notice_ended",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint("city", "key", name="handling_notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeCursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("cursor", models.TextField()),
            ],
            options={"db_table": "handling_notice_cursor"},
        ),
        migrations.CreateModel(
            name="NoticeLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "city",
                        "thing",
                        "whom",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("city", models.TextField()),
                ("thing", models.TextField()),
                ("whom", models.TextField()),
                ("ways", ArrayField(base_field=models.TextField(), size=None)),
                ("text", models.TextField()),
                ("changed_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "handling_notice_table"},
        ),
        migrations.CreateModel(
            name="NoticeWish",
            fields=[
                ("user_id", models.TextField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("email", models.TextField()),
                ("phone", models.TextField()),
                ("quiet_from", models.IntegerField()),
                ("quiet_to", models.IntegerField()),
                ("digest", models.IntegerField()),
                ("off", ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={"db_table": "handling_notice_wish"},
        ),
    ]
