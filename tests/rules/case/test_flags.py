"""疑点办结 by example: who is flagged, what is not, who decides; nothing follows by itself."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case.decide import decide
from hotline.rules.case.flags import (
    CompletionFlagged,
    DecideFlag,
    FlagDecided,
    circumstances,
    is_party,
    something_flagged,
)
from hotline.rules.case.guards import Target
from hotline.rules.refusal import Code, Refusal
from hotline.rules.replies.findings import Finding
from hotline.rules.words import LegRole, LegState, Role, Sign, Solved
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

DECIDE = DecideFlag(flag="F1", borne_out=True, reason=MARK)


def flagged(story: Story) -> list[CompletionFlagged]:
    """The doubts set so far."""
    return [one for one in story.events[story.one] if isinstance(one, CompletionFlagged)]


def test_what_was_looked_up_is_set_beside_the_reply_and_changes_nothing_else() -> None:
    story = b.signed()
    unit = story.lead.unit
    story.do(w.officer(unit), c.RecordFirstContact(leg="L1", number=b.PHONE))
    plain = story.copy().do(w.officer(unit), b.reply("L1"))
    found = (Finding(sign=Sign.ALIKE, figures={"answers": 4}, others=("c7",)),)
    context = replace(story.context(w.officer(unit)), found=found)
    events = decide(story.case, replace(b.reply("L1"), signs_seen=True), context)
    assert not isinstance(events, Refusal)
    doubt = events[-1]
    assert isinstance(doubt, CompletionFlagged)
    assert (doubt.flag, doubt.unit, doubt.sign, doubt.known) == ("F1", unit, Sign.ALIKE, True)
    assert doubt.others == ("c7",) and doubt.figures == {"answers": 4}
    story._keep({story.one: events})
    assert replace(story.case, flags=()) == plain.case
    assert not flagged(plain)


def test_no_contact_is_a_sign_of_the_lead_alone_and_only_where_one_could_call() -> None:
    story = b.signed()
    case, leg, now = story.case, story.lead, story.now
    assert [one.sign for one in circumstances(case, leg, now)] == [Sign.NO_CONTACT]
    near = leg.limit.due_at - timedelta(minutes=12)
    [late] = circumstances(case, leg, near)
    assert (late.sign, late.figures) == (Sign.LAST_MINUTE, {"minutes": 12})
    [after] = circumstances(case, leg, leg.limit.due_at + timedelta(seconds=1))
    assert after.sign is Sign.NO_CONTACT
    assert not circumstances(replace(case, reachable=False), leg, near)
    assert not circumstances(case, replace(leg, first_contact_at=now), near)
    assert not circumstances(case, replace(leg, role=LegRole.CO_HANDLING), near)


@pytest.mark.parametrize(
    ("solved", "contacted", "figures"),
    [
        (Solved.NOT, True, {"solved": 1}),
        (Solved.SOLVED, False, {"contacted": 1}),
        (Solved.NOT, False, {"solved": 1, "contacted": 1}),
        (Solved.SOLVED, True, None),
    ],
)
def test_the_units_word_against_the_citizens(
    solved: Solved, contacted: bool, figures: dict[str, int] | None
) -> None:
    story = b.completed()
    assert story.lead.solved is Solved.SOLVED and story.lead.first_contact_at
    story.do(w.CALLER, replace(b.outcome(), solved=solved, contacted=contacted))
    assert [one.figures for one in flagged(story)] == ([figures] if figures else [])


def test_nothing_is_held_against_a_unit_that_has_not_completed() -> None:
    story = b.completed()
    running = replace(story.lead, state=LegState.SIGNED, completed_at=None)
    case = replace(story.case, legs=(running,))
    said = replace(b.outcome(), solved=Solved.NOT)
    for one in (case, replace(case, legs=())):
        events = decide(one, said, story.context(w.CALLER))
        assert not isinstance(events, Refusal)
        assert not any(isinstance(event, CompletionFlagged) for event in events)


def test_decided_once_with_a_reason_by_nobody_of_the_unit() -> None:
    story = b.doubted(b.completed())
    supervisor = w.person(Role.SUPERVISOR)
    of_unit = w.person(Role.SUPERVISOR, w.URBAN)
    assert story.refuse(of_unit, DECIDE).code is Code.PARTY
    assert story.refuse(supervisor, replace(DECIDE, flag="F9")).code is Code.NOT_FOUND
    before = story.case
    story.do(supervisor, DECIDE)
    assert isinstance(story.last, FlagDecided) and story.last.decided_by == supervisor.id
    [flag] = story.case.flags
    assert flag.borne_out is True and flag.decided_at == story.now
    assert replace(story.case, flags=(), last_at=before.last_at) == replace(before, flags=())
    assert story.refuse(supervisor, DECIDE).code is Code.ALREADY
    b.doubted(story)
    story.cases[story.one] = replace(
        story.case, flags=(flag, replace(story.case.flags[1], id="F2"))
    )
    assert story.refuse(supervisor, DECIDE).code is Code.ALREADY, "F1 was decided, F2 still waits"


def test_without_a_doubt_there_is_nothing_to_decide() -> None:
    story = b.completed()
    refusal = something_flagged(Target(case=story.case), story.context(w.person(Role.SUPERVISOR)))
    assert refusal and refusal.code is Code.ALREADY
    assert story.case.flag("F1") is None


def test_a_party_is_the_unit_itself_and_what_lies_below_it() -> None:
    story = b.signed()
    units = {w.WATER: True, w.WATER_COMPANY: True, w.EAST: False, w.CENTRE: False}
    for unit, party in units.items():
        asked = story.context(w.person(Role.SUPERVISOR, unit))
        assert is_party(w.WATER, asked) is party, unit
