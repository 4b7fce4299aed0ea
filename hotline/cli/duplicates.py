"""Find matters in a file that are likely the same, as an agent is told while typing.

hotline duplicates messages.jsonl.gz > pairs.jsonl

FILE is JSON lines, plain or gzip: id and text and, where known, title, time, caller, address, area;
any order. Each is compared with those before it, within so many days. Each pair is a line: both
ids, the score (0 to 1), and the reasons in words; the likeliest pairs come first. Of the file is
learned only how rare its words are, and nothing is kept.
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotline.cli.trouble import Trouble

if TYPE_CHECKING:
    from hotline.rules.alike.likeness import Likeness
    from hotline.rules.alike.matter import Matter

NAME = "duplicates"
HELP = "在文件中找可能重复的诉求 / find requests that are likely the same"
EACH = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, how many days apart, how sure."""
    from hotline.rules.alike.likeness import LIKELY

    parser.add_argument("file", type=Path, metavar="FILE", help="JSON 行，可为 .gz")
    parser.add_argument("--days", type=int, default=180, help="相隔不超过几天 / days apart")
    parser.add_argument("--least", type=float, default=LIKELY, help="最低分 / lowest score, 0 to 1")


def run(options: argparse.Namespace) -> int:
    """0 when the whole file was compared."""
    import msgspec

    from hotline.rules.alike.likeness import Comparing
    from hotline.rules.alike.matter import Weights
    from hotline.rules.alike.pool import Pool

    matters = _read(options.file)
    weights = Weights(matters)
    pool = Pool(weights, timedelta(days=options.days))
    found: list[tuple[Matter, Matter, Likeness]] = []
    for number, one in enumerate(matters, 1):
        found += [(one, other, alike) for other, alike in pool.find(one, options.least)]
        pool.add(one)
        if number % EACH == 0:
            print(f"… {number}/{len(matters)}", file=sys.stderr, flush=True)
    for one, other, alike in sorted(found, key=lambda pair: -pair[2].score):
        line = _line(one, other, alike, Comparing(one, weights).shared(other))
        sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    print(
        f"诉求 {len(matters)} 件，可能重复 {len(found)} 对 / "
        f"{len(found)} pairs in {len(matters)} requests",
        file=sys.stderr,
    )
    return 0


def _line(
    one: "Matter", other: "Matter", alike: "Likeness", shared: tuple[str, ...]
) -> dict[str, Any]:
    from hotline.rules.alike.likeness import reasons

    return {
        "id": one.id,
        "other": other.id,
        "score": round(alike.score, 4),
        "same_caller": alike.same_caller,
        "days": alike.days,
        "reasons": [str(reason) for reason in reasons(alike, shared)],
    }


@dataclass
class Line:
    """One line; what else stands in it is passed over."""

    id: str
    title: str = ""
    text: str = ""
    time: datetime | None = None
    caller: str = ""
    address: str = ""
    place: str = ""
    area: str = ""


def _read(path: Path) -> "list[Matter]":
    """The matters of the file in time order; those without a time stand as they stood."""
    import msgspec

    from hotline.dispatching.classifier.messages import Unreadable, raw, why
    from hotline.rules.alike.matter import Matter

    decoder, found = msgspec.json.Decoder(Line, strict=False), []
    try:
        for number, line in enumerate(raw(path), 1):
            if not line.strip():
                continue
            try:
                one = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Trouble(
                    f"{path} 第{number}行读不懂（{why(error)}）。"
                    "每行应是含 id、text 的 JSON 对象。",
                    f"Line {number} of {path} is no request: {error}",
                ) from error
            values = {"id": one.id, "title": one.title, "text": one.text, "area": one.area}
            where = one.address or one.place
            found.append(Matter(**values, address=where, caller=one.caller, at=one.time))
        timed = [(one.at, at, one) for at, one in enumerate(found) if one.at is not None]
        return [one for one in found if one.at is None] + [one for *_, one in sorted(timed)]
    except Unreadable as error:
        raise Trouble(str(error), f"Cannot read it: {error.__cause__}") from error
    except TypeError as error:
        raise Trouble(
            f"{path} 中有的时间带时区、有的不带。", f"Some times of {path} have a zone, some not."
        ) from error
