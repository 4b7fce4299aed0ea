"""The demo city (演示城市).

load    found a fictional city and let it live through sixty days by real actions
token   print a token of the API for one of its accounts
drive   work every open case to its closing through the HTTP API, as the people of the city would
"""

import argparse
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from hotline import config
from hotline.cli import demo_drive
from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble

NAME = "demo"
HELP = "演示城市：装载、令牌、驱动办理 / the demo city: load, token, drive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The acts."""
    acts = parser.add_subparsers(title="动作 / acts", required=True, metavar="<act>", dest="act")
    loading = acts.add_parser("load", help="装载演示城市 / load the demo city")
    loading.add_argument("--cases", type=int, default=0, help="工单数 / about so many cases")
    loading.add_argument("--seed", type=int, default=12345, help="随机种子 / seed")
    token = acts.add_parser("token", help="建立接口令牌 / make a token of the API")
    token.add_argument("username", help="用户名，如 dispatcher / user name")
    driving = acts.add_parser(
        "drive",
        help="驱动全部工单至结案 / drive every open case to its closing",
        description=demo_drive.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    demo_drive.add_arguments(driving)


def run(options: argparse.Namespace) -> int:
    """0 when done; 1 when something is left open."""
    if options.act == "drive":
        return demo_drive.run(options)
    django_ready()
    with explained():
        if options.act == "token":
            return _token(options.username)
        load(print, cases=options.cases, seed=options.seed)
    return 0


def _token(username: str) -> int:
    from hotline.cli.driving.staff import token_of
    from hotline.demo.place import plan

    print(token_of(plan().code, username))
    return 0


def load(say: Callable[[str], object], *, cases: int = 0, seed: int = 12345) -> None:
    """Found the demo city with about so many cases (0: the usual number); nothing is done where
    it is there already."""
    if not find_spec("hotline.demo.load"):
        raise Trouble("此安装不含演示城市。", "This installation holds no demo city.")
    from django.db import Error

    from hotline.demo import load as city

    with explained():
        alone = not _lived_in()
    try:
        city.load(say, cases=cases or city.CASES, seed=seed)
    except Error as error:
        raise _broken_off(alone, " ".join(str(error).split())[:200]) from error
    if city.begun_only():
        say(str(_unfinished()))


def check(say: Callable[[str], object]) -> None:
    """Says so where an earlier load of the demo city broke off; for `hotline up`."""
    if find_spec("hotline.demo.load"):
        from hotline.demo import load as city

        if city.begun_only():
            say(str(_unfinished()))


def _lived_in() -> bool:
    """Whether anything ever happened in this database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM ledger_event)")
        return bool(cursor.fetchone()[0])


def _broken_off(alone: bool, words: str) -> Trouble:
    """The database went away while the city was living: what is there is half a city."""
    if not alone:
        return Trouble(
            f"装载演示城市时数据库中断（{words}），演示城市不完整。请恢复装载前的备份后重试。",
            f"The database went away while the demo city was loading ({words}); it is incomplete:"
            " restore the backup made before, then try again.",
        )
    again_zh, again_en = _anew()
    return Trouble(
        f"装载演示城市时数据库中断（{words}），演示城市不完整。此前库中没有任何数据：{again_zh}",
        f"The database went away while the demo city was loading ({words}); it is incomplete."
        f" Nothing else was in it: {again_en}",
    )


def _unfinished() -> Trouble:
    again_zh, again_en = _anew()
    return Trouble(
        f"演示城市不完整：上次装载中断，或正由另一进程装载。如需完整的演示城市，{again_zh}",
        "The demo city is incomplete: an earlier load broke off, or another process is at it."
        f" For a whole one, {again_en}",
    )


def _anew() -> tuple[str, str]:
    """How to begin again with an empty database."""
    if config.uses_own_postgres():
        folder = config.state_dir()
        return (
            f"请删除 {folder} 后重新执行 hotline up（只装过演示城市时才可删除）。",
            f"delete {folder} and run hotline up again (only if nothing but the demo was in it).",
        )
    return (
        "请清空 DATABASE_URL 所指的数据库，执行 hotline migrate 后重试。",
        "empty the database that DATABASE_URL names, run hotline migrate, and try again.",
    )


def logins() -> Sequence[str]:
    """What to sign in with, as `hotline up` prints it."""
    from hotline.demo.logins import lines

    return lines()
