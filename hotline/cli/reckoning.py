"""Limits of a city reckoned again: how the last runs went; go on with one that stopped.

hotline reckoning
hotline reckoning --go-on --as sysadmin

A new calendar or rulebook begins a run by itself. After five portions in a row that broke it stops,
and the limits it had not reached stay as they were; the log says why (hotline.reckoning). See to
that first, then let it go on: the courier does it, what was done already does not move again.
"""

import argparse

from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble
from hotline.cli.which_city import only_city

NAME = "reckoning"
HELP = "时限重新计算的进度；停下的接着算 / limits reckoned again: progress, go on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which city; whether to go on, and who says so."""
    parser.add_argument("--city", default="", help="城市代码 / city (only one: may be left out)")
    parser.add_argument("--go-on", action="store_true", help="接着算 / go on with what stopped")
    parser.add_argument("--as", dest="username", default="", help="用户名 / who does it")


def run(options: argparse.Namespace) -> int:
    """0 where all is done or under way; 1 where a run has stopped and nobody lets it go on."""
    django_ready()
    from hotline.handling.reckoning import jobs, queries

    with explained():
        city = only_city(options.city)
        if options.go_on:
            _go_on(city, options.username)
        for row in queries.last_runs(city):
            state = jobs.STATES[row.state]
            print(
                f"{row.began_at:%Y-%m-%d %H:%M} {state.zh} / {state.value}: "
                f"{row.seen}/{row.total} 件 cases, {row.limits} 个时限变动 limits moved"
            )
        if not jobs.at_a_stand(city):
            return 0
        print("最近一次停下了：看日志，排除原因后加 --go-on --as 用户名。")
        print("The last run has stopped: see the log, mend it, then --go-on --as NAME.")
        return 1


def _go_on(city: str, username: str) -> None:
    from hotline.cli.acting import by_name
    from hotline.handling.reckoning.working import again
    from hotline.rules.refusal import Refusal

    if not username:
        raise Trouble("还要写 --as 用户名。", "Give --as NAME too.")
    found = again(by_name(city, username))
    if isinstance(found, Refusal):
        raise Trouble(found.message, f"Refused ({found.code.value}).")
    print(f"接着算：{found} 件工单，由 courier 在后台进行。/ The courier goes on: {found} cases.")
