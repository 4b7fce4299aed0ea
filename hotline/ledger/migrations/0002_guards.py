"""What the database itself enforces: an append-only journal, every command's guard, numbers."""

from django.db import migrations

from hotline.ledger.grants import JOURNAL

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the journal is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'HL003';
END $$;
"""

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

# One call per command: the idempotency key is claimed, then every stream is locked in the order
# given (by id, so that two commands never wait for each other in a ring) and its version compared.
GUARD = """
CREATE FUNCTION ledger_guard(
    a_city text, types text[], ids uuid[], versions int[], key_lock bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found_version int;
BEGIN
    IF key_lock IS NOT NULL AND NOT pg_try_advisory_xact_lock(key_lock) THEN
        RAISE EXCEPTION 'a command with this key is in flight' USING ERRCODE = 'HL001';
    END IF;
    FOR i IN 1 .. cardinality(ids) LOOP
        SELECT version INTO found_version FROM ledger_stream
            WHERE city = a_city AND stream_type = types[i] AND stream_id = ids[i] FOR UPDATE;
        IF coalesce(found_version, 0) <> versions[i] THEN
            RAISE EXCEPTION 'stream % is at version %', ids[i], coalesce(found_version, 0)
                USING ERRCODE = 'HL002';
        END IF;
    END LOOP;
    RETURN true;
END $$;
"""

# Rows of these tables live for moments or are rewritten often; the usual fifth of a table is far
# too late for autovacuum there.
BUSY = """
ALTER TABLE ledger_outbox SET (autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000);
ALTER TABLE ledger_stream SET (fillfactor = 80);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION ledger_refuse() CASCADE"),
        *(
            migrations.RunSQL(
                APPEND_ONLY.format(table=table), f"DROP TRIGGER append_only ON {table}"
            )
            for table in JOURNAL
        ),
        migrations.RunSQL(GUARD, "DROP FUNCTION ledger_guard"),
        migrations.RunSQL(BUSY, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE SEQUENCE ledger_number", "DROP SEQUENCE ledger_number"),
    ]
