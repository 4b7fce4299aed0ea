"""Search: orders of registration and promise, pairs of characters, kept searches."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION handling_pairs(title text, body text, address text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pair), '{}') FROM (
        SELECT one || lead(one) OVER (ORDER BY at) AS pair
        FROM unnest(string_to_array(
            lower((title || E'\\n' || body || E'\\n' || address) COLLATE "C"), NULL
        )) WITH ORDINALITY AS chars(one, at)
    ) AS two WHERE pair IS NOT NULL AND position(E'\\n' IN pair) = 0
$$;
CREATE INDEX handling_case_text_pairs ON handling_case_text
    USING gin (handling_pairs(title, text, address));
"""
BACKWARD = """
DROP INDEX handling_case_text_pairs;
DROP FUNCTION handling_pairs(text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("handling", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="caserow",
            index=models.Index("city", "registered_at", "id", name="handling_case_when"),
        ),
        migrations.AddIndex(
            model_name="caserow",
            index=models.Index("city", "due_at", "registered_at", "id", name="handling_case_due"),
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("city", models.TextField()),
                ("user_id", models.TextField()),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "handling_saved_search",
                "constraints": [
                    models.UniqueConstraint(
                        "city", "user_id", "name", name="handling_saved_search_name"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
