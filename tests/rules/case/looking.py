"""What people who look afterwards do wherever a walk gives them something to look at. Nothing is
drawn for it, so that the walks go the ways they went before."""

from hotline.rules.case.flags import DecideFlag
from hotline.rules.refusal import Refusal
from hotline.rules.words import Role
from tests.rules.case import world as w
from tests.rules.case.automated import REVIEW, begin
from tests.rules.case.build import MARK, Story


def machine_sends(story: Story, seed: int) -> None:
    """In one city of ten the machine dispatches (自动派单)."""
    if seed % 10 == 5:
        begin(story, seed)


def decide_a_doubt(story: Story) -> None:
    """Somebody says of the first doubt that waits whether it is borne out."""
    doubt = next((one for one in story.case.flags if one.borne_out is None), None)
    if doubt:
        borne_out = len(story.case.legs) % 2 == 0
        command = DecideFlag(flag=doubt.id, borne_out=borne_out, reason=MARK)
        story.do(w.person(Role.SUPERVISOR), command)


def review_automatic(story: Story) -> None:
    """Somebody says that the machine was right."""
    if not isinstance(story.ask(w.DISPATCHER, REVIEW), Refusal):
        story.do(w.DISPATCHER, REVIEW)
