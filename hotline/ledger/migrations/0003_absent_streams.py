"""The guard also protects what a command saw to be absent and does not create itself.

A row that is not there cannot be locked, so its place is taken: whoever creates the stream at the
same time waits on the primary key, or has come first, and then the command is decided again.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION ledger_guard(
    a_city text, types text[], ids uuid[], versions int[], key_lock bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found_version int;
BEGIN
    IF key_lock IS NOT NULL AND NOT pg_try_advisory_xact_lock(key_lock) THEN
        RAISE EXCEPTION 'a command with this key is in flight' USING ERRCODE = 'HL001';
    END IF;
    FOR i IN 1 .. cardinality(ids) LOOP
        IF versions[i] < 0 THEN
            INSERT INTO ledger_stream (city, stream_type, stream_id, version, hash,
                last_occurred_at, fold_version, state)
            VALUES (a_city, types[i], ids[i], 0, '', now(), 0, '');
            DELETE FROM ledger_stream
                WHERE city = a_city AND stream_type = types[i] AND stream_id = ids[i];
            CONTINUE;
        END IF;
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


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
