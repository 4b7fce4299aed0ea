"""The demo city (演示城市).

load    found a fictional city and let it live through sixty days by real actions
"""

import argparse
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from hotline.cli.setup import django_ready, explained
from hotline.cli.trouble import Trouble

NAME = "demo"
HELP = "演示城市 / the demo city"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and how large."""
    acts = parser.add_subparsers(title="动作 / acts", required=True, metavar="<act>", dest="act")
    loading = acts.add_parser("load", help="装载演示城市 / load the demo city")
    loading.add_argument("--cases", type=int, default=0, help="工单数 / about so many cases")
    loading.add_argument("--seed", type=int, default=12345, help="随机种子 / seed")


def run(options: argparse.Namespace) -> int:
    """0 when done."""
    django_ready()
    with explained():
        load(print, **({"cases": options.cases} if options.cases else {}), seed=options.seed)
    return 0


def load(say: Callable[[str], object], **wanted: int) -> None:
    """Found the demo city; nothing is done where it is there already."""
    if not find_spec("hotline.demo.load"):
        raise Trouble("此安装不含演示城市。", "This installation holds no demo city.")
    from hotline.demo.load import load as load_city

    load_city(say, **wanted)


def logins() -> Sequence[str]:
    """What to sign in with, as `hotline up` prints it."""
    from hotline.demo.logins import lines

    return lines()
