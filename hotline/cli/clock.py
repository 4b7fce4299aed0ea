"""Do what has become due: deemed signatures, breaches, ends of holds. Any number may run.

Each due timer is leased by one process (SKIP LOCKED) and goes only with the command that does its
duty, so a process killed half-way leaves it due. Times are the city's, real or virtual. Once a
day, and at every start, it also throws away what has outlived its use.
"""

import argparse
import time

from hotline.cli.loop import keep_doing
from hotline.cli.setup import check_durable, django_ready

NAME = "clock"
HELP = "到期事项处理 / act on what has become due"
BATCH = 100
DAY = 24 * 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to run once."""
    parser.add_argument("--once", action="store_true", help="只处理一轮 / one round, then end")


def run(options: argparse.Namespace) -> int:
    """Ends at SIGINT or SIGTERM."""
    django_ready()
    check_durable()
    from hotline import house, ledger

    swept = -DAY

    def once() -> int:
        nonlocal swept
        if time.monotonic() - swept >= DAY:
            house.daily()
            swept = time.monotonic()
        return ledger.fire_due(limit=BATCH)

    if options.once:
        print(f"处理 {once()} 项 / done")
    else:
        keep_doing(NAME, once, idle=1.0)
    return 0
