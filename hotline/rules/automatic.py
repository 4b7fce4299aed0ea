"""自动派单: how well it would do by topic, when a topic may be switched on, and when it falls back.

What the machine would have sent is kept of every case that it might send (`shadow`), whoever sends
it in the end, so that a topic is measured before it is ever switched on: right is what the named
unit in the end kept. A topic is switched on where the lower bound passes the city's bar; from then
on a share is reviewed by people, and it is switched off by itself when the bound falls, reviews go
wrong or reviews are left undone.

Nothing here reads a clock or a database.
"""

from datetime import timedelta
from typing import Final

import msgspec

from hotline.rules.shares import Figure
from hotline.rules.text import say

WINDOW: Final = timedelta(days=90)
"""Cases registered longer ago say nothing about a topic any more."""
FEWEST: Final = 50
"""Settled cases below which a topic is not switched on, whatever their share."""
FEWEST_OF_ENTRY: Final = 3
"""Settled cases of one directory entry below which that entry is not sent by."""
ALL_OF_FIRST: Final = 20
"""So many of a topic are all reviewed once it is on, before a share is drawn."""
REVIEW_WITHIN: Final = timedelta(days=3)
"""After that a review is overdue."""
MOST_OVERDUE: Final = 10
"""More overdue reviews than that and nobody is looking: the topic is switched off."""
LATEST, MOST_WRONG = 20, 2
"""So many wrong among the latest so many reviewed, and the topic is switched off."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Of one topic in the window: what was measured; `sent` by the machine, of which `drawn` for
    review and `reviewed`; `wrong` of the latest reviewed, `overdue` reviews. `entries`: the marks
    that were measured often enough."""

    figure: Figure = Figure()
    sent: int = 0
    drawn: int = 0
    reviewed: int = 0
    wrong: int = 0
    overdue: int = 0
    entries: frozenset[str] = frozenset()


def below(figure: Figure, bar: float) -> str:
    """Why a topic may not be switched on; "" where it may."""
    if figure.cases < FEWEST:
        return say("已见结果的工单只有{n}件，少于{least}件。", n=figure.cases, least=FEWEST)
    if figure.bound < bar:
        return say(
            "{n}件中对{right}件，下限{bound}%，低于本市要求的{bar}%。",
            n=figure.cases,
            right=figure.right,
            bound=percent(figure.bound),
            bar=percent(bar),
        )
    return ""


def falls(record: Record, bar: float) -> str:
    """Why a topic that is on has to be switched off now; "" where it stays.

    That cases leave the window without new ones is no fault: fewer than `FEWEST` with a bound that
    holds do not switch it off.
    """
    if record.figure.cases and record.figure.bound < bar:
        return say(
            "近{days}天{n}件中对{right}件，下限{bound}%，低于本市要求的{bar}%。",
            days=WINDOW.days,
            n=record.figure.cases,
            right=record.figure.right,
            bound=percent(record.figure.bound),
            bar=percent(bar),
        )
    if record.wrong >= MOST_WRONG:
        return say("最近复核的{n}件中有{wrong}件派错。", n=LATEST, wrong=record.wrong)
    if record.overdue > MOST_OVERDUE:
        return say("有{n}件抽中的工单超过{days}天没有人复核。", n=record.overdue,
                   days=REVIEW_WITHIN.days)  # fmt: skip
    return ""


def percent(share: float) -> str:
    """A share in per cent, cut off and never rounded up: 94.96 % is not 95."""
    return f"{int(share * 1000 + 1e-9) / 10:g}"
