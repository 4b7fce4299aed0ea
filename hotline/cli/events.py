"""Replay a stream of requests and tell its hot matters (热点), as they would have been raised.

hotline events detect stream.jsonl.gz > events.jsonl

FILE is JSON lines, plain or gzip: id, time, title, text and, where known, caller; any order. Each
event is a line: its name, when and by which request it was raised, how many requests chance would
have given and how many there were, of how many people, and the ids of all that belong to it in the
end.
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hotline.cli.trouble import Trouble

if TYPE_CHECKING:
    from hotline.dispatching.rising.watch import Request

NAME = "events"
HELP = "在诉求流中发现热点 / find hot matters in a stream of requests"
EACH = 1000
N = TypeVar("N", int, float)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which stream."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    detect = acts.add_parser("detect", help="回放并发现热点 / replay and find them")
    detect.add_argument("file", type=Path, metavar="FILE", help="JSON 行，可为 .gz")
    detect.add_argument("--days", type=_days, default=14, help="合在一起看的天数 / days together")
    detect.add_argument(
        "--fewest", type=_some, default=3, help="最少件数与人数 / least, and people"
    )
    detect.add_argument("--chance", type=_chance, default=1e-3, help="偶然的机会 / level of chance")


def _days(typed: str) -> int:
    return _between(int(typed), 1, 3650)


def _some(typed: str) -> int:
    return _between(int(typed), 2, 1000)


def _chance(typed: str) -> float:
    return _between(float(typed), 1e-12, 0.5)


def _between(value: N, least: float, most: float) -> N:
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{least:g}–{most:g}")
    return value


def run(options: argparse.Namespace) -> int:
    """0 when the whole stream was seen."""
    import msgspec

    from hotline.dispatching.rising.watch import Watch

    watch = Watch(window=timedelta(days=options.days), chance=options.chance, fewest=options.fewest)
    stream = _read(options.file)
    for number, request in enumerate(stream, 1):
        watch.see(request)
        if number % EACH == 0:
            print(f"… {number}/{len(stream)}", file=sys.stderr, flush=True)
    for event in watch.events:
        sys.stdout.write(msgspec.json.encode(event).decode() + "\n")
    days = (stream[-1].time - stream[0].time).days if stream else 0
    print(
        f"诉求 {len(stream)} 件，{days} 天，热点 {len(watch.events)} 个 / "
        f"{len(watch.events)} events in {len(stream)} requests of {days} days",
        file=sys.stderr,
    )
    return 0


def _read(path: Path) -> "list[Request]":
    """The requests of the file in time order."""
    import msgspec

    from hotline.dispatching.classifier.messages import Unreadable, raw, why
    from hotline.dispatching.rising.watch import Request

    decoder = msgspec.json.Decoder(Request, strict=False)
    found: list[Request] = []
    try:
        for number, line in enumerate(raw(path), 1):
            if not line.strip():
                continue
            try:
                found.append(decoder.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Trouble(
                    f"{path} 第{number}行读不懂（{why(error)}）。"
                    "每行应是含 id、time 的 JSON 对象。",
                    f"Line {number} of {path} is no request: {error}",
                ) from error
        return sorted(found, key=lambda one: one.time)
    except Unreadable as error:
        raise Trouble(str(error), f"Cannot read it: {error.__cause__}") from error
    except TypeError as error:
        raise Trouble(
            f"{path} 中有的时间带时区、有的不带。", f"Some times of {path} have a zone, some not."
        ) from error
