"""From which probability on a topic is shown as the answer, so that it is right as often as the
city asks.

For each topic the answers to cases kept back are looked at, the surest first: the threshold is the
lowest probability down to which the lower bound of the share of right answers (Wilson, one
standard error) is not below what is asked. Where a topic was proposed too seldom, or never
reaches it, there is none: the model abstains and says why.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from hotline.rules.shares import interval
from hotline.rules.text import say

FEWEST = 10
"""Cases kept back in which a topic was proposed, below which nothing is said about it."""

ERRORS = 1.0
"""Standard errors by which the bound lies below the share."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The model's answer to a case kept back."""

    guess: str
    truth: str
    chance: float
    in_five: bool

    @property
    def right(self) -> bool:
        """Whether the first candidate was the topic."""
        return self.guess == self.truth


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """Of one topic: `threshold`, None where the model abstains; `cases` proposed, `above` of them
    at or over it, `right` of those; `why` it abstains."""

    threshold: float | None
    cases: int
    above: int = 0
    right: int = 0
    why: str = ""


def bars(answers: Sequence[Answer], precision: float) -> Mapping[str, Bar]:
    """The bar of each topic that was proposed at least once."""
    proposed: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        proposed[one.guess].append(one)
    return {topic: _bar(found, precision) for topic, found in proposed.items()}


def _bar(found: Sequence[Answer], precision: float) -> Bar:
    if len(found) < FEWEST:
        why = say("留存案件中只有{n}件判为此事项，少于{least}件。", n=len(found), least=FEWEST)
        return Bar(threshold=None, cases=len(found), why=why)
    surest = sorted(found, key=lambda one: -one.chance)
    right, best = 0, Bar(threshold=None, cases=len(found))
    for above, one in enumerate(surest, 1):
        right += one.right
        last = above == len(surest) or surest[above].chance < one.chance
        if last and interval(right, above, ERRORS)[0] >= precision:
            best = Bar(threshold=one.chance, cases=len(found), above=above, right=right)
    if best.threshold is None:
        why = say(
            "留存的{n}件中对{right}件，达不到要求的{percent}%。",
            n=len(found),
            right=right,
            percent=round(precision * 100),
        )
        return msgspec.structs.replace(best, why=why)
    return best
