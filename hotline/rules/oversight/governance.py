"""治理专题 (未诉先办): a frequent problem is governed as a whole, not answered case by case.

Opened on a topic, in an area or the whole city, with a lead unit, co-operating units and a plan of
steps with days; units report and mark steps done; the management body closes it with a result. Its
effect is measured by the platform from cases, never reported by the unit; see
`oversight.governance.queries` [国办函〔2025〕66号 七; product.md §4 Supervision].
"""

from datetime import date, datetime
from typing import Annotated, Final, assert_never

import msgspec
from msgspec.structs import replace

from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    not_found,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.sealed import SEALED
from hotline.rules.text import say
from hotline.rules.words import Role

Sealed = Annotated[str, SEALED]
OPENERS: Final = (Role.MANAGEMENT, Role.SUPERVISOR)
REPORTERS: Final = (Role.LIAISON, Role.UNIT_HEAD, Role.OFFICER)
MOST_STEPS: Final = 30
WORDS: Final = 2000


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the plan, to be done by that day."""

    by: date
    what: str
    done_at: datetime | None = None


class OpenGovernance(Command, frozen=True, kw_only=True):
    """立项. `topic` and `area` hold what lies below them too; "" is every topic or the city."""

    name: str
    lead: str
    topic: str = ""
    area: str = ""
    co_units: tuple[str, ...] = ()
    measures: str = ""
    steps: tuple[Step, ...] = ()


class ReportProgress(Command, frozen=True, kw_only=True):
    """进展 by a unit that takes part; `step`, from 1, is done with it; 0 for none."""

    words: str
    step: int = 0


class CloseGovernance(Command, frozen=True, kw_only=True):
    """结项 with what came of it."""

    result: str


class GovernanceOpened(Event, frozen=True, kw_only=True):
    """已立项."""

    name: str
    topic: str
    area: str
    lead: str
    co_units: tuple[str, ...]
    steps: tuple[Step, ...]
    by: str
    measures: Sealed


class ProgressReported(Event, frozen=True, kw_only=True):
    """已报进展."""

    unit: str
    step: int
    by: str
    words: Sealed


class GovernanceClosed(Event, frozen=True, kw_only=True):
    """已结项."""

    by: str
    result: Sealed


GovernanceCommand = OpenGovernance | ReportProgress | CloseGovernance
GovernanceEvent = GovernanceOpened | ProgressReported | GovernanceClosed
Decision = tuple[GovernanceEvent, ...] | Refusal


class Governance(msgspec.Struct, frozen=True, kw_only=True):
    """A topic of governance; `name` "" = not opened."""

    name: str = ""
    topic: str = ""
    area: str = ""
    lead: str = ""
    co_units: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    by: str = ""
    opened_at: datetime | None = None
    reports: int = 0
    reported_at: datetime | None = None
    closed_at: datetime | None = None

    def late(self, today: date) -> tuple[Step, ...]:
        """Steps that should be done and are not."""
        if self.closed_at:
            return ()
        return tuple(step for step in self.steps if step.done_at is None and step.by < today)

    @property
    def units(self) -> tuple[str, ...]:
        """Units that take part, the lead first."""
        return (self.lead, *self.co_units)


def decide(state: Governance, command: GovernanceCommand, office: Office) -> Decision:
    """What follows, or why not."""
    match command:
        case OpenGovernance():
            return _open(state, command, office)
        case ReportProgress():
            return _report(state, command, office)
        case CloseGovernance():
            return _close(state, command, office)
        case _:
            assert_never(command)


def _open(state: Governance, command: OpenGovernance, office: Office) -> Decision:
    refusal = first(
        allowed(office, *OPENERS),
        text(command.name, "name", say("专题名称"), limit=100),
        text(command.measures, "measures", say("治理措施"), limit=WORDS),
        *(_unit(unit, "lead" if unit == command.lead else "co_units", office)
          for unit in (command.lead, *command.co_units)),
        _plan(command, office),
    )  # fmt: skip
    if refusal:
        return refusal
    if state.name:
        return already(say("这个专题已经立项。"))
    opened = GovernanceOpened(
        at=office.now,
        name=command.name,
        topic=command.topic,
        area=command.area,
        lead=command.lead,
        co_units=tuple(unit for unit in command.co_units if unit != command.lead),
        steps=tuple(sorted(command.steps, key=lambda step: step.by)),
        by=office.actor.id,
        measures=command.measures,
    )
    return (opened,)


def _unit(unit: str, field: str, office: Office) -> Refusal | None:
    known = office.units.get(unit)
    return None if known and known.active else not_found(say("单位"), unit, field)


def _plan(command: OpenGovernance, office: Office) -> Refusal | None:
    if not (command.topic or command.area):
        return _wrong(say("没有选择事项或区域。"), say("专题至少限定一个事项或一个区域。"), "topic")
    if not 0 < len(command.steps) <= MOST_STEPS:
        return _wrong(
            say("没有分步计划，或超过 {n} 步。", n=MOST_STEPS),
            say("请逐行写明日期和步骤。"),
            "steps",
        )
    for step in command.steps:
        if refusal := text(step.what, "steps", say("步骤"), limit=200):
            return refusal
    return None


def _wrong(message: str, advice: str, field: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=advice, field=field)


def _report(state: Governance, command: ReportProgress, office: Office) -> Decision:
    refusal = first(
        _stands(state), _part(state, office), text(command.words, "words", say("进展"), limit=WORDS)
    )
    if refusal:
        return refusal
    if not 0 <= command.step <= len(state.steps):
        return not_found(say("步骤"), str(command.step), "step")
    if command.step and state.steps[command.step - 1].done_at:
        return already(say("第 {n} 步已经完成。", n=command.step), "step")
    reported = ProgressReported(
        at=office.now,
        unit=office.actor.unit,
        step=command.step,
        by=office.actor.id,
        words=command.words,
    )
    return (reported,)


def _close(state: Governance, command: CloseGovernance, office: Office) -> Decision:
    refusal = first(
        allowed(office, Role.MANAGEMENT),
        _stands(state),
        text(command.result, "result", say("治理结果"), limit=WORDS),
    )
    if refusal:
        return refusal
    return (GovernanceClosed(at=office.now, by=office.actor.id, result=command.result),)


def _stands(state: Governance) -> Refusal | None:
    if state.name and state.closed_at is None:
        return None
    return wrong_state(say("这个专题没有立项，或已经结项。"), say("请刷新页面查看最新状态。"))


def _part(state: Governance, office: Office) -> Refusal | None:
    """Units that take part report; the supervisor may for them."""
    own = office.actor.unit in state.units and office.actor.is_a(*REPORTERS)
    if own or office.actor.is_a(*OPENERS):
        return None
    return Refusal(
        code=Code.WRONG_ROLE,
        message=say("只有牵头和配合单位可以报进展。"),
        advice=say("请联系牵头单位。"),
    )


def evolve(state: Governance, event: GovernanceEvent) -> Governance:
    """The topic after that."""
    match event:
        case GovernanceOpened():
            return Governance(
                name=event.name,
                topic=event.topic,
                area=event.area,
                lead=event.lead,
                co_units=event.co_units,
                steps=event.steps,
                by=event.by,
                opened_at=event.at,
            )
        case ProgressReported():
            steps = tuple(
                replace(step, done_at=event.at) if n == event.step else step
                for n, step in enumerate(state.steps, start=1)
            )
            return replace(state, steps=steps, reports=state.reports + 1, reported_at=event.at)
        case GovernanceClosed():
            return replace(state, closed_at=event.at)
        case _:
            assert_never(event)


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Cases a week before and after, over the same number of whole weeks, and their share of all
    cases in them; None where nothing can be said yet."""

    weeks: int
    before: float
    after: float
    share_before: float | None
    share_after: float | None

    @property
    def change(self) -> float | None:
        """By how much of itself it rose or fell; None where there was nothing before."""
        return (self.after - self.before) / self.before if self.before else None


LEAST_WEEKS: Final = 4
"""Fewer whole weeks after the opening compare nothing: one holiday would be an effect."""


def effect(weeks: tuple[tuple[date, int, int], ...], opened: date, now: date) -> Effect | None:
    """Compares as many whole weeks after the opening week as before it. `weeks`: (Monday, cases of
    the topic, all cases), without gaps; the opening week and the running one belong to neither."""
    before = [one for one in weeks if one[0].toordinal() + 7 <= opened.toordinal()]
    after = [one for one in weeks if one[0] > opened and one[0].toordinal() + 7 <= now.toordinal()]
    count = min(len(before), len(after))
    if count < LEAST_WEEKS:
        return None
    then, since = before[-count:], after[:count]
    return Effect(
        weeks=count,
        before=sum(one[1] for one in then) / count,
        after=sum(one[1] for one in since) / count,
        share_before=_share(then),
        share_after=_share(since),
    )


def _share(weeks: list[tuple[date, int, int]]) -> float | None:
    whole = sum(one[2] for one in weeks)
    return sum(one[1] for one in weeks) / whole if whole else None
