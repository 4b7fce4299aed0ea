"""Timers: only where a duty changes; each leads to a command that the clock may then carry out."""

import pytest

from hotline.rules.case import commands as c
from hotline.rules.case.desk_wait import BreachDeskWait
from hotline.rules.case.follow_up import BreachFollowUp
from hotline.rules.case.phone import AlarmPhone
from hotline.rules.case.supervision import EscalateSupervision, RemindLeg
from hotline.rules.case.timers import command_for, timers
from hotline.rules.case.unsigned import BreachSign, SignBreached
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import FlagName
from hotline.rules.words import AttemptResult, CaseStage, EmergencyLine, LegState, Solved, Urgency
from tests.rules.case import world as w
from tests.rules.case.build import (
    Story,
    accepted,
    completed,
    dispatched,
    file_return,
    finish,
    followed_up,
    merged,
    registered,
    signed,
)
from tests.rules.case.states import LEGS, REQUESTS, STAGES


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("sign:L1", c.DeemSigned(leg="L1")),
        ("phone:L1", AlarmPhone(leg="L1")),
        ("remind:L1", RemindLeg(leg="L1")),
        ("press:D1:2", EscalateSupervision(request="D1")),
        ("unsigned:L1", BreachSign(leg="L1")),
        ("limit:L2", c.BreachLimit(leg="L2")),
        ("promise", c.BreachPromise()),
        ("desk", BreachDeskWait()),
        ("hand_over", c.AlarmHandOver()),
        ("follow_up", BreachFollowUp()),
        ("link", c.ExhaustFollowUp()),
        ("children", c.AnswerChildren()),
        ("close", c.Close()),
    ],
)
def test_a_timer_stands_for_a_command(name: str, command: c.Command) -> None:
    assert command_for(name) == command


@pytest.mark.parametrize("name", ["", "sign", "limit:L1:x", "lunch"])
def test_an_unknown_timer_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name or "''"):
        command_for(name)


def story_of(names: str) -> Story:
    """The story whose timers are asked for."""
    tries = completed()
    for day, hour in ((2, 15), (3, 10), (3, 16)):
        tries.at(3, day, hour).do(w.CALLER, c.TryFollowUp(result=AttemptResult.OFF))
    parent = merged()
    parent.one = "c1"
    return {
        "registered": registered(),
        "accepted": accepted(),
        "dispatched": dispatched(),
        "signed": signed(),
        "disputed": signed().do(w.liaison(w.URBAN), file_return("L1")),
        "handed over": registered().do(w.AGENT, c.HandOver(line=EmergencyLine.FIRE_119)),
        "completed": completed(),
        "link": tries,
        "parent": finish(parent, w.URBAN),
        "followed up": followed_up(),
        "unsolved": followed_up(Solved.NOT),
        "merged": merged(),
    }[names]


@pytest.mark.parametrize(
    ("story", "names"),
    [
        ("registered", {"desk"}),
        ("accepted", {"promise", "desk"}),
        ("dispatched", {"promise", "sign:L1", "remind:L1", "limit:L1"}),
        ("signed", {"promise", "remind:L1", "limit:L1"}),
        ("disputed", {"promise", "ruling:R1", "pause:R1"}),
        ("handed over", {"hand_over"}),
        ("completed", {"follow_up"}),
        ("link", {"link"}),
        ("parent", {"children", "follow_up"}),
        ("followed up", {"close"}),
        ("unsolved", set()),
        ("merged", {"promise"}),
    ],
)
def test_what_is_waited_for(story: str, names: set[str]) -> None:
    assert set(timers(story_of(story).case)) == names


ALL = [*STAGES.values(), *LEGS.values(), *REQUESTS.values()]


@pytest.mark.parametrize("number", range(len(ALL)))
def test_every_timer_is_obeyed_when_it_fires_and_then_gone(number: int) -> None:
    """A timer whose command were refused would be fired again and again for ever."""
    story = ALL[number]()
    fired = story.clock(story.now.replace(year=2027))
    assert len(fired) == len(set(fired))
    assert timers(story.case) == {}


def test_nothing_is_waited_for_after_the_end() -> None:
    for stage in (CaseStage.CLOSED, CaseStage.WITHDRAWN):
        assert timers(STAGES[stage]().case) == {}


def test_a_critical_case_is_watched_by_the_minute() -> None:
    """特急：半小时签收，两小时办结，三小时答复诉求人，深夜节假日照走。"""
    story = accepted(urgency=Urgency.CRITICAL).at(3, 7, 23).do(w.DISPATCHER, c.Dispatch())
    assert story.lead.sign_due == w.local(3, 7, 23, 30)
    assert story.lead.limit.due_at == w.local(3, 8, 1)


def test_a_city_that_does_not_deem_signed_waits_for_the_unit() -> None:
    """规则不采用“视同签收”的城市：到期不代签，只记迟签，由单位补签；已派出的单子按派单时的规则。"""
    story = accepted()
    story.world = w.with_flag(FlagName.DEEMED_SIGNED, False)
    story.do(w.DISPATCHER, c.Dispatch())
    assert "sign:L1" not in timers(story.case)
    story.world = w.plain_world()
    assert "sign:L1" not in timers(story.case)
    assert story.refuse(w.CLOCK, BreachSign(leg="L1")).code is Code.WRONG_STATE
    assert story.clock(w.local(3, 4, 9)) == ["unsigned:L1"]
    assert isinstance(story.last, SignBreached)
    assert story.lead.state is LegState.DISPATCHED
    assert story.refuse(w.CLOCK, BreachSign(leg="L1")).code is Code.ALREADY
    story.at(3, 4, 10).do(w.liaison(w.URBAN), c.Sign(leg="L1"))
    assert story.lead.sign_late
    assert not story.lead.deemed
