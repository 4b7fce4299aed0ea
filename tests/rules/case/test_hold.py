"""挂起: after a recorded contact, once, until the citizen answers or the cap."""

from hotline.rules.case import commands as c
from hotline.rules.case import hold as h
from hotline.rules.case.files import AttachFiles
from hotline.rules.deadline import Paused
from hotline.rules.refusal import Code
from hotline.rules.words import HoldEnd, LegState
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, Story, file_extension, files, reply, signed

HOLD = h.BeginHold(leg="L1", explanation=MARK)


def held() -> Story:
    """Signed and contacted on Monday 2 March; held on Wednesday at ten."""
    story = signed()
    contact = c.RecordFirstContact(leg="L1", number=PHONE, note=MARK)
    return story.do(w.officer(w.URBAN), contact).at(3, 4, 10).do(w.officer(w.URBAN), HOLD)


def ended(story: Story) -> h.HoldEnded:
    """The newest event, which must be the end of a hold."""
    assert isinstance(story.last, h.HoldEnded)
    return story.last


def test_whoever_was_never_called_owes_no_answer() -> None:
    assert signed().refuse(w.officer(w.URBAN), HOLD).code is Code.NO_CONTACT


def test_the_limit_stands_still_and_the_promise_does_not() -> None:
    story = held()
    assert story.lead.state is LegState.HELD
    assert story.lead.held_until == w.local(3, 11, 17, 30)
    assert story.lead.limit.paused_since == w.local(3, 4, 10)
    assert story.case.promise and story.case.promise.is_running


def test_the_citizens_answer_ends_it() -> None:
    story = held().at(3, 6, 10).do(w.CITIZEN, c.Supplement(text=MARK))
    assert ended(story).why is HoldEnd.CITIZEN
    assert story.lead.state is LegState.SIGNED
    assert isinstance(story.lead.limit.turns[-1], Paused)
    assert story.lead.limit.due_at == w.local(3, 18, 17, 30)


def test_the_unit_goes_on_without() -> None:
    story = held().do(w.officer(w.URBAN), h.EndHold(leg="L1", note=MARK))
    assert ended(story).why is HoldEnd.UNIT
    story.do(w.officer(w.URBAN), reply("L1"))


def test_the_clock_ends_it_at_the_cap_and_not_before() -> None:
    story = held()
    assert story.refuse(w.CLOCK, h.LiftHold(leg="L1")).code is Code.WRONG_STATE
    assert story.clock(w.local(3, 11, 18)) == ["hold:L1"]
    assert ended(story).why is HoldEnd.CAP
    assert story.lead.limit.due_at == w.local(3, 24, 16, 30)  # five days and six and a half hours


def test_at_the_cap_it_is_over_though_no_clock_process_ran() -> None:
    lifted = held()
    lifted.clock(w.local(3, 11, 18))
    story = held().at(3, 20, 10).do(w.officer(w.URBAN), h.EndHold(leg="L1", note=MARK))
    assert story.lead.limit == lifted.lead.limit


def test_what_the_citizen_sends_is_an_answer_too() -> None:
    story = held().at(3, 6, 10).do(w.CITIZEN, AttachFiles(files=files()))
    assert ended(story).why is HoldEnd.CITIZEN
    assert story.lead.state is LegState.SIGNED


def test_once_and_no_more() -> None:
    story = held().do(w.officer(w.URBAN), h.EndHold(leg="L1"))
    refused = story.refuse(w.officer(w.URBAN), HOLD)
    assert refused.code is Code.LIMIT_REACHED and "1" in refused.message


def test_not_while_an_extension_waits_nor_after_the_limit() -> None:
    story = signed()
    contact = c.RecordFirstContact(leg="L1", number=PHONE, note=MARK)
    story.do(w.officer(w.URBAN), contact)
    late = story.copy().at(3, 20, 10)
    assert late.refuse(w.officer(w.URBAN), HOLD).code is Code.TOO_LATE
    story.do(w.liaison(w.URBAN), file_extension("L1"))
    assert story.refuse(w.officer(w.URBAN), HOLD).code is Code.ALREADY


def test_a_held_leg_is_taken_away_by_redispatch() -> None:
    story = held().do(w.DISPATCHER, c.Redispatch(leg="L1", unit=w.HOUSING, reason=MARK))
    assert story.case.legs[0].state is LegState.REDISPATCHED
    assert story.lead.unit == w.HOUSING
