"""What the application role may do: read and append to the journal, write everything else.

Runs after every migration on the alias `owner`, so the tables of a new room are granted without
anybody thinking of it. Where one role is owner and application at once there is nothing to grant;
the triggers of migration 0001 still refuse to alter the journal.
"""

from typing import Final

from django.conf import settings
from django.db import connections
from psycopg import sql

JOURNAL: Final = (
    "ledger_event",
    "ledger_position",
    "ledger_seal",
    "ledger_epoch",
    "ledger_erasure",
)
"""Tables without UPDATE, DELETE or TRUNCATE."""


def grant_all(alias: str = "owner") -> None:
    """Grant the application role its privileges; called as owner, harmless when repeated."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner, app = cursor.fetchone()[0], settings.DATABASE_APP_ROLE
        if owner == app or not _has_role(cursor, app):
            return
        role = sql.Identifier(app)
        journal = sql.SQL(", ").join(map(sql.Identifier, JOURNAL))
        for text in (
            sql.SQL("GRANT USAGE ON SCHEMA public TO {role}"),
            sql.SQL(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
            ),
            sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}"),
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {journal} FROM {role}"),
        ):
            cursor.execute(text.format(role=role, journal=journal))


def _has_role(cursor: object, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])  # type: ignore[attr-defined]
    return cursor.fetchone() is not None  # type: ignore[attr-defined]
