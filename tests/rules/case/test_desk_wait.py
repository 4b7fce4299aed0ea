"""What waits at the hotline's own desk: from when to when, what ends it, what is late."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case.desk_wait import (
    BreachDeskWait,
    DeskWaitBegun,
    DeskWaitBreached,
    breached,
)
from hotline.rules.case.evolve import evolve
from hotline.rules.deadline import Clock
from hotline.rules.refusal import Code, Refusal
from hotline.rules.rulebook_names import LimitName
from hotline.rules.words import CaseStage, Channel, EmergencyLine, Urgency
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story


def waits(story: Story) -> Clock:
    """The desk's clock of the case."""
    assert story.case.desk is not None
    return story.case.desk


def names(story: Story) -> list[str]:
    """What has happened to the case."""
    return [type(event).__name__ for event in story.events[story.one]]


def by_channel(channel: Channel) -> Story:
    """A matter that came in by that channel at half past nine on a Monday."""
    story = Story()
    found = story.register(w.AGENT, c.RegisterContact(channel=channel, matters=(b.matter(),)))
    assert not isinstance(found, Refusal)
    return story


@pytest.mark.parametrize(
    ("channel", "due"),
    [
        (Channel.SMS, w.local(3, 2, 9, 33)),
        (Channel.WEB, w.local(3, 2, 11, 30)),
        (Channel.EMAIL, w.local(3, 3, 9, 30)),
        (Channel.PHONE, w.local(3, 2, 10)),
    ],
)
def test_triage_is_due_by_channel(channel: Channel, due: object) -> None:
    """短信3分钟、网站2小时、邮件24小时内受理 [GB/T 33358]；电话通话后30分钟内处置。"""
    clock = waits(by_channel(channel))
    assert (clock.name, clock.due_at) == (LimitName.ACCEPT, due)
    assert clock.source


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.CRITICAL, w.local(3, 2, 10, 30)),
        (Urgency.URGENT, w.local(3, 2, 11, 30)),
        (Urgency.ORDINARY, w.local(3, 3, 9, 30)),
    ],
)
def test_dispatch_is_due_by_urgency(urgency: Urgency, due: object) -> None:
    """受理后1小时、2小时、24小时内派单 [DB11/T 2021]。"""
    clock = waits(b.accepted(urgency=urgency))
    assert (clock.name, clock.due_at) == (LimitName.DISPATCH, due)


def test_what_is_dispatched_at_once_never_waits() -> None:
    """登记时按目录派出的，没有热线环节时限，也不多记一步。"""
    story = Story()
    story.register(w.AGENT, b.call(b.matter(triage=c.Accept(), dispatch=True)))
    assert names(story) == ["Registered", "Accepted", "LegDispatched"]
    assert story.case.desk is None


def test_what_the_directory_cannot_place_waits_for_dispatch() -> None:
    """目录没有条目的，登记后等待派单，有时限。"""
    story = Story()
    story.register(w.AGENT, b.call(b.matter(w.SILENT, triage=c.Accept(), dispatch=True)))
    assert names(story) == ["Registered", "Accepted", "DeskWaitBegun"]
    assert waits(story).name == LimitName.DISPATCH


def test_sent_back_and_completed_each_have_their_own_clock() -> None:
    """退回补录有补录时限；补录后派单时限重新起算；派出即止。"""
    story = b.accepted().later(hours=1)
    story.do(w.DISPATCHER, c.SendBackForCompletion(reason=MARK))
    assert waits(story).name == LimitName.COMPLETE_INTAKE
    assert waits(story).due_at == w.local(3, 2, 14), "two working hours, the noon break between"
    story.later(minutes=30).do(w.AGENT, c.CompleteIntake(note=MARK))
    assert waits(story).name == LimitName.DISPATCH
    assert waits(story).started_at == story.now
    story.do(w.DISPATCHER, c.Dispatch())
    assert story.case.desk is None


def test_whatever_brings_a_case_back_to_the_desk_starts_its_clock() -> None:
    """移交被拒、退单成立而无承办单位、撤销并单、重新打开：都回到热线，都有时限。"""
    refused = b.registered().do(w.AGENT, c.HandOver(line=EmergencyLine.POLICE_110))
    assert refused.case.desk is None, "the emergency line's time to confirm runs instead"
    refused.do(w.AGENT, c.ConfirmHandOver(taken_over=False))
    returned = b.signed().do(w.liaison(w.URBAN), b.file_return("L1"))
    returned.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=True, grounds=MARK))
    unmerged = b.merged().later(hours=30).do(w.DISPATCHER, c.UndoMerge(reason=MARK))
    reopened = b.closed().do(w.CALLER, c.Reopen(reason=MARK))
    assert waits(refused).name == LimitName.ACCEPT
    for story in (returned, unmerged):
        assert story.case.stage is CaseStage.ACCEPTED
        assert (waits(story).name, waits(story).started_at) == (LimitName.DISPATCH, story.now)
    if reopened.case.stage is CaseStage.ACCEPTED:
        assert waits(reopened).name == LimitName.DISPATCH


def test_a_shorter_limit_counts_from_the_correction_and_never_ends_later() -> None:
    """更正为特急：自更正起1小时，但不晚于原时限；没有人因更正本身而超期。"""
    story = b.accepted().later(hours=5)
    story.do(w.AGENT, c.CompleteIntake(urgency=Urgency.CRITICAL))
    assert waits(story).due_at == w.local(3, 2, 15, 30)
    late = b.accepted().later(hours=23, minutes=30)
    before = waits(late)
    late.do(w.AGENT, c.CompleteIntake(urgency=Urgency.CRITICAL))
    assert waits(late) == before


def test_a_longer_limit_counts_as_if_known_from_the_start() -> None:
    """特急更正为一般：自受理起24小时。"""
    story = b.accepted(urgency=Urgency.CRITICAL).later(minutes=30)
    story.do(w.AGENT, c.CompleteIntake(urgency=Urgency.ORDINARY))
    assert waits(story).due_at == w.local(3, 3, 9, 30)


def test_words_mended_leave_the_clock_alone() -> None:
    story = b.accepted()
    before = waits(story)
    story.later(hours=1).do(w.AGENT, c.CompleteIntake(address=MARK))
    assert waits(story) == before
    assert "DeskWaitBegun" not in names(story)[-1:]


def test_the_clock_marks_what_the_desk_missed_once() -> None:
    """到时仍未派单：记环节超期；以后更正紧急程度也不抹去。"""
    story = b.accepted(urgency=Urgency.CRITICAL)
    assert "desk" in story.clock(w.local(3, 2, 10, 30))
    last = story.last
    assert isinstance(last, DeskWaitBreached)
    assert (last.limit, last.due_at) == (LimitName.DISPATCH, w.local(3, 2, 10, 30))
    assert story.refuse(w.CLOCK, BreachDeskWait()).code is Code.ALREADY
    story.do(w.AGENT, c.CompleteIntake(urgency=Urgency.ORDINARY))
    assert waits(story).breached_at == w.local(3, 2, 10, 30)


def test_late_whether_or_not_a_clock_process_ran() -> None:
    """无人值守的一夜：次日派单时先记下超期，再派单。"""
    story = b.accepted().later(hours=25).do(w.DISPATCHER, c.Dispatch())
    assert names(story)[-2:] == ["DeskWaitBreached", "LegDispatched"]
    punctual = b.accepted().later(hours=23).do(w.DISPATCHER, c.Dispatch())
    assert "DeskWaitBreached" not in names(punctual)


def test_not_before_its_moment() -> None:
    assert b.accepted().refuse(w.CLOCK, BreachDeskWait()).code is Code.WRONG_STATE


def test_a_case_that_does_not_wait_has_nothing_to_miss() -> None:
    story = b.signed()
    with pytest.raises(LookupError):
        breached(story.case, story.context(w.CLOCK))
    event = DeskWaitBreached(at=story.now, limit=LimitName.ACCEPT, due_at=story.now)
    with pytest.raises(ValueError, match="not begun"):
        evolve(story.case, event)


def test_splitting_gives_the_new_case_its_own_clock() -> None:
    story = b.signed()
    story.do(w.AGENT, c.SplitMatter(matter=b.matter()))
    new = next(case for case in story.cases.values() if case.split_from)
    assert new.desk is not None
    assert isinstance(story.events[max(story.events)][-1], DeskWaitBegun)
