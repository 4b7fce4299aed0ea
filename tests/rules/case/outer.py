"""Stories of what comes to a case from outside: a year's 放假安排, a province's limit and answer.
See `states`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from random import Random

from msgspec.structs import replace

from hotline.rules.calendar import NamedDay, YearNotice
from hotline.rules.case.commands import RegisterContact
from hotline.rules.case.fields import Command
from hotline.rules.case.outer_table import REACHED
from hotline.rules.case.province import ForwardUp, RecordAnswerFromAbove
from hotline.rules.case.recomputing import ReckonAgain
from hotline.rules.case.state import Source
from hotline.rules.context import World
from hotline.rules.deadline import due
from hotline.rules.duration import parse
from hotline.rules.official_calendar import official_calendar
from hotline.rules.province_words import UpwardAsk
from hotline.rules.refusal import Refusal
from hotline.rules.words import CaseStage, Channel, Platform
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

COMMANDS: tuple[Command, ...] = (
    ForwardUp(ask=UpwardAsk.NOT_OURS, explanation=MARK),
    RecordAnswerFromAbove(agreed=True, note=MARK),
)
ASKS = (ForwardUp, RecordAnswerFromAbove)
SAID: dict[str, Sequence[object]] = {
    "ask": list(UpwardAsk),
    "agreed": [True, True, False],
    "until": ["2026-06-30", "2026-12-31 12:00", "soon", ""],
    "due": ["", "", "2026-12-31"],
}
"""What a walk says in the fields of these commands."""
OURS = (CaseStage.REGISTERED, CaseStage.SENT_BACK, CaseStage.ACCEPTED, CaseStage.HANDLING)
FIRST, LAST = date(2026, 3, 4), date(2026, 3, 6)


def notice(*days: date, worked: tuple[date, ...] = ()) -> YearNotice:
    """The official 2026 with further days of rest and of work."""
    plain = official_calendar(through=2026)
    rest = {one for one in plain.rest_days if one.day.year == 2026}
    work = {one for one in plain.work_days if one.day.year == 2026}
    rest |= {NamedDay(day=day, name="城市节") for day in days}
    work |= {NamedDay(day=day, name="城市节") for day in worked}
    return YearNotice(
        year=2026,
        number="市政府令1号",
        rest_days=tuple(sorted(rest, key=lambda one: one.day)),
        work_days=tuple(sorted(work, key=lambda one: one.day)),
    )


def with_days(world: World, *days: date, worked: tuple[date, ...] = ()) -> World:
    """The same city after it adopted such a year."""
    calendar = official_calendar(through=2026, notices=(notice(*days, worked=worked),))
    return replace(world, calendar=calendar)


@cache
def _three_days(world_now: date) -> tuple[date, ...]:
    return tuple(world_now + timedelta(days=n) for n in range(1, 4))


def adopted(story: Story) -> Story:
    """The city adopts three days of rest right after the story's today."""
    today = story.world.calendar.local(story.now).date()
    story.world = with_days(story.world, *_three_days(today))
    return story


def promised(made: Callable[[], Story]) -> Story:
    """The story with a limit of days that runs, and a calendar that would move it."""
    story = made()
    case, call = story.case, story.case.follow_up
    days = parse("5wd")
    ends = due(story.now, days, story.world.calendar, story.world.editions.books[0].time).due_at
    if case.stage is CaseStage.REGISTERED and case.desk:
        desk = replace(case.desk, duration=days, due_at=ends, started_at=story.now)
        story.cases[story.one] = replace(case, desk=desk)
    if case.stage is CaseStage.COMPLETED and call:
        clock = replace(call.clock, duration=days, due_at=ends, started_at=story.now)
        story.cases[story.one] = replace(case, follow_up=replace(call, clock=clock))
    return adopted(story)


def variants(
    stages: Mapping[CaseStage, Callable[[], Story]],
) -> dict[tuple[CaseStage, type[Command]], Callable[[], Story]]:
    """Every stage, with something to reckon again."""
    found: dict[tuple[CaseStage, type[Command]], Callable[[], Story]] = {
        (stage, ReckonAgain): partial(promised, stages[stage]) for stage in REACHED
    }
    for stage in OURS:
        found[stage, ForwardUp] = partial(ordered, stages[stage])
        found[stage, RecordAnswerFromAbove] = partial(asked, stages[stage])
    return found


def ordered(made: Callable[[], Story]) -> Story:
    """The story as that of a case which a province platform sent."""
    story = made()
    sent = Source(
        id="S1", platform=Platform.PROVINCE, number="S-1", attached_at=story.case.registered_at
    )
    story.cases[story.one] = replace(story.case, sources=(sent,))
    return story


def sent_by_the_province(heard: RegisterContact, random: Random) -> RegisterContact:
    """The call as an order of the province platform."""
    return replace(
        heard,
        channel=Channel.PLATFORM,
        source_platform="province",
        source_number="S-1",
        source_due=random.choice(["", "2026-03-06", "2026-04-30 12:00"]),
    )


def asked(made: Callable[[], Story]) -> Story:
    """The province was told that it is not ours."""
    return ordered(made).do(w.DISPATCHER, COMMANDS[0])


def reckon_all(story: Story) -> None:
    """What the city's job does after a calendar was adopted: each case by itself."""
    here = story.one
    for one in sorted(story.cases):
        story.one = one
        if not isinstance(story.ask(w.CLOCK, ReckonAgain()), Refusal):
            story.do(w.CLOCK, ReckonAgain())
    story.one = here
