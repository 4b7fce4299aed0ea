"""Tables of the journal and what stands around it. Written only by SQL in this room.

Event, Position, Seal, Epoch and Erasure are never updated, deleted or truncated (privileges and
triggers, migration 0001). Stream, Timer and the read models of other rooms can be made again from
events. Outbox and Idempotency are working tables.
"""

from django.db import models


class StreamKeyed(models.Model):
    """What every table about a stream begins with."""

    city = models.TextField()
    stream_type = models.TextField()
    stream_id = models.UUIDField()

    class Meta:
        abstract = True


class Event(StreamKeyed):
    """One event: its stored bytes are what the hash covers."""

    pk = models.CompositePrimaryKey("city", "stream_type", "stream_id", "version")
    version = models.IntegerField()
    event_type = models.TextField()
    recorded_at = models.DateTimeField()
    head = models.BinaryField()
    facts = models.BinaryField()
    sealed = models.BinaryField(null=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_event"


class Stream(StreamKeyed):
    """Head and snapshot of a stream."""

    pk = models.CompositePrimaryKey("city", "stream_type", "stream_id")
    version = models.IntegerField()
    hash = models.BinaryField()
    last_occurred_at = models.DateTimeField()
    fold_version = models.IntegerField()
    state = models.BinaryField()

    class Meta:
        db_table = "ledger_stream"


class Key(StreamKeyed):
    """A stream's key for personal data, wrapped by the master key. Deleting it erases."""

    pk = models.CompositePrimaryKey("city", "stream_type", "stream_id")
    key_id = models.UUIDField()
    master = models.TextField()
    wrapped = models.BinaryField()

    class Meta:
        db_table = "ledger_key"


class Timer(StreamKeyed):
    """A duty of a stream that falls due; gone when the state no longer asks for it."""

    pk = models.CompositePrimaryKey("city", "stream_type", "stream_id", "name")
    name = models.TextField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_timer"
        indexes = (models.Index(fields=["due_at"], name="ledger_timer_due"),)


class Outbox(StreamKeyed):
    """An event that has no position yet."""

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_outbox"


class Position(StreamKeyed):
    """Place of an event in the feed: gapless, over all epochs."""

    position = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    version = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_position"
        constraints = (
            models.UniqueConstraint(
                fields=["city", "stream_type", "stream_id", "version"],
                name="ledger_position_once",
            ),
        )


class Seal(models.Model):
    """One batch of the sequencer, chained to the one before."""

    number = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    algorithm = models.TextField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_seal"


class Epoch(models.Model):
    """A life of the database: a restore or failover begins the next."""

    epoch = models.IntegerField(primary_key=True)
    journal = models.UUIDField()
    identity = models.TextField()
    after = models.BigIntegerField()
    began_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        db_table = "ledger_epoch"


class Idempotency(models.Model):
    """The stored answer to a command, under the key its actor gave it."""

    pk = models.CompositePrimaryKey("city", "actor", "key")
    city = models.TextField()
    actor = models.TextField()
    key = models.TextField()
    digest = models.BinaryField()
    answer = models.JSONField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_idempotency"
        indexes = (models.Index(fields=["stored_at"], name="ledger_idempotency_age"),)


class Import(models.Model):
    """A portion of a bulk import that is in, so that it is not written again."""

    pk = models.CompositePrimaryKey("city", "source", "portion")
    city = models.TextField()
    source = models.TextField()
    portion = models.IntegerField()
    streams = models.IntegerField()
    events = models.IntegerField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_import"


class Reference(models.Model):
    """A counter per city, raised by every change to units, users, rulebook, directory, calendar."""

    city = models.TextField(primary_key=True)
    version = models.BigIntegerField()

    class Meta:
        db_table = "ledger_reference"


class Clock(models.Model):
    """Virtual time (ledger/clock.py); at most one row."""

    id = models.SmallIntegerField(primary_key=True)
    offset_by = models.DurationField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_clock"


class Erasure(StreamKeyed):
    """A key that was destroyed; repeated after a restore."""

    key_id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        db_table = "ledger_erasure"
