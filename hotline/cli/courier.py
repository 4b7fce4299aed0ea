"""Give committed events their place in the feed, seal them, and deliver what follows from them:
notices. Make the exports that people asked for and do the work they asked for on many cases, a
portion between two rounds.

One process at a time does it, under an advisory lock; further couriers stand by and take over
when it dies. Nothing is lost in between: the outbox is part of each command's transaction.
"""

import argparse

from hotline.cli.loop import keep_doing
from hotline.cli.setup import check_durable, django_ready

NAME = "courier"
HELP = "事件排序与投递 / sequence, seal and deliver events"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to run once."""
    parser.add_argument("--once", action="store_true", help="只处理一轮 / one round, then end")


def run(options: argparse.Namespace) -> int:
    """Ends at SIGINT or SIGTERM."""
    django_ready()
    check_durable()
    from hotline import ledger
    from hotline.cli.apart import Apart
    from hotline.cli.nightly import Nightly
    from hotline.desk.admin.replay_work import Replayer
    from hotline.desk.export_work import Maker
    from hotline.dispatching.topic_model.following import Facts
    from hotline.handling.batches.working import Performer
    from hotline.handling.imports.working import Importer
    from hotline.handling.notices.following import Follower
    from hotline.handling.notices.sending import Messenger
    from hotline.handling.reckoning.working import Reckoner
    from hotline.oversight.automatic.working import AutoDispatcher
    from hotline.oversight.hot.watching import HotWatcher

    works = (Maker(), Replayer(), Importer(), Performer(), Reckoner(), Follower(), Messenger(),
             Facts(), Nightly(), HotWatcher(), AutoDispatcher())  # fmt: skip

    each = [Apart(type(work).__name__, work.step) for work in works]

    def once() -> int:
        return ledger.sequence_once() + sum(work.step() for work in each)

    if options.once:
        print(f"排序 {once()} 条 / done")
    else:
        keep_doing(NAME, once, idle=0.2)
    return 0
