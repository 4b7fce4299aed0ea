"""修改派单目录的建议: a ruling teaches the directory; who keeps it takes it or says why not."""

from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import dispute as d
from hotline.rules.case import entry_proposal as ep
from hotline.rules.case import redispatch as rd
from hotline.rules.refusal import Code
from hotline.rules.rulebook_names import NumberName
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story, file_return, signed
from tests.rules.case.unclear import attended, divide, taken


def rule(uphold: bool, unit: str = "", request: str = "R1") -> c.RuleReturn:
    """A ruling that proposes."""
    return c.RuleReturn(request=request, uphold=uphold, unit=unit, grounds=MARK, propose_entry=True)


def proposing() -> Story:
    """Upheld: housing leads, and should have from the first."""
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    return story.do(w.DISPATCHER, rule(True, w.HOUSING))


def test_an_upheld_return_proposes_the_unit_it_names() -> None:
    [one] = proposing().case.proposals
    assert (one.topic, one.lead, one.was) == (w.NOISE, w.HOUSING, "E1")
    plain = signed().do(w.liaison(w.URBAN), file_return("L1"))
    plain.do(w.DISPATCHER, c.RuleReturn(request="R1", uphold=False, grounds=MARK))
    assert not plain.case.proposals


def test_nothing_to_change_nobody_named_or_a_leg_that_does_not_lead_is_no_proposal() -> None:
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    for ruling in (rule(False), rule(True)):
        refused = story.refuse(w.DISPATCHER, ruling)
        assert (refused.code, refused.field) == (Code.INVALID, "propose_entry")
    helper = signed(co=(w.WATER,)).do(w.liaison(w.WATER), file_return("L2"))
    assert helper.refuse(w.DISPATCHER, rule(True, w.HOUSING)).field == "propose_entry"


def test_a_ruling_that_is_refused_proposes_nothing() -> None:
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    assert story.refuse(w.DISPATCHER, rule(True, "nowhere")).code is Code.UNKNOWN_UNIT


def test_also_in_consultation_after_a_new_fact_and_on_site() -> None:
    story = signed()
    story.world = w.with_number(NumberName.CONSULT_AFTER_RETURNS, 1)
    story.do(w.liaison(w.URBAN), file_return("L1"))
    final = d.RuleConsultation(request="R1", unit=w.WATER, grounds=MARK, propose_entry=True)
    assert story.do(w.MANAGEMENT, final).case.proposals[0].lead == w.WATER
    late = signed().at(3, 6, 10)
    late.do(w.liaison(w.URBAN), rd.AskRedispatch(leg="L1", fact=MARK))
    moved = rd.RuleRedispatch(
        request="R1", grant=True, unit=w.WATER, grounds=MARK, propose_entry=True
    )
    assert late.do(w.DISPATCHER, moved).case.proposals[0].lead == w.WATER
    outcome = replace(divide("R1"), propose_entry=True)
    [one] = attended().do(w.DISPATCHER, outcome).case.proposals
    assert (one.lead, one.co_handlers) == (w.WATER, (w.URBAN,))


def test_it_is_taken_into_a_draft_or_declined_with_a_reason_once() -> None:
    story = proposing()
    take = ep.AnswerProposal(proposal="P1", take=True, edition="2027-1", entry="X")
    for wrong, field in (
        (replace(take, edition=""), "edition"),
        (replace(take, take=False), "reason"),
        (replace(take, proposal="P9"), "proposal"),
    ):
        assert story.refuse(w.MANAGEMENT, wrong).field == field
    [one] = story.copy().do(w.MANAGEMENT, take).case.proposals
    assert (one.taken, one.edition, one.entry) == (True, "2027-1", "X")
    no = ep.AnswerProposal(proposal="P1", take=False, reason=MARK, edition="2027-1")
    [one] = story.do(w.MANAGEMENT, no).case.proposals
    assert (one.taken, one.edition) == (False, "")
    assert story.refuse(w.MANAGEMENT, take).code is Code.ALREADY


def test_of_two_only_the_one_named_is_answered() -> None:
    story = proposing().do(w.liaison(w.HOUSING), file_return("L2"))
    story.do(w.DISPATCHER, rule(True, w.WATER, "R2"))
    no = ep.AnswerProposal(proposal="P1", take=False, reason=MARK)
    first, second = story.do(w.MANAGEMENT, no).case.proposals
    assert (first.taken, second.taken) == (False, None)
    assert story.refuse(w.MANAGEMENT, no).code is Code.NOT_FOUND
    assert not taken().case.proposals
