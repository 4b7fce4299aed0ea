"""Tables of notices. None is a read model and none holds a citizen's name, number or words: what an
SMS to a citizen needs besides the case number is read when it is sent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class NoticeRow(models.Model):
    """One notice to one recipient by one way; `user_id` is "" for the citizen of the case.

    `key` names event, recipient and way, so that an event followed twice tells nobody twice. By
    page it is there at once; else it waits until `not_before` (wall time), is sent together with
    others of the same `batch`, and is dead after the last try. `at` is the city's time. A citizen's
    with a `due_at` carries a one-time link until then, used at `read_at`; its secret is kept
    nowhere.
    """

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    key = models.TextField()
    user_id = models.TextField()
    way = models.TextField()
    thing = models.TextField()
    whom = models.TextField()
    case_id = models.UUIDField()
    number = models.TextField()
    urgent = models.BooleanField()
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    state = models.TextField()
    not_before = models.DateTimeField(null=True)
    batch = models.UUIDField(null=True)
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="")
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "handling_notice"
        constraints = (models.UniqueConstraint("city", "key", name="handling_notice_once"),)
        indexes = (
            models.Index(
                "city", "user_id", "at", "id", condition=Q(way="page"), name="handling_notice_mine"
            ),
            models.Index(
                "city", "user_id", condition=Q(way="page", read_at__isnull=True),
                name="handling_notice_unread",
            ),
            models.Index(
                "not_before", "id", condition=Q(state="waiting"), name="handling_notice_line"
            ),
            models.Index(
                "city", "user_id", "way", condition=Q(state="waiting"), name="handling_notice_due"
            ),
            models.Index("city", "at", "id", condition=Q(state="dead"),
                         name="handling_notice_dead"),
            models.Index("ended_at", condition=Q(ended_at__isnull=False),
                         name="handling_notice_ended"),
        )  # fmt: skip


class NoticeCursor(models.Model):
    """How far the feed was followed; written with the notices that came of it."""

    name = models.TextField(primary_key=True)
    cursor = models.TextField()

    class Meta:
        db_table = "handling_notice_cursor"


class NoticeLine(models.Model):
    """A line of a city's own table: by which ways one kind of recipient is told of a thing."""

    pk = models.CompositePrimaryKey("city", "thing", "whom")
    city = models.TextField()
    thing = models.TextField()
    whom = models.TextField()
    ways = ArrayField(models.TextField())
    text = models.TextField()
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "handling_notice_table"


class NoticeWish(models.Model):
    """What one member of staff wants: where to, when not, and of what not at all.

    `off` are "thing:way"; the hours are minutes after midnight in the city, `quiet_from` =
    `quiet_to` is no quiet at all; `digest` is when the day's e-mail is sent together, -1 = at once.
    """

    user_id = models.TextField(primary_key=True)
    city = models.TextField()
    email = models.TextField()
    phone = models.TextField()
    quiet_from = models.IntegerField()
    quiet_to = models.IntegerField()
    digest = models.IntegerField()
    off = ArrayField(models.TextField())

    class Meta:
        db_table = "handling_notice_wish"
