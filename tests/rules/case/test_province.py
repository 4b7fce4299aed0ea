"""省级平台交办: our limits inside the province's, what goes up and comes back, who follows up."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import extension as x
from hotline.rules.case.guards import Target
from hotline.rules.case.hold import BeginHold, EndHold
from hotline.rules.case.province import ForwardUp, RecordAnswerFromAbove, answered
from hotline.rules.case.recomputing import Cause, ClockReckoned, ReckonAgain
from hotline.rules.case.timers import timers
from hotline.rules.deadline import IN_PROVINCE, PROVINCE_ANSWERED, Fixed, Reckoned
from hotline.rules.province_words import UpwardAsk
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import FlagName, NumberName
from hotline.rules.words import CaseStage, Channel
from tests.rules.case import build as b
from tests.rules.case import outer
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story
from tests.rules.case.test_recomputing import DAYS

FRIDAY = "2026-03-06"
HEARD = b.call(b.matter(triage=c.Accept(), dispatch=True))
ORDER = replace(
    HEARD, channel=Channel.PLATFORM, source_platform="province", source_number="S-1",
    source_due=FRIDAY,
)  # fmt: skip
MORE = ForwardUp(ask=UpwardAsk.EXTENSION, until="2026-04-30", explanation=MARK)
NOT_OURS = ForwardUp(ask=UpwardAsk.NOT_OURS, explanation=MARK)
YES, NO = (RecordAnswerFromAbove(agreed=yes, note=MARK) for yes in (True, False))


def ordered(due: str = FRIDAY, story: Story | None = None) -> Story:
    """Registered, accepted and dispatched on Monday 2 March; the province wants it by Friday."""
    story = story or Story()
    assert not isinstance(story.register(w.AGENT, replace(ORDER, source_due=due)), Refusal)
    return story


def dues(story: Story) -> tuple[datetime, datetime]:
    assert story.case.promise
    return story.case.promise.due_at, story.lead.limit.due_at


def test_promise_and_leg_lie_inside_the_provinces_limit_by_the_margin() -> None:
    story = ordered()
    assert story.case.source_due == w.local(3, 6, 17, 30)
    assert dues(story) == (w.local(3, 5, 17, 30),) * 2  # one working day earlier
    turn = story.lead.limit.turns[-1]
    assert isinstance(turn, Fixed) and turn.reason == IN_PROVINCE
    at_once = Story(w.with_number(NumberName.PROVINCE_MARGIN, 0))
    assert dues(ordered("2026-03-06 12:00", at_once)) == (w.local(3, 6, 12),) * 2


def test_a_limit_that_ends_earlier_by_itself_is_left_alone() -> None:
    story, plain = ordered("2026-06-30"), b.dispatched()
    assert dues(story) == dues(plain) and not story.lead.limit.turns


def test_never_before_now() -> None:
    story = ordered("2026-03-02 12:00")
    assert dues(story) == (story.now,) * 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"source_due": "下周"}, "看不出"),
        ({"source_due": "2026-03-01"}, "已经过了"),
        ({"source_number": " "}, "只有省级平台"),
        ({"source_platform": "petition"}, "只有省级平台"),
    ],
)
def test_a_limit_that_is_none_is_refused(changed: dict[str, str], words: str) -> None:
    found = Story().register(w.AGENT, replace(ORDER, **changed))
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.INVALID, "source_due") and words in found.message


def test_pauses_extensions_and_calendars_stay_inside() -> None:
    story, margin = ordered(), w.local(3, 5, 17, 30)
    story.at(3, 3, 10).do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    story.do(w.officer(w.URBAN), c.RecordFirstContact(leg="L1", number=b.PHONE, note=MARK))
    held = story.copy().do(w.officer(w.URBAN), BeginHold(leg="L1", explanation=MARK)).at(3, 4, 10)
    assert held.do(w.officer(w.URBAN), EndHold(leg="L1")).lead.limit.due_at == margin
    back = story.copy()
    back.do(w.liaison(w.URBAN), b.file_return("L1")).at(3, 4, 10)
    back.do(w.liaison(w.URBAN), c.WithdrawReturn(request="R1"))
    assert back.lead.limit.due_at == margin
    story.do(w.liaison(w.URBAN), b.file_extension("L1"))
    story.do(w.DISPATCHER, x.RuleExtension(request="R1", grant=True, grounds=MARK))
    assert story.lead.limit.due_at == margin
    far = ordered("2026-03-17")
    far.world = outer.with_days(far.world, *DAYS)
    far.do(w.CLOCK, ReckonAgain())
    assert far.lead.limit.due_at == w.local(3, 16, 17, 30)


def test_more_time_goes_up_and_moves_what_was_held_back() -> None:
    story, plain = ordered(), b.dispatched()
    story.at(3, 3, 10).do(w.DISPATCHER, MORE)
    assert story.refuse(w.DISPATCHER, MORE).code is Code.ALREADY
    story.do(w.DISPATCHER, YES)
    assert story.case.source_due == w.local(4, 30, 17, 30)
    assert dues(story) == dues(plain)  # what our own rules give
    moved = [one for one in story.events[story.one] if isinstance(one, ClockReckoned)]
    assert {one.clock for one in moved} == {"promise", "limit:L1"}
    assert all(one.cause is Cause.PROVINCE and one.was == w.local(3, 5, 17, 30) for one in moved)
    turn = story.lead.limit.turns[-1]
    assert isinstance(turn, Reckoned) and turn.reason == PROVINCE_ANSWERED
    assert story.refuse(w.DISPATCHER, YES).code is Code.WRONG_STATE


def test_the_province_may_name_another_day_or_refuse() -> None:
    story = ordered().at(3, 3, 10).do(w.DISPATCHER, MORE)
    refused = story.copy().do(w.DISPATCHER, NO)
    assert refused.case.source_due == w.local(3, 6, 17, 30) and not refused.case.above[0].agreed
    assert story.refuse(w.DISPATCHER, replace(YES, due="2026-03-05")).field == "due"
    story.do(w.DISPATCHER, replace(YES, due="2026-03-10 12:00"))
    assert dues(story) == (w.local(3, 9, 17, 30),) * 2


def test_a_little_more_moves_nothing_that_is_over() -> None:
    """A clock that was stopped or missed, or that another rule holds where it is, stays."""
    story = ordered().at(3, 3, 10).do(w.DISPATCHER, MORE)
    assert story.case.promise
    story.cases[story.one] = replace(
        story.case,
        promise=replace(story.case.promise, breached_at=story.now),
        legs=(replace(story.lead, limit=replace(story.lead.limit, turns=())),),
    )
    story.do(w.DISPATCHER, YES)
    assert not [one for one in story.events[story.one] if isinstance(one, ClockReckoned)]
    soon = ordered().at(3, 3, 10).do(w.DISPATCHER, MORE)
    soon.do(w.DISPATCHER, replace(YES, due="2026-03-06 20:00"))
    assert not [one for one in soon.events[soon.one] if isinstance(one, ClockReckoned)]


def test_what_cannot_be_asked() -> None:
    assert b.dispatched().refuse(w.DISPATCHER, MORE).code is Code.WRONG_STATE
    assert ordered("").refuse(w.DISPATCHER, MORE).field == "ask"
    story = ordered()
    assert story.refuse(w.DISPATCHER, replace(MORE, until=FRIDAY)).code is Code.INVALID
    assert story.refuse(w.DISPATCHER, replace(MORE, until="soon")).field == "until"
    assert story.refuse(w.DISPATCHER, replace(MORE, until="")).field == "until"
    assert story.at(3, 9, 10).refuse(w.DISPATCHER, MORE).code is Code.TOO_LATE


def test_not_ours_ends_it_once_the_province_agrees() -> None:
    story = ordered().do(w.DISPATCHER, NOT_OURS)
    kept = story.copy().do(w.DISPATCHER, NO)
    assert kept.case.stage is CaseStage.HANDLING
    story.do(w.DISPATCHER, YES)
    case = story.case
    assert case.stage is CaseStage.WITHDRAWN and not case.running_legs and not timers(case)
    assert case.promise and case.promise.stopped_at
    undecided = Story()
    undecided.register(w.AGENT, replace(ORDER, matters=(b.matter(),)))
    undecided.do(w.DISPATCHER, NOT_OURS).do(w.DISPATCHER, YES)
    assert undecided.case.stage is CaseStage.WITHDRAWN and undecided.case.promise is None


def test_a_parent_is_not_given_back_while_others_hang_on_it() -> None:
    story = ordered().do(w.DISPATCHER, NOT_OURS)
    story.cases[story.one] = replace(story.case, children=1, children_waiting=1)
    assert isinstance(story.ask(w.DISPATCHER, YES), Refusal)


@pytest.mark.parametrize("above", [True, False])
def test_only_one_level_follows_up(above: bool) -> None:
    world = w.with_flag(FlagName.PROVINCE_FOLLOWS_UP, above)
    story = ordered("2026-06-30", Story(world))
    b.finish(story, w.URBAN)
    assert story.case.stage is CaseStage.COMPLETED
    assert (story.case.follow_up is None) is above and (story.case.link_due is not None) is above


def test_nobody_answers_what_was_not_asked() -> None:
    """The tables see to it; a caller that goes round them is told."""
    with pytest.raises(LookupError, match="waits for no answer"):
        answered(Target(case=ordered().case), YES, Story().context(w.DISPATCHER))
