"""Tables of handling. All are read models: functions of streams, rebuilt by the ledger.

`CaseRow`, `LegRow`, `RequestRow`, `DocumentRow`, `ContactRow` hold no personal data. `CaseTextRow`,
`CallerRow` and `PhoneRow` do; they are deleted in the same statement as the case's key (erasure).
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class ContactRow(models.Model):
    """A contact (来电/诉求记录) as it stands in lists."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    channel = models.TextField()
    nature = models.TextField()
    anonymous = models.BooleanField()
    hotline_number = models.TextField()
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    registrar = models.TextField()
    cases = models.IntegerField()
    warnings = models.IntegerField(default=0)
    ended = models.BooleanField(default=False)

    class Meta:
        db_table = "handling_contact"
        indexes = (
            models.Index("city", "registered_at", name="handling_contact_when"),
            models.Index(
                "city", "registered_at", condition=Q(nature="harassment"),
                name="handling_contact_disturbs",
            ),
        )  # fmt: skip


class CaseRow(models.Model):
    """A case (诉求工单) as it stands in lists. `due_at` is the citizen's promise while it runs,
    `desk_due` the hotline's own limit (受理、补录、派单、移交确认) while the case waits for it,
    `call_due` that of the first follow-up call (回访启动) until it was made, `answer_from` since
    when another platform that sent the matter waits for its answer (答复来源), `plan_at` when the
    machine means to send it to `plan_unit`, `auto_from` since when what it sent waits for review.
    """

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    number = models.TextField()
    contact = models.UUIDField()
    stage = models.TextField()
    channel = models.TextField()
    kind = models.TextField()
    topic = models.TextField()
    area = models.TextField()
    object = models.TextField()
    urgency = models.TextField()
    tags = ArrayField(models.TextField())
    confidential = models.BooleanField()
    anonymous = models.BooleanField()
    reachable = models.BooleanField()
    reported_unit = models.TextField()
    registrar = models.TextField()
    query_digest = models.TextField()
    registered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    desk_from = models.DateTimeField(null=True)
    desk_due = models.DateTimeField(null=True)
    breached = models.BooleanField()
    completed_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    follow_up_due = models.DateTimeField(null=True)
    call_from = models.DateTimeField(null=True)
    call_due = models.DateTimeField(null=True)
    expired_call = models.DateTimeField(null=True)
    sample_from = models.DateTimeField(null=True)
    answer_from = models.DateTimeField(null=True)
    plan_at = models.DateTimeField(null=True)
    plan_unit = models.TextField(default="")
    auto_from = models.DateTimeField(null=True)
    added_at = models.DateTimeField(null=True)
    attempts = models.IntegerField()
    closed_at = models.DateTimeField(null=True)
    lead_unit = models.TextField()
    leg_units = ArrayField(models.TextField())
    live_units = ArrayField(models.TextField())
    parent = models.UUIDField(null=True)
    children = models.IntegerField()
    round = models.IntegerField()
    returns = models.IntegerField()
    send_backs = models.IntegerField()
    reminders = models.IntegerField()
    unreachable = models.BooleanField()
    solved = models.TextField()
    satisfied = models.TextField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "handling_case"
        constraints = (models.UniqueConstraint("city", "number", name="handling_case_number"),)
        indexes = (
            models.Index("city", "stage", "due_at", "id", name="handling_case_queue"),
            models.Index("city", "last_at", name="handling_case_live"),
            models.Index("city", "registered_at", "id", name="handling_case_when"),
            models.Index("city", "due_at", "registered_at", "id", name="handling_case_due"),
            models.Index("parent", condition=Q(parent__isnull=False), name="handling_case_parent"),
            models.Index(
                "city", "completed_at", "id", name="handling_case_to_call",
                condition=Q(stage="completed", reachable=True)
                | Q(stage="followed_up", solved="not")
                | Q(stage="followed_up", added_at__isnull=False),
            ),
            *(
                models.Index("city", column, "id", name=f"handling_case_{name}",
                             condition=Q(**{f"{column}__isnull": False}))
                for name, column in (
                    ("sample", "sample_from"), ("expired", "expired_call"),
                    ("answer", "answer_from"), ("automatic", "auto_from"),
                )
            ),
            models.Index(
                "city", "last_at", "id", name="handling_case_silent",
                condition=Q(stage="handling"),
            ),
            models.Index(
                "city", "due_at", "registered_at", "id", name="handling_case_bouncing",
                condition=Q(returns__gte=2, stage__in=("accepted", "handling")),
            ),
            # What waits at the hotline's own desk is short beside all cases and soon gone.
            models.Index(
                "city", "desk_due", "registered_at", "id", name="handling_case_desk",
                condition=Q(stage__in=("accepted", "handed_over", "registered", "sent_back")),
            ),
            *(
                models.Index("city", *columns, "closed_at", "id", name=f"handling_case_{name}",
                             condition=Q(stage="closed", closed_at__isnull=False))
                for name, columns in (
                    ("solved", ("solved",)), ("satisfied", ("satisfied",)),
                )
            ),
            # Precedents: what a unit settled, by topic, the newest first.
            models.Index(
                "city", "topic", "closed_at", name="handling_case_settled",
                condition=Q(stage="closed", returns=0, confidential=False, parent__isnull=True)
                & ~Q(lead_unit=""),
            ),
            GinIndex(fields=["leg_units"], fastupdate=False, name="handling_case_units"),
            GinIndex(fields=["tags"], fastupdate=False, name="handling_case_tags"),
            models.Index("contact", name="handling_case_contact"),
            models.Index(
                "city", "closed_at", "id", condition=Q(closed_at__isnull=False),
                name="handling_case_closed",
            ),
            # Searches by rare values, alone or together: few different ones, so a few megabytes for
            # a million cases.
            models.Index(
                "city", "stage", "satisfied", "solved", "kind", "urgency", "channel",
                name="handling_case_facets",
            ),
            models.Index(
                fields=["city", "topic"], opclasses=["text_ops", "text_pattern_ops"],
                name="handling_case_topic",
            ),
            models.Index(
                fields=["city", "area"], opclasses=["text_ops", "text_pattern_ops"],
                name="handling_case_area",
            ),
        )  # fmt: skip


class LegRow(models.Model):
    """A leg (承办单) as it stands in the unit's inbox. `next_due` is the clock that runs out
    first among those that bind the unit now; null when nothing is owed. `phone_due`: until when
    an urgent order is to be confirmed by phone; null once it was. `bound_from`: from when on the
    unit is first-accepting (首接单位); null where it may not become it. `procedure`: which
    statutory one runs, from when to when its step, and whether an interim answer was given."""

    pk = models.CompositePrimaryKey("case_id", "leg")
    case_id = models.UUIDField()
    leg = models.TextField()
    city = models.TextField()
    unit = models.TextField()
    role = models.TextField()
    state = models.TextField()
    parent_leg = models.TextField()
    officer = models.TextField()
    dispatched_at = models.DateTimeField()
    sign_due = models.DateTimeField()
    return_due = models.DateTimeField()
    contact_due = models.DateTimeField()
    limit_due = models.DateTimeField()
    next_due = models.DateTimeField(null=True)
    phone_due = models.DateTimeField(null=True)
    phone_rung = models.TextField(default="")
    phone_rang = models.IntegerField(default=0)
    bound_from = models.DateTimeField(null=True)
    last_resort = models.BooleanField(default=False)
    procedure = models.TextField(default="")
    procedure_from = models.DateTimeField(null=True)
    procedure_due = models.DateTimeField(null=True)
    procedure_told = models.BooleanField(default=False)
    paused = models.BooleanField()
    breached = models.BooleanField()
    sign_late = models.BooleanField()
    contacted = models.BooleanField()
    running = models.BooleanField()
    completed_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    reported_unit = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "handling_leg"
        indexes = (
            models.Index(
                "city", "unit", "next_due", "case_id", "leg",
                condition=Q(running=True), name="handling_leg_inbox",
            ),
            models.Index(
                "city", "next_due", "case_id", "leg",
                condition=Q(running=True), name="handling_leg_running",
            ),
            models.Index(
                "city", "phone_due", "case_id", "leg",
                condition=Q(running=True, phone_due__isnull=False), name="handling_leg_phone",
            ),
            models.Index(
                "city", "dispatched_at",
                condition=Q(last_resort=True), name="handling_leg_last_resort",
            ),
            models.Index(
                "city", "procedure_due", "case_id", "leg",
                condition=Q(procedure_due__isnull=False), name="handling_leg_procedure",
            ),
        )  # fmt: skip


class RequestRow(models.Model):
    """A request under review (待审事项) that waits or was ruled on. `units`: those ordered on
    site."""

    pk = models.CompositePrimaryKey("case_id", "request")
    case_id = models.UUIDField()
    request = models.TextField()
    city = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    leg = models.TextField()
    unit = models.TextField()
    reason = models.TextField()
    believed_unit = models.TextField()
    units = ArrayField(models.TextField(), default=list)
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ruled_at = models.DateTimeField(null=True)
    reported_unit = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "handling_request"
        indexes = (
            models.Index(
                "city", "kind", "due_at", "case_id", "request",
                condition=Q(state="filed"), name="handling_request_open",
            ),
        )  # fmt: skip


class DocumentRow(models.Model):
    """A document of supervision (督办) that presses `unit` and is answered by `addressed`, the same
    unit until it has climbed to the one above. `due_at` is null where none is owed."""

    pk = models.CompositePrimaryKey("case_id", "request")
    case_id = models.UUIDField()
    request = models.TextField()
    city = models.TextField()
    kind = models.TextField()
    colour = models.TextField()
    state = models.TextField()
    leg = models.TextField()
    unit = models.TextField()
    addressed = models.TextField()
    rung = models.IntegerField()
    by_rule = models.BooleanField()
    filed_by = models.TextField()
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ruled_at = models.DateTimeField(null=True)
    reported_unit = models.TextField()
    confidential = models.BooleanField()

    class Meta:
        db_table = "handling_document"
        indexes = (
            models.Index(
                "city", "due_at", "case_id", "request",
                condition=Q(state="filed"), name="handling_document_open",
            ),
            models.Index(
                "city", "filed_at", "case_id", "request", name="handling_document_when",
            ),
        )  # fmt: skip


class CaseTextRow(models.Model):
    """The citizen's words of one case, readable. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    title = models.TextField()
    text = models.TextField()
    address = models.TextField()

    class Meta:
        db_table = "handling_case_text"


class CallerRow(models.Model):
    """Who raised a case, and whom it is about, readable. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    name = models.TextField()
    phone = models.TextField()
    reported_party = models.TextField()
    behalf_name = models.TextField(default="")
    behalf_phone = models.TextField(default="")
    enterprise = models.TextField(default="")
    credit_code = models.TextField(default="")

    class Meta:
        db_table = "handling_caller"


class PhoneRow(models.Model):
    """Keyed hash of a caller's number, so that history is found without storing the number as an
    index. `stream_id` is a case, or a contact that made none. Personal."""

    stream_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    digest = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "handling_phone"
        indexes = (models.Index("city", "digest", "at", name="handling_phone_find"),)


class FileRow(models.Model):
    """Where the bytes of a file lie, so that the store can be checked and swept without a key.

    Goes with the case's key, although it tells nothing: then the bytes go too. `stream_id` is the
    case.
    """

    id = models.UUIDField(primary_key=True)
    stream_id = models.UUIDField()
    city = models.TextField()
    addresses = ArrayField(models.TextField())

    class Meta:
        db_table = "handling_file"
        indexes = (models.Index("stream_id", name="handling_file_case"),)


class SavedSearch(models.Model):
    """A search that somebody keeps: a name and the conditions as they stand in the address,
    without words, which may be somebody's. Written once, not a read model."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    user_id = models.TextField()
    name = models.TextField()
    query = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "handling_saved_search"
        constraints = (
            models.UniqueConstraint("city", "user_id", "name", name="handling_saved_search_name"),
        )
