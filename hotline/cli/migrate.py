"""`hotline migrate`: bring the schema up to date, as owner, and give the application its rights."""

import argparse
from collections.abc import Callable

from hotline.cli.setup import django_ready

NAME = "migrate"
HELP = "升级数据库结构 / bring the database schema up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the database is the one of the settings."""


def run(options: argparse.Namespace) -> int:
    """0 when the schema is as this version of the program needs it."""
    django_ready()
    migrate()
    return 0


def migrate(say: Callable[[str], None] = print) -> None:
    """Apply what is missing. Rights first, so that every table made later gets them.

    The application role reads and writes rows and never changes the schema; the ledger's own
    migrations take UPDATE, DELETE and TRUNCATE away again on its tables.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    role = connections["owner"].ops.quote_name(settings.DATABASE_APP_ROLE)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for objects, rights in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "SELECT, USAGE"),
        ):
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {objects} TO {role}"
            )
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    connections["owner"].close()
    say("数据库结构已是最新。/ The schema is up to date.")
