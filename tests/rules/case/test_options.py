"""What a page may offer its reader, open or refused with the reason; the same tables decide."""

from hotline.rules.actor import Actor
from hotline.rules.case.decide import options
from hotline.rules.refusal import Code
from hotline.rules.words import CaseStage, Role
from tests.rules.case import world as w
from tests.rules.case.build import Story, file_return, registered, signed
from tests.rules.case.states import LEGS, STAGES


def offered(story: Story, actor: Actor) -> dict[str, str]:
    """Names of what is open to this person, with the leg or request."""
    found = options(story.case, story.context(actor))
    return {o.edge.name: o.leg + o.request for o in found if o.refusal is None}


def test_an_agent_on_a_new_case() -> None:
    found = offered(registered(), w.AGENT)
    assert {"Accept", "AnswerDirectly", "HandOver", "Explain", "CompleteIntake"} <= set(found)
    assert "Dispatch" not in found


def test_a_liaison_sees_own_legs_and_why_others_are_closed() -> None:
    story = signed(co=(w.WATER,))
    assert offered(story, w.liaison(w.URBAN))["FileReturn"] == "L1"
    assert offered(story, w.liaison(w.WATER))["Sign"] == "L2"
    refused = [
        option
        for option in options(story.case, story.context(w.liaison(w.WATER)))
        if option.edge.name == "FileReturn" and option.leg == "L1"
    ]
    assert refused[0].refusal is not None
    assert refused[0].refusal.code is Code.WRONG_UNIT


def test_a_ruler_sees_the_request_with_its_leg() -> None:
    story = signed().do(w.liaison(w.URBAN), file_return("L1"))
    assert offered(story, w.DISPATCHER)["RuleReturn"] == "L1R1"
    assert "RuleReturn" not in offered(story, w.person(Role.DISPATCHER, w.URBAN))
    assert "ApproveCompletion" not in offered(story, w.head(w.URBAN))


def test_somebody_can_always_go_on_until_it_is_over() -> None:
    for made in (*STAGES.values(), *LEGS.values()):
        story = made()
        if story.case.stage not in (CaseStage.WITHDRAWN, CaseStage.CLOSED):
            assert anybody_can_go_on(story), story.case.stage


TALK = {"Link", "Supplement", "Remind", "RecordProgress", "Reassign", "SplitMatter"}
TALK |= {"AttachFiles", "AttachEvidence"}
"""What may be said without bringing a case forward."""


def anybody_can_go_on(story: Story) -> bool:
    """Whether somebody of any role could do something now that brings the case forward."""
    units = {leg.unit for leg in story.case.running_legs}
    people = [w.person(role) for role in Role if role not in w.UNIT_ROLES | {Role.CLOCK}]
    people += [w.person(role, unit) for role in sorted(w.UNIT_ROLES) for unit in units]
    return any(offered(story, actor).keys() - TALK for actor in people)
