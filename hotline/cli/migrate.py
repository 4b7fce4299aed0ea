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

    with explained():
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    connections["owner"].close()
    say("数据库结构已是最新。/ The schema is up to date.")
