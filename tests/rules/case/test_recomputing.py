"""重新计算时限: the old limit stays on record, only what would end on another day moves, never into
the past and never shorter unless the rulebook says so."""

from datetime import date, datetime

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import procedure as p
from hotline.rules.case.evolve import evolve
from hotline.rules.case.procedure_state import ProcedureKind
from hotline.rules.case.recomputing import Cause, ClockReckoned, ReckonAgain
from hotline.rules.case.timers import timers
from hotline.rules.context import World
from hotline.rules.deadline import (
    INNER_LIMIT,
    NEW_CALENDAR,
    NEW_RULES,
    Fixed,
    Reckoned,
    explain,
)
from hotline.rules.duration import parse
from hotline.rules.refusal import Code
from hotline.rules.rulebook import Editions
from hotline.rules.rulebook_names import FlagName, LimitName
from hotline.rules.words import RequestKind
from tests.rules.case import build as b
from tests.rules.case import outer
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

AGAIN = ReckonAgain()
# From Monday 2 March; a made-up holiday of three days within the first week.
DAYS = (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6))


def reckoned(story: Story) -> dict[str, ClockReckoned]:
    """What was reckoned again so far, by the clock's name; the last time counts."""
    found = [one for one in story.events[story.one] if isinstance(one, ClockReckoned)]
    return {one.clock: one for one in found}


def adopt(story: Story, *days: date, worked: tuple[date, ...] = ()) -> Story:
    story.world = outer.with_days(story.world, *days, worked=worked)
    return story


def local(at: datetime) -> str:
    return at.astimezone(w.local(3, 1, 0).tzinfo).strftime("%m-%d %H:%M")


def test_promise_limit_and_moments_move_and_both_days_are_on_record() -> None:
    story = b.dispatched()
    promise, leg = story.case.promise, story.lead
    assert promise
    adopt(story, *DAYS).do(w.CLOCK, AGAIN)
    found, now = reckoned(story), story.lead
    assert {"promise", "limit:L1", "return:L1"} <= set(found)
    assert found["limit:L1"].was == leg.limit.due_at and found["promise"].was == promise.due_at
    assert now.limit.due_at == found["limit:L1"].due_at > leg.limit.due_at
    assert now.return_due == found["return:L1"].due_at > leg.return_due
    assert found["limit:L1"].cause is Cause.CALENDAR and "日历CN2026" in found["limit:L1"].basis
    turn = now.limit.turns[-1]
    assert isinstance(turn, Reckoned) and turn.reason == NEW_CALENDAR
    assert (turn.was, turn.calendar_edition) == (leg.limit.due_at, leg.limit.calendar_edition)
    assert timers(story.case)["limit:L1"] == now.limit.due_at


def test_why_this_day_tells_the_day_before_too() -> None:
    story = adopt(b.dispatched(), *DAYS).do(w.CLOCK, AGAIN)
    book, limit = story.world.editions.books[0], story.lead.limit
    steps = explain(limit, story.world.calendar, book.time)
    assert any("城市节休息，不计" in step.text for step in steps)
    was = story.world.calendar.local(reckoned(story)["limit:L1"].was)
    assert f"原时限2026年{was.month}月{was.day}日" in steps[-1].text
    assert steps[-1].at == limit.due_at


def test_a_second_run_finds_nothing_and_a_third_calendar_moves_it_again() -> None:
    story = adopt(b.dispatched(), *DAYS).do(w.CLOCK, AGAIN)
    assert story.refuse(w.CLOCK, AGAIN).code is Code.ALREADY
    once = story.lead.limit
    adopt(story, *DAYS, date(2026, 3, 9)).do(w.CLOCK, AGAIN)
    limit = story.lead.limit
    assert limit.due_at > once.due_at and len(limit.turns) == 2
    assert isinstance(limit.turns[0], Reckoned) and limit.turns[0].due_at == once.due_at
    assert story.case.promise and story.case.promise.started_at == w.MONDAY


def test_a_worked_saturday_shortens_nothing_unless_the_rulebook_says_so() -> None:
    saturday = date(2026, 3, 7)
    story = adopt(b.dispatched(), worked=(saturday,))
    assert story.refuse(w.CLOCK, AGAIN).code is Code.ALREADY
    story.world = w.with_flag(FlagName.RECKON_EARLIER, True, story.world)
    before = story.lead.limit.due_at
    assert story.do(w.CLOCK, AGAIN).lead.limit.due_at < before


def test_never_into_the_past() -> None:
    """With one day less the limit would have been the day before: it stays."""
    story = b.signed()
    story.world = w.with_flag(FlagName.RECKON_EARLIER, True, story.world)
    due = story.world.calendar.local(story.lead.limit.due_at)
    story.now = due.replace(hour=9)
    adopt(story, worked=(date(2026, 3, 7),))
    story.ask(w.CLOCK, AGAIN)
    assert story.lead.limit.due_at == due
    assert "limit:L1" not in reckoned(story)


def test_what_was_missed_stays_missed() -> None:
    story = b.signed()
    story.clock(w.local(4, 1, 9))
    assert story.lead.limit.breached_at
    assert adopt(story, *DAYS).refuse(w.CLOCK, AGAIN).code is Code.ALREADY
    unmarked = b.signed().at(4, 1, 9)  # nobody's clock ran: late all the same
    assert adopt(unmarked, *DAYS).refuse(w.CLOCK, AGAIN).code is Code.ALREADY


def test_a_paused_leg_keeps_its_moments_and_runs_on_under_the_new_calendar() -> None:
    story = b.dispatched().at(3, 3, 10).do(w.liaison(w.URBAN), b.file_return("L1"))
    due, limit = story.lead.return_due, story.lead.limit.due_at
    adopt(story, *DAYS).do(w.CLOCK, AGAIN)
    assert story.lead.return_due == due
    assert story.lead.limit.due_at > limit and story.lead.limit.paused_since
    assert "ruling:R1" in reckoned(story)
    assert story.case.requests[0].due_at == reckoned(story)["ruling:R1"].due_at


def test_rulings_that_have_climbed_or_are_over_are_left_alone() -> None:
    story = b.signed().do(w.liaison(w.URBAN), b.file_extension("L1"))
    request = replace(story.case.requests[0], rung=1)
    other = replace(request, id="R9", rung=0, kind=RequestKind.EXCLUSION)
    story.cases[story.one] = replace(story.case, requests=(request, other))
    assert "ruling:R1" not in reckoned(adopt(story, *DAYS).do(w.CLOCK, AGAIN))


def test_who_has_answered_has_no_moment_for_a_return_any_more() -> None:
    story = b.signed()
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1", number=b.PHONE, note=MARK))
    story.do(w.officer(w.URBAN), b.reply("L1"))
    assert "return:L1" not in reckoned(adopt(story, *DAYS).do(w.CLOCK, AGAIN))


def test_a_handed_down_leg_stays_inside_the_one_above() -> None:
    story = b.signed(co=(w.WATER,)).do(w.liaison(w.WATER), c.Sign(leg="L2"))
    story.do(w.liaison(w.WATER), c.HandDown(leg="L2", unit=w.WATER_COMPANY))
    lead, above, inner = story.case.legs
    limit = replace(inner.limit, duration=parse("30wd"), turns=())
    above = replace(above, limit=replace(above.limit, turns=()))
    legs = (lead, above, replace(inner, limit=limit))
    story.cases[story.one] = replace(story.case, legs=legs)
    adopt(story, *DAYS).do(w.CLOCK, AGAIN)
    outer_leg, inner = story.case.legs[1:]
    assert inner.limit.due_at == outer_leg.limit.due_at
    assert any(isinstance(t, Fixed) and t.reason == INNER_LIMIT for t in inner.limit.turns)


def test_a_procedure_and_an_owed_call_are_reckoned_too() -> None:
    begin = p.BeginProcedure(leg="L1", procedure=ProcedureKind.MARKET_COMPLAINT, note=MARK)
    contact = c.RecordFirstContact(leg="L1", number=b.PHONE, note=MARK)
    story = b.signed().do(w.officer(w.URBAN), contact).do(w.head(w.URBAN), begin)
    adopt(story, *DAYS).do(w.CLOCK, AGAIN)
    assert story.lead.procedure
    assert story.lead.procedure.clock.due_at == reckoned(story)["procedure:L1"].due_at
    called = outer.promised(b.completed).do(w.CLOCK, AGAIN)
    assert called.case.follow_up
    assert called.case.follow_up.clock.due_at == reckoned(called)["follow_up"].due_at


def longer(world: World, length: str, *, governs: str) -> World:
    """The city after a second edition gave another length to the limit of handling."""
    first = world.editions.books[-1]
    limits = tuple(
        replace(one, duration=parse(length), governs=governs)
        if one.name is LimitName.HANDLE
        else one
        for one in first.limits
    )
    second = replace(
        first, edition=first.edition + 1, effective_from=date(2026, 3, 3), limits=limits
    )
    return replace(world, editions=Editions(books=(*world.editions.books, second)))


def test_a_clause_for_open_cases_reaches_running_limits_also_to_shorten_them() -> None:
    story = b.dispatched().at(3, 3, 8)
    story.world = longer(story.world, "2wd", governs="open")
    before = story.lead.limit
    story.do(w.CLOCK, AGAIN)
    limit, found = story.lead.limit, reckoned(story)["limit:L1"]
    assert limit.due_at < before.due_at and limit.edition == before.edition + 1
    assert found.cause is Cause.RULEBOOK and found.basis == f"办理规则第{limit.edition}版"
    turn = limit.turns[-1]
    assert isinstance(turn, Reckoned) and turn.reason == NEW_RULES
    assert turn.edition == before.edition


def test_a_clause_for_new_cases_reaches_nothing() -> None:
    story = b.dispatched().at(3, 3, 8)
    story.world = longer(story.world, "20wd", governs="new")
    assert story.refuse(w.CLOCK, AGAIN).code is Code.ALREADY


def test_evolve_of_what_is_gone_leaves_the_rest() -> None:
    """A stored event is folded as it stands, whatever the case has become by other versions."""
    story = b.signed()
    clock = story.lead.limit
    for name in ("procedure:L1", "follow_up"):
        event = ClockReckoned(
            at=story.now, clock=name, cause=Cause.CALENDAR, basis="x", was=clock.due_at,
            due_at=clock.due_at, limit=clock,
        )  # fmt: skip
        after = evolve(story.case, event)
        assert after.follow_up is None and after.legs[0].procedure is None
