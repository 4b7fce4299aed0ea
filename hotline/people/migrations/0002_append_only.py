"""The access log and the sign-in log are append-only, for every role, for at least a year."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_keep_a_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '1 year' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% keeps its rows for a year', TG_TABLE_NAME USING ERRCODE = 'HL010';
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'HL010';
END $$;

CREATE TRIGGER people_access_keep BEFORE UPDATE OR DELETE ON people_access
    FOR EACH ROW EXECUTE FUNCTION people_keep_a_year();
CREATE TRIGGER people_access_whole BEFORE TRUNCATE ON people_access
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_a_year();
CREATE TRIGGER people_sign_in_keep BEFORE UPDATE OR DELETE ON people_sign_in
    FOR EACH ROW EXECUTE FUNCTION people_keep_a_year();
CREATE TRIGGER people_sign_in_whole BEFORE TRUNCATE ON people_sign_in
    FOR EACH STATEMENT EXECUTE FUNCTION people_keep_a_year();
"""
BACKWARD = """
DROP TRIGGER people_access_keep ON people_access;
DROP TRIGGER people_access_whole ON people_access;
DROP TRIGGER people_sign_in_keep ON people_sign_in;
DROP TRIGGER people_sign_in_whole ON people_sign_in;
DROP FUNCTION people_keep_a_year();
"""


class Migration(migrations.Migration):
    """Guards on the two logs."""

    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
