"""分类处置: the ways of the decision as the registration form offers them."""

from hotline.desk.gate import Desk
from hotline.rules.text import say

SEND, ACCEPT, LATER, JOIN = "send", "accept", "later", "join"
WAYS: tuple[tuple[str, str], ...] = (
    (SEND, say("受理，按目录派单")),
    (ACCEPT, say("受理，交派单员")),
    ("AnswerDirectly", say("当场解答")),
    ("HandOver", say("移交110/119/120/122")),
    ("TellLegalRoute", say("告知法定途径")),
    ("Explain", say("解释说明")),
    ("ReferToPolice", say("移送公安")),
    (LATER, say("暂不处置")),
)


def ways(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The ways open to this person, the usual one first: outsourced staff never dispatch."""
    return WAYS[1:] if desk.actor.outsourced else WAYS
