"""The lines of the case table that are about mass events (群体事件). See `mass`."""

from hotline.rules.case import guards as g
from hotline.rules.case import mass
from hotline.rules.case.edges import BACK, CALLERS, CITIZEN, FRONT, Edge, on_case
from hotline.rules.text import say
from hotline.rules.words import CaseStage, Role

S = CaseStage
WATCH = BACK | {Role.TEAM_LEADER, Role.DUTY_MANAGER, Role.MANAGEMENT}
"""Who sees that many call about one matter, and says what all are told."""

MASS_TABLE: tuple[Edge, ...] = (
    on_case(
        mass.OpenEvent,
        say("登记为群体事件"),
        WATCH,
        mass.HEADED,
        None,
        g.not_confidential,
        mass.heads_none,
    ),
    on_case(
        mass.ReviseEvent,
        say("更新告知口径"),
        WATCH,
        mass.HEADED | {S.SENT_BACK},
        None,
        mass.heads_open,
    ),
    on_case(
        mass.EndEvent,
        say("停止并入"),
        WATCH,
        mass.HEADED | {S.SENT_BACK},
        None,
        mass.heads_open,
    ),
    on_case(
        mass.StillOut,
        say("仍未恢复"),
        FRONT | CALLERS | CITIZEN,
        frozenset({S.COMPLETED, S.FOLLOWED_UP, S.CLOSED}),
        frozenset({S.ACCEPTED}),
        mass.was_answered_with_all,
        g.in_reopen_window,
        outsourced=True,
    ),
)
