"""Set the city's clock, for a demonstration: every process then runs from that time on.

Only where virtual time is allowed (HOTLINE_VIRTUAL_TIME=1 in every process, as `hotline up --at`
sets it); a running city's deadlines cannot be shifted. --frozen stops the clock at that time,
--real returns to the machine's own time.
"""

import argparse
from datetime import timedelta

from hotline.cli.setup import django_ready, explained, moment, set_clock
from hotline.cli.trouble import Trouble

NAME = "clock-set"
HELP = "设定演示时间 / set the virtual time of a demonstration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The time, and whether it runs."""
    parser.add_argument("at", nargs="?", help="2026-02-13T16:30（本市时间 / the city's time）")
    parser.add_argument("--frozen", action="store_true", help="停在该时刻 / stop the clock there")
    parser.add_argument("--real", action="store_true", help="恢复真实时间 / back to real time")


def run(options: argparse.Namespace) -> int:
    """0 when set."""
    if bool(options.at) == options.real:
        raise Trouble("请给出一个时间，或者 --real。", "Give a time, or --real.")
    django_ready()
    from hotline.ledger import clock

    try:
        with explained():
            if options.real:
                clock.set_offset(timedelta())
            elif options.frozen:
                clock.freeze(moment(options.at))
            else:
                set_clock(moment(options.at))
    except PermissionError as error:
        raise Trouble(
            "正式运行的系统不能改时间；演示请用 hotline up --at 启动，"
            "或设置 HOTLINE_VIRTUAL_TIME=1。",
            "A running city's time cannot be set: start with hotline up --at, or set"
            " HOTLINE_VIRTUAL_TIME=1 in every process.",
        ) from error
    print(f"现在是 / it is now {clock.now():%Y-%m-%d %H:%M} UTC")
    return 0
