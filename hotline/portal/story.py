"""A case in the citizen's words: where it stands, by when, what happened, what the answer is.

What each event tells is in `story_lines`. Never shown: internal records, notes among offices,
officers' names, who disputed with whom, other callers' cases. Words of a stage follow from the
state, so a new state without words is an error that the tests find (`NOW` is total).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from hotline.portal.queries import Own
from hotline.portal.story_lines import ANSWERS, Teller, moment
from hotline.rules.calendar import Calendar
from hotline.rules.case.first_accepting import is_first_accepting
from hotline.rules.case.state import Case
from hotline.rules.lights import in_words
from hotline.rules.text import say
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, CloseReason, LegState, Solved

S = CaseStage


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step: when, what, and the words that belong to it (an answer, what one wrote)."""

    at: datetime
    what: str
    words: str = ""


def now_words(own: Own, units: UnitTree) -> str:
    """Where the case stands, in one sentence."""
    return NOW[own.case.stage](own, units)


def _handling(case: Case, units: UnitTree) -> str:
    lead = case.lead
    if lead is None or lead.state is LegState.DISPUTED:
        return say("正在确定承办单位")
    if lead.procedure and lead.procedure.tracked:
        return say("{unit}已作阶段性答复，跟踪中", unit=units.name(lead.unit))
    if case.round > 1:
        return say("{unit}正在重新办理", unit=units.name(lead.unit))
    return say("{unit}正在办理", unit=units.name(lead.unit))


def _merged(own: Own, units: UnitTree) -> str:
    parent = own.parent
    if parent is None or parent.stage is not S.HANDLING:
        return say("与同类诉求合并办理")
    return say("与同类诉求合并办理，{now}", now=_handling(parent, units))


def _handed_over(own: Own, units: UnitTree) -> str:
    line = own.case.hand_over.line.zh if own.case.hand_over else say("紧急热线")
    return say("已转{line}，正在等待对方接收", line=line)


def _followed_up(own: Own, units: UnitTree) -> str:
    verdict = own.case.verdict
    if verdict and verdict.solved is Solved.NOT:
        return say("您表示没有解决，我们正在核实")
    return say("感谢您的评价") if verdict else say("已办结，没有联系上您")


CLOSED = {
    CloseReason.FOLLOWED_UP: say("已结案"),
    CloseReason.UNREACHABLE: say("已结案"),
    CloseReason.ANSWERED: say("已当场解答"),
    CloseReason.HANDED_OVER: say("已由紧急热线接收办理"),
    CloseReason.LEGAL_ROUTE: say("已告知法定办理途径"),
    CloseReason.EXPLAINED: say("已向您解释说明"),
    CloseReason.POLICE: say("已移送公安机关"),
    CloseReason.NOT_BORNE_OUT: say("经复核，维持原办理结果，已结案"),
}

NOW: dict[CaseStage, Callable[[Own, UnitTree], str]] = {
    S.REGISTERED: lambda own, units: say("已收到，工作人员正在阅看"),
    S.SENT_BACK: lambda own, units: say("需要向您核实信息，请留意来电"),
    S.ACCEPTED: lambda own, units: say("已受理，正在确定承办单位"),
    S.HANDED_OVER: _handed_over,
    S.HANDLING: lambda own, units: _handling(own.case, units),
    S.COMPLETED: lambda own, units: say("已办结，请您评价"),
    S.FOLLOWED_UP: _followed_up,
    S.MERGED: _merged,
    S.WITHDRAWN: lambda own, units: say("您已撤回"),
    S.CLOSED: lambda own, units: CLOSED.get(own.case.close_reason or CloseReason.FOLLOWED_UP, ""),
}


def bound_words(case: Case, units: UnitTree, now: datetime) -> str:
    """首接单位 in the citizen's words: who stays in charge for them; "" while that may change."""
    lead = case.lead
    if lead is None or case.stage is not S.HANDLING or not is_first_accepting(case, lead, now):
        return ""
    return say(
        "由{unit}负责到底：它与您联系、牵头协调，不再转给别的单位，除非另有裁定",
        unit=units.name(lead.unit),
    )


def due_words(case: Case, now: datetime, calendar: Calendar) -> str:
    """By when an answer was promised, and how far that is; "" where nothing is promised."""
    promise = case.promise
    if promise is None or not promise.is_running:
        return ""
    due = promise.due_at
    when = moment(due, calendar)
    if now > due:
        return say(
            "承诺 {when} 前答复，{left}，我们正在督促办理", when=when, left=in_words(now, due)
        )
    return say("承诺 {when} 前答复，{left}", when=when, left=in_words(now, due))


def answer(own: Own) -> str:
    """公开答复 of the newest completed round; "" before.

    A merged case has its parent's as its own.
    """
    case, found = own.case, ""
    if case.stage in (S.HANDLING, S.ACCEPTED, S.MERGED):
        return ""
    for line in timeline(own, None):
        if line.what in ANSWERS:
            found = line.words
    return found


def timeline(own: Own, units: UnitTree | None, calendar: Calendar | None = None) -> Sequence[Line]:
    """What happened, oldest first."""
    teller = Teller(own.case, units, calendar)
    found = []
    for one in own.events:
        told = teller.line(one)
        if told:
            found.append(Line(at=one.occurred_at, what=told[0], words=told[1]))
    return found
