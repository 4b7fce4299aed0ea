"""A year's 放假安排 in the city's calendar: submitted, then approved by a second person.

The State Council publishes the days of rest and the adjusted working days of a year once, late in
the year before [全国年节及纪念日放假办法; 国务院办公厅关于部分节假日安排的通知]. Limits follow the
calendar, so a notice is drawn up by whoever may propose rulebooks and in use when somebody else of
the management body has approved it, like an edition of the rulebook. What then moves is reckoned
again by events of its cases (`rules.case.recomputing`). A notice in use is not altered; a later one
for the same year (the State Council has changed notices: 2019, 2020) stands in its place.
"""

from datetime import date, timedelta
from typing import Final, TypeVar, assert_never

import msgspec

from hotline.rules.calendar import Calendar, NamedDay, YearNotice
from hotline.rules.reference.edition import APPROVERS
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    second_person,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

SUBMITTERS: Final = (Role.MANAGEMENT, Role.SYSTEM_ADMIN)
MOST_DAYS = 120


class CalendarDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that waits for approval; `number` counts the drafts of the city."""

    number: int
    author: str
    notice: YearNotice


class OwnCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """What a city adopted by itself beside the calendars of the data package: the notice of each
    year, and the draft that waits. `calendar_drafts` counts all drafts there were."""

    calendar_years: tuple[YearNotice, ...] = ()
    calendar_draft: CalendarDraft | None = None
    calendar_drafts: int = 0


Own = TypeVar("Own", bound=OwnCalendar)


class DraftCalendarYear(Command, frozen=True, kw_only=True):
    """Submits the notice of a year for approval."""

    notice: YearNotice


class ApproveCalendarYear(Command, frozen=True, kw_only=True):
    """The second person agrees; the year is in use at once. `number` is that of the draft seen."""

    number: int


class RejectCalendarYear(Command, frozen=True, kw_only=True):
    """The second person does not agree."""

    number: int
    reason: str


class WithdrawCalendarYear(Command, frozen=True, kw_only=True):
    """Whoever submitted the notice takes it back."""

    number: int


YearCommand = DraftCalendarYear | ApproveCalendarYear | RejectCalendarYear | WithdrawCalendarYear


class CalendarYearDrafted(Event, frozen=True, kw_only=True):
    """A notice waits for approval."""

    author: str
    notice: YearNotice


class CalendarYearApproved(Event, frozen=True, kw_only=True):
    """A second person agreed: the year's days are those of the notice from now on."""

    approver: str


class CalendarYearRejected(Event, frozen=True, kw_only=True):
    """A second person did not agree."""

    approver: str
    reason: str


class CalendarYearWithdrawn(Event, frozen=True, kw_only=True):
    """Its author took the draft back."""


YearEvent = (
    CalendarYearDrafted | CalendarYearApproved | CalendarYearRejected | CalendarYearWithdrawn
)
Decision = tuple[YearEvent, ...] | Refusal

OTHER = Refusal(
    code=Code.WRONG_STATE,
    message=say("没有这份待审批的放假安排，可能已经批准、退回或撤回。"),
    advice=say("请刷新页面后再看。"),
)
NOT_AUTHOR = Refusal(
    code=Code.WRONG_ROLE,
    message=say("只有提交人可以撤回。"),
    advice=say("不同意的，请由热线管理机构退回。"),
)


def decide(state: OwnCalendar, command: YearCommand, office: Office) -> Decision:
    """What the command does to the city's calendar, or why not."""
    if isinstance(command, DraftCalendarYear):
        return _draft(state, command.notice, office)
    draft = state.calendar_draft
    if draft is None or draft.number != command.number:
        return OTHER
    if isinstance(command, WithdrawCalendarYear):
        own = office.actor.id == draft.author
        return (CalendarYearWithdrawn(at=office.now),) if own else NOT_AUTHOR
    refusal = first(allowed(office, *APPROVERS), second_person(office, (draft.author,)))
    if refusal:
        return refusal
    if isinstance(command, ApproveCalendarYear):
        return (CalendarYearApproved(at=office.now, approver=office.actor.id),)
    return text(command.reason, "reason", say("退回原因"), limit=500) or (
        CalendarYearRejected(at=office.now, approver=office.actor.id, reason=command.reason),
    )


def _draft(state: OwnCalendar, notice: YearNotice, office: Office) -> Decision:
    refusal = first(
        allowed(office, *SUBMITTERS),
        text(notice.number, "number", say("文号"), limit=60),
        _sound(notice),
    )
    if refusal:
        return refusal
    if state.calendar_draft:
        return wrong_state(
            say("{year}年的放假安排还在等待审批。", year=state.calendar_draft.notice.year),
            say("请先由热线管理机构批准或退回，或由提交人撤回。"),
        )
    if notice in state.calendar_years:
        return already(say("与在用的{year}年放假安排没有差别。", year=notice.year), "days")
    return (CalendarYearDrafted(at=office.now, author=office.actor.id, notice=notice),)


def _sound(notice: YearNotice) -> Refusal | None:
    """Refuses a year that cannot be meant, a notice without days, and a day named twice."""
    days = [one.day for one in (*notice.rest_days, *notice.work_days)]
    if not 2000 <= notice.year <= 2100:
        return _wrong(say("年份 {year} 无效。", year=notice.year), "year")
    if not notice.rest_days or len(days) > MOST_DAYS:
        return _wrong(say("放假安排应有 1 至 {most} 天。", most=MOST_DAYS), "days")
    if len(set(days)) < len(days):
        return _wrong(say("同一天在放假安排中出现两次。"), "days")
    return None


def _wrong(message: str, where: str) -> Refusal:
    return Refusal(code=Code.INVALID, message=message, advice=say("请改正后再提交。"), field=where)


def evolve(state: Own, event: YearEvent) -> Own:
    """The city after the event."""
    change = msgspec.structs.replace
    match event:
        case CalendarYearDrafted():
            number = state.calendar_drafts + 1
            draft = CalendarDraft(number=number, author=event.author, notice=event.notice)
            return change(state, calendar_draft=draft, calendar_drafts=number)
        case CalendarYearApproved():
            if state.calendar_draft is None:
                raise ValueError("a year of the calendar was approved that nobody had drafted")
            notice = state.calendar_draft.notice
            others = tuple(one for one in state.calendar_years if one.year != notice.year)
            years = tuple(sorted((*others, notice), key=lambda one: one.year))
            return change(state, calendar_years=years, calendar_draft=None)
        case CalendarYearRejected() | CalendarYearWithdrawn():
            return change(state, calendar_draft=None)
        case _:
            assert_never(event)


Days = tuple[NamedDay, ...]


class YearChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice would change: days that become days of rest, and days that become worked."""

    rested: Days
    worked: Days
    official: bool


def compare(before: Calendar, after: Calendar, notice: YearNotice) -> YearChanges:
    """Day by day from the December before to the January after: both calendars, side by side."""
    first_day, last = date(notice.year - 1, 12, 1), date(notice.year + 1, 1, 31)
    days = [first_day + timedelta(days=n) for n in range((last - first_day).days + 1)]
    moved = [day for day in days if before.is_working_day(day) != after.is_working_day(day)]
    named = [NamedDay(day=day, name=after.label(day)) for day in moved]
    return YearChanges(
        rested=tuple(one for one in named if not after.is_working_day(one.day)),
        worked=tuple(one for one in named if after.is_working_day(one.day)),
        official=notice.year in before.published,
    )
