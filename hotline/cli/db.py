"""The embedded PostgreSQL by itself: start it, stop it, or print how to connect.

start     make it if need be, start it, leave it running in the background
stop      stop it fast; open transactions are rolled back, nothing acknowledged is lost
psql-url  print a connection string for psql or pg_dump (--role app, owner or postgres)

Not needed with DATABASE_URL: that PostgreSQL is somebody else's to start and stop.
"""

import argparse

from hotline import config
from hotline.cli.postgres import Postgres
from hotline.cli.trouble import Trouble

NAME = "db"
HELP = "内置数据库 / the embedded PostgreSQL"
ROLES = {"app": config.APP_ROLE, "owner": config.OWNER_ROLE, "postgres": "postgres"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    parser.add_argument("act", choices=("start", "stop", "psql-url"), help="动作 / what to do")
    parser.add_argument("--role", choices=tuple(ROLES), default="app", help="psql-url: 角色 / role")


def run(options: argparse.Namespace) -> int:
    """0 when done."""
    if not config.uses_own_postgres():
        raise Trouble(
            "设置了 DATABASE_URL，数据库不由本程序启停；如需内置数据库，请取消该变量。",
            "DATABASE_URL is set, so the database is not ours to handle: unset it to use our own.",
        )
    if options.act == "start":
        Postgres().start()
        print("数据库已启动。/ The database is running.")
    elif options.act == "stop":
        Postgres().stop()
        print("数据库已停止。/ The database is stopped.")
    elif own := config.cluster():
        print(own.url(ROLES[options.role]))
    else:
        raise Trouble(
            "尚无数据库，请先执行 hotline db start。", "No database yet: hotline db start."
        )
    return 0
