"""GIN indexes without a long list of entries still to be filed.

Every reading goes through that list to its end, and whoever makes it too long files all of it in
their own request. Units and tags have one to three entries a case, so they are filed at once; the
pairs of a text are about a hundred, so a short list stays: half a megabyte instead of four.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

UNITS = GinIndex(fields=["leg_units"], fastupdate=False, name="handling_case_units")
TAGS = GinIndex(fields=["tags"], fastupdate=False, name="handling_case_tags")
AT_ONCE = "ALTER INDEX handling_case_units SET (fastupdate = off)"
SHORT = """
ALTER INDEX handling_case_text_pairs SET (gin_pending_list_limit = 512);
SELECT gin_clean_pending_list('handling_case_units'),
    gin_clean_pending_list('handling_case_text_pairs');
"""


class Migration(migrations.Migration):
    dependencies = [("handling", "0006_lists")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveIndex("caserow", "handling_case_units"),
                migrations.AddIndex("caserow", UNITS),
            ],
        ),
        migrations.AddIndex("caserow", TAGS),
        migrations.RunSQL(SHORT, migrations.RunSQL.noop),
    ]
