"""Are the clauses of a rulebook sound together? Every limit has one answer for every case.

Clauses of a limit are tried from top to bottom, so two can never contradict each other; but one
can be hidden by those above it, which is always a mistake, and the default must be there, at the
end. The test for hidden clauses is exact: a clause is cut into its smallest parts (one kind, one
urgency, one topic, one tag, one channel), and it is hidden when clauses above take every part.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeVar

from hotline.rules.rulebook import Clause, When, under
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import say
from hotline.rules.toml_table import Problem

_Value = TypeVar("_Value", bound=str)


def problems_among(clauses: Sequence[Clause]) -> Iterator[Problem]:
    """What is wrong with the clauses taken together; places count all clauses from 1."""
    numbered = list(enumerate(clauses, start=1))
    for name in LimitName:
        own = [(number, clause) for number, clause in numbered if clause.name is name]
        if not own:
            yield Problem(path="limits", value=name.value, right=say("缺少“{name}”", name=name.zh))
            continue
        yield from _among_own(own)


def _among_own(own: Sequence[tuple[int, Clause]]) -> Iterator[Problem]:
    """Problems of the clauses of one limit."""
    first = own[0][1]
    for position, (number, clause) in enumerate(own):
        if clause.governs != first.governs:
            right = say("同一时限各条应一致，首条为 {governs}", governs=first.governs)
            yield Problem(path=f"limits[{number}].governs", value=clause.governs, right=right)
        if _hidden(clause.when, [above.when for _, above in own[:position]]):
            right = say("符合条件的都已由前面的条款处理，这一条用不上：应前移或删去")
            yield Problem(path=f"limits[{number}]", value=clause.zh, right=right)
    number, last = own[-1]
    if not last.when.is_default:
        right = say("同一时限的最后一条应不带 when，作为兜底")
        yield Problem(path=f"limits[{number}].when", value=last.when.zh, right=right)


def _hidden(when: When, above: Sequence[When]) -> bool:
    """Whether every part of the condition is taken by one of the conditions above."""
    return all(any(_takes(other, part) for other in above) for part in _parts(when))


def _parts(when: When) -> Iterator[When]:
    """The condition cut into its smallest parts. What it does not ask about stays open: a fact
    may be unknown, so no list of values exhausts it."""
    for kind, urgency, topic, tag, channel in product(
        _each(when.kind),
        _each(when.urgency),
        _each(when.topic),
        _each(when.tag),
        _each(when.channel),
    ):
        yield When(kind=kind, urgency=urgency, topic=topic, tag=tag, channel=channel)


def _each(values: tuple[_Value, ...]) -> list[tuple[_Value, ...]]:
    return [(value,) for value in values] or [()]


def _takes(above: When, part: When) -> bool:
    """Whether every case that fits the part fits the condition above it."""
    return (
        _within(part.kind, above.kind)
        and _within(part.urgency, above.urgency)
        and _within(part.tag, above.tag)
        and _within(part.channel, above.channel)
        and (
            not above.topic
            or any(under(topic, prefix) for topic in part.topic for prefix in above.topic)
        )
    )


def _within(values: tuple[str, ...], above: tuple[str, ...]) -> bool:
    return not above or any(value in above for value in values)
