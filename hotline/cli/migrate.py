"""Bring the database schema up to date, as the owner role. Safe to repeat.

The application role never changes the schema; the ledger grants it what it may do after each
migration (hotline/ledger/grants.py).
"""

import argparse
from collections.abc import Callable

from hotline.cli.setup import django_ready, explained

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
    """Apply what is missing; refused in a sentence when the database cannot be reached."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    with explained():
        executor = MigrationExecutor(connections["owner"])
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        if missing:
            _analyze()
    connections["owner"].close()
    say("数据库结构已是最新。/ The schema is up to date.")


def _analyze() -> None:
    """Let the planner know the new columns of tables that hold much already.

    Of a column just added it assumes that every row has a value, so a list of the few that have one
    reads a million cases, for as many weeks as autovacuum needs to see a tenth of the table change.
    """
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND reltuples > 1000"
            " AND relnamespace = current_schema()::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")
