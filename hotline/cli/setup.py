"""Loading Django inside a command, late, so that `--help` and `doctor` never depend on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline import config
from hotline.cli import account
from hotline.cli.trouble import Trouble
from hotline.web.catalogues import compile_stale

CITY_ZONE = ZoneInfo("Asia/Shanghai")
MISSING = ("42P01", "42703")
"""What PostgreSQL says of a table or a column that is not there."""


def django_ready() -> None:
    """Make the keys of this node if need be, load settings and models. Repeats do nothing."""
    import django

    try:
        if not os.environ.get("HOTLINE_SECRET_KEY"):
            config.make_secret("django")
    except OSError as error:
        raise account.unwritable(config.secrets_dir(), error) from error
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    compile_stale()
    django.setup()


@contextmanager
def explained() -> Iterator[None]:
    """Turn a database that cannot be reached, or is not migrated yet, into a sentence."""
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") not in MISSING:
            raise
        raise Trouble(
            "数据库结构比程序旧，请先执行 hotline migrate（或重新启动 hotline up）。",
            "The schema is older than the program: run hotline migrate, or start hotline up anew.",
        ) from error
    except OperationalError as error:
        words = " ".join(str(error).split())[:200]
        if config.uses_own_postgres():
            raise Trouble(
                f"数据库没有运行或无法连接（{words}），请先执行 hotline up 或 hotline db start。",
                f"The database is not running ({words}): run hotline up or hotline db start first.",
            ) from error
        raise Trouble(
            f"连不上 DATABASE_URL 与 OWNER_DATABASE_URL 所指的数据库（{words}），"
            "请检查地址与口令。",
            f"Cannot connect to DATABASE_URL / OWNER_DATABASE_URL ({words}): check them.",
        ) from error


def check_durable() -> None:
    """Refused on a database that may forget what it acknowledged, or whose keys are not here.

    One that does not answer now is no reason to refuse: it is waited for, or answered with 503.
    """
    from django.db import OperationalError

    from hotline import ledger

    try:
        ledger.check_durability()
        ledger.check_keys()
    except (ledger.NotDurable, ledger.KeysLost) as error:
        zh, _, en = str(error).partition(" / ")
        raise Trouble(zh, en) from error
    except OperationalError:
        return


def moment(text: str) -> datetime:
    """An aware datetime from `2026-02-13T16:30`; without an offset it is the city's time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Trouble(
            f"时间 {text!r} 无法识别，请写成 2026-02-13T16:30。",
            f"{text!r} is not a time: write it like 2026-02-13T16:30.",
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=CITY_ZONE)


def set_clock(at: datetime) -> timedelta:
    """Run the city's clock from `at` on, in every process; returns how far ahead of wall time."""
    from hotline.ledger import clock

    ahead = at - clock.wall()
    clock.set_offset(ahead)
    return ahead
