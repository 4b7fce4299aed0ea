"""Tables of people.

`CityRow`, `UnitRow`, `UserRow`, `TokenRow`, `RulebookRow` and `GazetteerRow` are read models:
functions of their streams, rebuilt by the ledger. `Credential` and `AccessRow` are kept with the
backup: a password hash and a reading are no events of any stream. `Session`, `Attempt`, `LookUp`
and `TokenUse` are disposable.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CityRow(models.Model):
    """A city as it stands. `calendar_years` are the notices it adopted by itself, `calendar_draft`
    the one that waits for approval, empty where none does."""

    city = models.TextField(primary_key=True)
    name = models.TextField()
    zone = models.TextField()
    settings = models.JSONField()
    calendar = models.TextField()
    calendar_through = models.IntegerField()
    calendar_years = models.JSONField(default=list)
    calendar_draft = models.JSONField(default=dict)
    calendar_drafts = models.IntegerField(default=0)
    topics_edition = models.TextField()
    topics = models.JSONField()
    areas_edition = models.TextField()
    areas = models.JSONField()

    class Meta:
        db_table = "people_city"


class UnitRow(models.Model):
    """A unit (承办单位) as it stands; closed units stay with `active` false."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    parent = models.TextField()
    area = models.TextField()
    active = models.BooleanField()
    short = models.TextField()
    duty_phone = models.TextField()

    class Meta:
        db_table = "people_unit"


class UserRow(models.Model):
    """An account. `grants` is a list of {"role", "scope"}; scope "" means the user's own unit."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    username = models.TextField()
    name = models.TextField()
    unit = models.TextField()
    outsourced = models.BooleanField()
    grants = models.JSONField()
    must_change = models.BooleanField()
    locked = models.BooleanField()
    disabled = models.BooleanField()

    class Meta:
        db_table = "people_user"
        indexes = (models.Index(fields=["city", "unit"], name="people_user_unit"),)


class TokenRow(models.Model):
    """A key to the API; `digest` is SHA-256 of the secret, which is shown once and not kept."""

    id = models.TextField(primary_key=True)
    city = models.TextField()
    user_id = models.UUIDField()
    name = models.TextField()
    digest = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "people_token"
        indexes = (
            models.Index(fields=["digest"], name="people_token_digest"),
            models.Index(fields=["user_id"], name="people_token_user"),
        )


class RulebookRow(models.Model):
    """An edition of the city's rulebook (办理规则)."""

    id = models.UUIDField(primary_key=True)
    city = models.TextField()
    edition = models.IntegerField()
    standing = models.TextField()
    effective_from = models.DateField()
    author = models.TextField()
    approved_by = models.TextField()
    note = models.TextField()
    toml = models.TextField()
    book = models.JSONField()

    class Meta:
        db_table = "people_rulebook"
        indexes = (models.Index(fields=["city"], name="people_rulebook_city"),)


class GazetteerRow(models.Model):
    """The city's place names (地名), whole: they are looked up in memory, never one by one.

    `revision` rises with every edition, so that a process reads the list again only when it is
    another one. `draft` is the list that waits for approval, empty where none does; `drafts`
    counts them.
    """

    city = models.TextField(primary_key=True)
    edition = models.TextField()
    revision = models.IntegerField()
    places = models.JSONField()
    draft = models.JSONField(default=dict)
    drafts = models.IntegerField(default=0)

    class Meta:
        db_table = "people_gazetteer"


class Credential(models.Model):
    """How a user proves to be it. Not in the journal."""

    user_id = models.UUIDField(primary_key=True)
    city = models.TextField()
    password = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "people_credential"


class Session(models.Model):
    """A browser signed in; `digest` is SHA-256 of the secret in its cookie."""

    digest = models.TextField(primary_key=True)
    city = models.TextField()
    user_id = models.UUIDField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.TextField()

    class Meta:
        db_table = "people_session"
        indexes = (models.Index(fields=["user_id"], name="people_session_user"),)


class Attempt(models.Model):
    """Failed sign-ins of one user name or from one address; gone after a success or in time."""

    key = models.TextField(primary_key=True)
    failures = models.IntegerField()
    first_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_attempt"


class TokenUse(models.Model):
    """When a token was last used, to the hour."""

    token_id = models.TextField(primary_key=True)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "people_token_use"


class LookUp(models.Model):
    """How often a user looked somebody up by telephone in one hour. Disposable."""

    pk = models.CompositePrimaryKey("user_id", "hour")
    user_id = models.TextField()
    hour = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "people_look_up"


class AccessRow(models.Model):
    """One reading of personal data. Append-only; kept at least a year (migration 0002)."""

    id = models.BigAutoField(primary_key=True)
    city = models.TextField()
    at = models.DateTimeField()
    user_id = models.TextField()
    user_name = models.TextField()
    unit = models.TextField()
    case_id = models.UUIDField()
    fields = ArrayField(models.TextField())
    page = models.TextField()
    purpose = models.TextField()

    class Meta:
        db_table = "people_access"
        indexes = (
            models.Index(fields=["city", "case_id", "-at"], name="people_access_case"),
            models.Index(fields=["city", "-at", "-id"], name="people_access_time"),
            models.Index(fields=["city", "user_id", "-at"], name="people_access_user"),
        )


class SignInRow(models.Model):
    """One attempt to sign in and how it ended. Append-only, kept like the access log."""

    id = models.BigAutoField(primary_key=True)
    city = models.TextField()
    at = models.DateTimeField()
    username = models.TextField()
    address = models.TextField()
    result = models.TextField()

    class Meta:
        db_table = "people_sign_in"
        indexes = (models.Index(fields=["city", "-at", "-id"], name="people_sign_in_time"),)
