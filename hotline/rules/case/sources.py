"""The same matter from several sources (来源) is handled once and answered to each.

国务院“互联网+督查”, 信访, 领导留言板, a province platform, 110 and the telephone may all bring one
matter: each is attached to the one case under its own number, told that it was received, and
answered once the case is over [国办函〔2025〕66号 二; product.md §4 Intake]. The police may take
their order back (`police_order`).
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from hotline.rules.case.events import Event, Sealed
from hotline.rules.case.fields import Command, Line, Needed, NeededCode, Words
from hotline.rules.case.guards import Target
from hotline.rules.case.state import Case, Source
from hotline.rules.context import Context
from hotline.rules.deadline import stop
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Platform

OVER: Final = frozenset({CaseStage.COMPLETED, CaseStage.FOLLOWED_UP, CaseStage.CLOSED,
                         CaseStage.WITHDRAWN})  # fmt: skip
"""Stages in which every source is owed its answer."""


class AttachSource(Command, frozen=True, kw_only=True):
    """并入来源: the same matter came from a further platform, under that platform's number."""

    platform: Platform
    number: NeededCode
    note: Words = ""


class ConfirmToSource(Command, frozen=True, kw_only=True):
    """回告接收: the source was told that we have it, and who there took note."""

    source: NeededCode
    by: Line = ""


class AnswerSource(Command, frozen=True, kw_only=True):
    """答复来源: the answer was sent back to the source; how, or under which paper."""

    source: NeededCode
    note: Needed


class SourceAttached(Event, frozen=True, kw_only=True):
    """已并入来源: `platform` knows this matter as `number`."""

    source: str
    platform: Platform
    number: str
    note: Sealed


class SourceConfirmed(Event, frozen=True, kw_only=True):
    """已回告接收."""

    source: str
    by: Sealed


class SourceAnswered(Event, frozen=True, kw_only=True):
    """已答复来源."""

    source: str
    note: Sealed


class PoliceOrderRecalled(Event, frozen=True, kw_only=True):
    """110已撤回: the case ends as if withdrawn."""

    by: Sealed
    reason: Sealed


def has_sources(target: Target, context: Context) -> Refusal | None:
    """Only a case that another platform sent has a source to be told."""
    if target.case.sources:
        return None
    return Refusal(
        code=Code.WRONG_STATE,
        message=say("该工单没有其他来源。"),
        advice=say("同一件事又从其他平台转来的，请先“并入来源”。"),
    )


def attach(target: Target, command: AttachSource, context: Context) -> tuple[Event, ...] | Refusal:
    """并入来源; the same number of the same platform only once."""
    case = target.case
    number = command.number.strip()
    if any((one.platform, one.number) == (command.platform, number) for one in case.sources):
        return Refusal(
            code=Code.ALREADY,
            message=say(
                "{platform}的{number}已经在本单。", platform=command.platform.zh, number=number
            ),
            field="number",
        )
    attached = SourceAttached(
        at=context.now,
        source=f"S{len(case.sources) + 1}",
        platform=command.platform,
        number=number,
        note=command.note,
    )
    return (attached,)


def confirm(
    target: Target, command: ConfirmToSource, context: Context
) -> tuple[Event, ...] | Refusal:
    """回告接收, once for each source."""
    found = _named(target.case, command.source)
    if isinstance(found, Refusal):
        return found
    if found.confirmed_at:
        return _done(say("该来源已经回告接收。"))
    return (SourceConfirmed(at=context.now, source=found.id, by=command.by),)


def answer(target: Target, command: AnswerSource, context: Context) -> tuple[Event, ...] | Refusal:
    """答复来源, once for each source and round."""
    found = _named(target.case, command.source)
    if isinstance(found, Refusal):
        return found
    if found.answered_at:
        return _done(say("该来源已经答复。"))
    return (SourceAnswered(at=context.now, source=found.id, note=command.note),)


def owed(case: Case) -> tuple[Source, ...]:
    """The sources that wait for their answer: all that have none, once the case is over."""
    if case.stage not in OVER:
        return ()
    return tuple(one for one in case.sources if one.answered_at is None)


def _named(case: Case, source: str) -> Source | Refusal:
    found = next((one for one in case.sources if one.id == source), None)
    return found or Refusal(
        code=Code.NOT_FOUND,
        message=say("该工单没有编号为“{named}”的来源。", named=source),
        advice=say("请从工单页列出的来源中选择。"),
        field="source",
    )


def _done(message: str) -> Refusal:
    return Refusal(code=Code.ALREADY, message=message, field="source")


def _attached(case: Case, event: SourceAttached) -> Case:
    source = Source(
        id=event.source, platform=event.platform, number=event.number, attached_at=event.at
    )
    return replace(case, sources=(*case.sources, source))


def _confirmed(case: Case, event: SourceConfirmed) -> Case:
    return _on_source(case, event.source, confirmed_at=event.at)


def _answered(case: Case, event: SourceAnswered) -> Case:
    return _on_source(case, event.source, answered_at=event.at)


def _on_source(case: Case, source: str, **changes: Any) -> Case:
    sources = tuple(replace(one, **changes) if one.id == source else one for one in case.sources)
    return replace(case, sources=sources)


def _recalled(case: Case, event: PoliceOrderRecalled) -> Case:
    promise = stop(case.promise, event.at) if case.promise else None
    return replace(case, stage=CaseStage.WITHDRAWN, promise=promise, closed_at=event.at)


SOURCE_MEANING: dict[type[Event], Callable[[Case, Any], Case]] = {
    SourceAttached: _attached,
    SourceConfirmed: _confirmed,
    SourceAnswered: _answered,
    PoliceOrderRecalled: _recalled,
}
