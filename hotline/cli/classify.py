"""Tell the likeliest topics of requests: JSON lines in, JSON lines out.

hotline classify --model model < requests.jsonl > answers.jsonl

An answer has the request's id, up to five candidates with probability and the words that spoke for
each, and `decided`: the first candidate's label where it is sure enough (--sure), else null, and a
person decides.
"""

import argparse
import sys
from pathlib import Path

from hotline.cli.trouble import Trouble

NAME = "classify"
HELP = "判断诉求所属事项 / tell the topic of requests"
SURE = 0.8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """With which model, and from when on it decides."""
    parser.add_argument(
        "--model", type=Path, required=True, help="模型文件夹 / folder of the model"
    )
    parser.add_argument(
        "--sure", type=float, default=SURE, help="判定所需概率 / probability to decide at (0.8)"
    )
    parser.add_argument("--top", type=int, default=5, help="候选个数 / candidates (5)")


def run(options: argparse.Namespace) -> int:
    """0 when every line was answered."""
    import msgspec

    from hotline.dispatching.classifier import messages, model

    try:
        made = model.load(options.model)
        for one in messages.lines(sys.stdin.buffer, "stdin"):
            found = made.candidates(one, options.top)
            sure = made.card.calibrated and found[0].probability >= options.sure
            answer = {
                "id": one.id,
                "decided": found[0].label if sure else None,
                "candidates": found,
            }
            sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    except messages.Unreadable as error:
        raise Trouble(str(error), f"Cannot read it: {error.__cause__}") from error
    except model.Broken as error:
        raise Trouble(str(error), "Not a model of this version; train it first.") from error
    return 0
