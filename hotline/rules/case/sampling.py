"""抽查: answers to citizens who left no number are checked by staff, a share of them.

Nobody can be called, so there is no first contact, the answer is given by code, and few rate. Of
such cases the rulebook's share is drawn at completion, and somebody of the hotline looks whether it
was really solved (product.md §4 Follow-up: "Anonymous without number: no first contact, answer by
code, sampled by staff"). The draw follows from number and round of the case alone: anybody can
reckon it again, and nobody can choose.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hotline.rules.case import clocks
from hotline.rules.case import events as e
from hotline.rules.case import state as s
from hotline.rules.case.fields import Command, Needed
from hotline.rules.case.guards import Target
from hotline.rules.context import Context
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import NumberName
from hotline.rules.text import say
from hotline.rules.words import Solved


class CheckSample(Command, frozen=True, kw_only=True):
    """抽查: whether it was really solved, and how that was found out."""

    solved: Solved
    note: Needed


class SampleDrawn(e.Event, frozen=True, kw_only=True):
    """抽中核查: `draw` (0-99) lay below the rulebook's `percent`."""

    draw: int
    percent: int


class SampleChecked(e.Event, frozen=True, kw_only=True):
    """已抽查."""

    solved: Solved
    note: e.Sealed


def draw(number: str, round_: int) -> int:
    """0-99, each as likely: SHA-256 of 工单号/轮次, first eight hex digits, modulo 100."""
    return int(hashlib.sha256(f"{number}/{round_}".encode()).hexdigest()[:8], 16) % 100


def drawn(case: s.Case, context: Context) -> tuple[e.Event, ...]:
    """The draw of a case just completed that nobody can be called about; () when not drawn."""
    if case.reachable:
        return ()
    name = NumberName.ANONYMOUS_SAMPLE_PERCENT
    percent = clocks.book_for(name, case, context).number(name)
    lot = draw(case.number, case.round)
    return (SampleDrawn(at=context.now, draw=lot, percent=percent),) if lot < percent else ()


def sample_waits(target: Target, context: Context) -> Refusal | None:
    """Only what was drawn is checked, once a round."""
    sample = target.case.sample
    if sample is None:
        return Refusal(
            code=Code.WRONG_STATE,
            message=say("该工单没有被抽中核查。"),
            advice=say("抽查的是没有留下联系电话的工单，按工单号抽取。"),
        )
    if sample.found is None:
        return None
    return Refusal(code=Code.ALREADY, message=say("该工单已经抽查。"))


def check(target: Target, command: CheckSample, context: Context) -> tuple[e.Event, ...]:
    """抽查: found unsolved, the case is not closed by itself; the reviewer decides."""
    return (SampleChecked(at=context.now, solved=command.solved, note=command.note),)


def _drawn(case: s.Case, event: SampleDrawn) -> s.Case:
    found = s.Sample(drawn_at=event.at, draw=event.draw, percent=event.percent)
    return replace(case, sample=found)


def _checked(case: s.Case, event: SampleChecked) -> s.Case:
    if case.sample is None:
        raise ValueError(f"case {case.number}: checked without being drawn")
    return replace(case, sample=replace(case.sample, found=event.solved))


SAMPLE_MEANING: dict[type[e.Event], Callable[[s.Case, Any], s.Case]] = {
    SampleDrawn: _drawn,
    SampleChecked: _checked,
}
