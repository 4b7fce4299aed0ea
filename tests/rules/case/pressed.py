"""Stories of supervision (督办): a leg that is pressed, in every state of the document."""

from collections.abc import Callable

from hotline.rules.case import commands as c
from hotline.rules.case import supervision as v
from hotline.rules.case.fields import Command
from hotline.rules.words import (
    Accountability,
    Colour,
    RequestKind,
    RequestState,
    Role,
    SupervisionKind,
)
from tests.rules.case import build as b
from tests.rules.case import world as w
from tests.rules.case.build import MARK, Story

LEG, HOLDER, ONE = "L2", w.WATER, "D1"
SUPERVISOR = w.person(Role.SUPERVISOR)


def order(leg: str = "L1", kind: SupervisionKind = SupervisionKind.ORDER) -> v.IssueSupervision:
    """A document by hand, of whatever kind."""
    leader = MARK if kind is SupervisionKind.INSTRUCTION else ""
    return v.IssueSupervision(leg=leg, kind=kind, colour=Colour.ORANGE, asks=MARK, leader=leader)


def pressed() -> Story:
    """A co-handling unit that was given an order of supervision."""
    return b.signed(co=(HOLDER,)).do(SUPERVISOR, order(LEG))


def answered() -> Story:
    """It answered."""
    return pressed().do(w.liaison(HOLDER), v.AnswerSupervision(request=ONE, answer=MARK))


def _over() -> Story:
    return pressed().do(w.DISPATCHER, c.Redispatch(leg=LEG, unit=w.HOUSING, reason=MARK))


R = RequestState
STATES: dict[tuple[RequestKind, RequestState], Callable[[], Story]] = {
    (RequestKind.SUPERVISION, R.FILED): pressed,
    (RequestKind.SUPERVISION, R.UPHELD): lambda: answered().do(
        SUPERVISOR, v.AcceptAnswer(request=ONE)
    ),
    (RequestKind.SUPERVISION, R.WITHDRAWN): lambda: pressed().do(
        SUPERVISOR, v.CancelSupervision(request=ONE, reason=MARK)
    ),
    (RequestKind.SUPERVISION, R.LAPSED): _over,
}
VARIANTS: dict[tuple[RequestState, type[Command]], Callable[[], Story]] = {
    (R.FILED, v.AcceptAnswer): answered,
    (R.FILED, v.SendBackAnswer): answered,
}
VARIED: dict[type[Command], RequestKind] = {
    v.AcceptAnswer: RequestKind.SUPERVISION,
    v.SendBackAnswer: RequestKind.SUPERVISION,
}
LEG_COMMANDS: dict[type[Command], Command] = {
    v.IssueSupervision: order(LEG),
    v.ReferToDiscipline: v.ReferToDiscipline(leg=LEG, grounds=MARK),
    v.DecideAccountability: v.DecideAccountability(
        leg=LEG, measure=Accountability.CRITICISM, grounds=MARK
    ),
}
COMMANDS: dict[type[Command], Command] = {
    v.AnswerSupervision: v.AnswerSupervision(request=ONE, answer=MARK),
    v.SendBackAnswer: v.SendBackAnswer(request=ONE, reason=MARK),
    v.CancelSupervision: v.CancelSupervision(request=ONE, reason=MARK),
}
