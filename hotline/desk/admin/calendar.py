"""工作日历: which days are worked, and the notice of a year (放假安排) adopted like a rulebook.

Everybody may read it: limits are explained by it. Whoever manages rulebooks submits a year, as the
notice is printed or as a list; it waits, with what it changes day by day and how many running
limits would move, for another person of the management body. Once approved, the city's open cases
are reckoned again (`handling.reckoning`); each run shows how far it is and what it moved.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from hotline.desk.admin.asking import (
    Ask,
    Do,
    carry_out,
    office,
    show_admin,
    text,
    why_not,
)
from hotline.desk.admin.drafts import Commands, draft_asks, draft_dos
from hotline.desk.admin.queries import names
from hotline.desk.gate import Desk, staff
from hotline.dispatching.importing import decode
from hotline.handling.queries import Reader, reader
from hotline.handling.reckoning import queries as runs
from hotline.handling.reckoning.jobs import KINDS, STATES, Kind, Moved, State
from hotline.handling.reckoning.working import again
from hotline.handling.telling_outer import WHAT
from hotline.people import actions
from hotline.people.by import By
from hotline.people.queries import calendar_draft, drafted_calendar
from hotline.rules.calendar import WEEKDAYS, Calendar, NamedDay, holiday
from hotline.rules.calendar_notice import Read, read_notice
from hotline.rules.reference.calendar_year import (
    SUBMITTERS,
    ApproveCalendarYear,
    CalendarDraft,
    DraftCalendarYear,
    RejectCalendarYear,
    WithdrawCalendarYear,
    YearChanges,
    YearCommand,
    compare,
    decide,
)
from hotline.rules.reference.city import City
from hotline.rules.reference.office import allowed, not_found
from hotline.rules.refusal import Refusal
from hotline.rules.text import say
from hotline.web.permission import page
from hotline.web.speech import spoken

HERE = "admin-calendar"
COMMANDS = Commands(
    approve=ApproveCalendarYear, reject=RejectCalendarYear, withdraw=WithdrawCalendarYear
)
SHOWN = 5
"""So many cases are shown beside a draft or a run; the rest stands on a page of its own."""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One adjusted day of the calendar."""

    day: date
    weekday: str
    why: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as it was read, beside the calendar in use."""

    read: Read
    text: str
    changes: YearChanges | None


class RunLine(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the page lists it."""

    row: Any
    kind: Kind
    state: State

    @property
    def words(self) -> str:
        """What it found so far."""
        found = {"limits": self.row.limits, "cases": self.row.cases}
        if self.kind is Kind.TRY:
            return say("将变动 {limits} 个时限，涉及 {cases} 件工单", **found)
        return say("已变动 {limits} 个时限，涉及 {cases} 件工单", **found)

    @property
    def left(self) -> int:
        """How many cases it has not looked at."""
        return int(self.row.total - self.row.seen)

    @property
    def progress(self) -> dict[str, Any] | None:
        """How far it is, while it runs."""
        if self.state is not State.RUNNING:
            return None
        trial = say("正在试算在办工单的时限")
        return {
            "id": "reckoning",
            "label": trial if self.kind is Kind.TRY else say("正在重新计算在办工单的时限"),
            "done": self.row.seen,
            "total": self.row.total,
            "words": self.words,
            "state": "running",
            "url": reverse("desk:admin-reckoned-progress", args=[self.row.id]),
        }


class MovedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One limit that moved, in words."""

    what: str
    unit: str
    moved: Moved


@page(permission="signed_in")
@staff
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The years around now; for those who manage rules also the notice to submit or to rule on."""
    report: list[Report] = []
    dos: dict[str, Do] = {
        "calendar": lambda by, typed: _bring(request, desk, by, report),
        "go-on": lambda by, typed: again(by),
    }
    found = carry_out(
        request, desk, dos | draft_dos(COMMANDS, actions.change_city), reverse(f"desk:{HERE}")
    )
    if isinstance(found, HttpResponse) and not (report and _stays(request, report[0])):
        return found
    tried = None if isinstance(found, HttpResponse) else found
    who = reader(desk.actor, reference=desk.who.world.reference)
    may = allowed(office(desk), *SUBMITTERS)
    context = _years(desk) | {"may": may, "report": report[0] if report else None}
    context["typed"] = request.POST if report or tried else {}
    asks: list[Ask] = []
    if desk.may("rulebook.manage"):
        context["stands"] = next(map(_line, runs.at_a_stand(who)), None)
    if may is None:
        asks, waiting = _waiting(desk)
        context |= waiting | {"runs": [_line(row) for row in runs.runs(who)]}
        # One that is tried is seen beside its draft; those of drafts before are no news.
        draft = waiting.get("draft")
        trials = (one for one in context["runs"] if one.kind is Kind.TRY)
        trial = next((one for one in trials if draft and one.row.draft == draft.number), None)
        context["runs"] = [one for one in context["runs"] if one.kind is Kind.RUN]
        context["trial"] = trial
        if trial:
            found_ = runs.moved(who, trial.row.id, limit=SHOWN)[:SHOWN]
            context["examples"] = [(one, _moved(who, one.moved)) for one in found_]
    open_ = {one.name for one in asks if one.closed is None}
    context["refused"] = tried.refusal if tried and tried.name not in open_ else None
    return show_admin(request, desk, "calendar", HERE, context, tried=tried, asks=asks)


def _years(desk: Desk) -> dict[str, Any]:
    world = desk.who.world
    used, this = world.calendar, desk.who.now.astimezone(_zone(desk)).date()
    years = range(max(this.year + 1, *used.published), this.year - 2, -1)
    return {
        "calendar": used,
        "book": world.editions.in_force(this),
        "today": this,
        "label": used.label(this),
        "next_year": next(year for year in range(this.year, 2101) if year not in used.published),
        "years": [
            {
                "year": year,
                "provisional": year not in used.published,
                "holidays": list(_holidays(used, year)),
            }
            for year in years
        ],
    }


def _zone(desk: Desk) -> Any:
    return desk.who.world.calendar.local(desk.who.now).tzinfo


def _holidays(used: Calendar, year: int) -> Iterator[tuple[str, list[Day], list[Day]]]:
    """(holiday, its days of rest, the days worked for it) of one year, in order."""
    work = [one for one in used.work_days if one.day.year == year]
    rest = sorted((one for one in used.rest_days if one.day.year == year), key=lambda one: one.day)
    for name, days in groupby(rest, key=lambda one: one.name):
        yield holiday(name), days_of(days), days_of(one for one in work if one.name == name)


def days_of(named: Any) -> list[Day]:
    """Named days as pages list them."""
    days: list[NamedDay] = list(named)
    return [Day(day=one.day, weekday=WEEKDAYS[one.day.weekday()], why=one.name) for one in days]


# --- a notice submitted -----------------------------------------------------------------------


def _stays(request: HttpRequest, report: Report) -> bool:
    return "dry" in request.POST or bool(report.read.slips)


def _bring(request: HttpRequest, desk: Desk, by: By, report: list[Report]) -> object:
    refusal = allowed(office(desk), *SUBMITTERS)
    file = request.FILES.get("file")
    content = decode(file.read()) if file else str(request.POST.get("days", ""))
    if refusal or isinstance(content, Refusal):
        return refusal or content
    year = text(request.POST, "year")
    if not (year.isdecimal() and len(year) == 4):
        return not_found(say("年份"), year[:20] or say("（未填写）"), "year")
    read = read_notice(content, int(year), text(request.POST, "number"))
    changes = None
    if not read.slips:
        draft = CalendarDraft(number=0, author="", notice=read.notice)
        changes = _changes(desk, draft)
    report.append(Report(read=read, text=content, changes=changes))
    if _stays(request, report[0]):
        return None
    return actions.change_city(by, DraftCalendarYear(notice=read.notice))


def _changes(desk: Desk, draft: CalendarDraft) -> YearChanges:
    world = desk.who.world
    return compare(world.calendar, drafted_calendar(world, draft), draft.notice)


# --- a notice that waits ----------------------------------------------------------------------


def _waiting(desk: Desk) -> tuple[list[Ask], dict[str, Any]]:
    """The notice that waits for approval: what can be done with it, and what it changes."""
    draft = calendar_draft(desk.actor.city)
    if draft is None:
        return [], {}
    author = names(desk.actor, {draft.author}).get(draft.author, say("系统初始化"))
    return _asks(desk, draft), {
        "draft": draft,
        "author": author,
        "changes": _changes(desk, draft),
    }


def _asks(desk: Desk, draft: CalendarDraft) -> list[Ask]:
    """批准 and 退回 for the second person, 撤回 for who submitted it; with why not."""
    state, number = City(calendar_draft=draft), draft.number

    def closed(command: YearCommand) -> Refusal | None:
        return why_not(decide(state, command, office(desk)))

    mine = draft.author == desk.actor.id
    return draft_asks(number, COMMANDS, closed, take_back=say("撤回这份安排") if mine else "")


# --- runs -------------------------------------------------------------------------------------


def _line(row: Any) -> RunLine:
    return RunLine(row=row, kind=KINDS[row.kind], state=STATES[row.state])


@page(permission="rulebook.manage")
@staff
def reckoned(request: HttpRequest, desk: Desk, run_id: UUID) -> HttpResponse:
    """One run: how far it is, and every limit it moved, case by case."""
    who = reader(desk.actor, reference=desk.who.world.reference)
    row = runs.run(who, run_id)
    if row is None:
        return HttpResponseRedirect(reverse(f"desk:{HERE}"))
    after = request.GET.get("after", "")
    found = runs.moved(who, run_id, _case(after))
    context = {
        "run": _line(row),
        "cases": [(one, _moved(who, one.moved)) for one in found[: runs.PAGE]],
        "next": found[runs.PAGE - 1].case if len(found) > runs.PAGE else "",
        "after": after,
    }
    return show_admin(request, desk, "reckoned", HERE, context)


@page(permission="rulebook.manage")
@staff
def progress(request: HttpRequest, desk: Desk, run_id: UUID) -> HttpResponse:
    """How far a run is, for the page's script."""
    row = runs.run(reader(desk.actor, reference=desk.who.world.reference), run_id)
    if row is None:
        return HttpResponse(status=404)
    line = _line(row)
    found = {"done": row.seen, "total": row.total, "words": spoken(line.words)}
    found["state"] = "running" if line.progress else "done"
    here = reverse("desk:admin-reckoned", args=[run_id])
    return JsonResponse(found | {"url": reverse(f"desk:{HERE}") if line.kind is Kind.TRY else here})


def _case(after: str) -> str:
    """The key of the page before, "" where it is none."""
    try:
        return str(UUID(after))
    except ValueError:
        return ""


def _moved(who: Reader, moved: tuple[Moved, ...]) -> list[MovedLine]:
    units = who.world.units
    return [
        MovedLine(
            what=WHAT[one.clock.partition(":")[0]],
            unit=units.name(one.unit) if one.unit else "",
            moved=one,
        )
        for one in moved
    ]
