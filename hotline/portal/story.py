"""A case in the citizen's words: where it stands, by when, what happened, what the answer is.

Never shown: internal records, notes among offices, officers' names, who disputed with whom, other
callers' cases. Words of a stage follow from the state, so a new state without words is an error
that the tests find (`NOW` is total).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hotline.ledger import Recorded
from hotline.portal.queries import Own
from hotline.rules.calendar import Calendar
from hotline.rules.case import desk_wait as dw
from hotline.rules.case import dispute as d
from hotline.rules.case import events as e
from hotline.rules.case import extension as x
from hotline.rules.case import files, hold, phone
from hotline.rules.case import leg_events as le
from hotline.rules.case import rehandle_events as r
from hotline.rules.case.files import FilesAttached
from hotline.rules.case.state import Case
from hotline.rules.lights import in_words
from hotline.rules.moments import say_moment
from hotline.rules.text import say
from hotline.rules.units import UnitTree
from hotline.rules.words import CaseStage, CloseReason, LegRole, LegState, Solved

S = CaseStage
ERASED = say("（内容已按要求删除）")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step: when, what, and the words that belong to it (an answer, what one wrote)."""

    at: datetime
    what: str
    words: str = ""


# --- now --------------------------------------------------------------------------------------


def now_words(own: Own, units: UnitTree) -> str:
    """Where the case stands, in one sentence."""
    return NOW[own.case.stage](own, units)


def _handling(case: Case, units: UnitTree) -> str:
    lead = case.lead
    if lead is None or lead.state is LegState.DISPUTED:
        return say("正在确定承办单位")
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


def moment(at: datetime, calendar: Calendar) -> str:
    """2月13日（周五）16:30."""
    return say_moment(calendar.local(at))


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


# --- what happened ----------------------------------------------------------------------------

COMPLETED, ANSWERED, ROUTE, EXPLAINED = (
    say("已办结，答复如下"),
    say("工作人员当场答复"),
    say("告知法定办理途径"),
    say("向您解释说明"),
)
ANSWERS = frozenset({COMPLETED, ANSWERED, ROUTE, EXPLAINED})


class _Teller:
    """Goes through the events once; remembers what a later one needs."""

    def __init__(self, case: Case, units: UnitTree | None, calendar: Calendar | None) -> None:
        self.case, self.units, self.calendar = case, units, calendar
        self.replies: dict[str, str] = {}
        self.approved = ""

    def unit(self, leg_id: str) -> str:
        leg = self.case.leg(leg_id)
        return self.units.name(leg.unit) if leg and self.units else say("承办单位")

    def day(self, at: datetime) -> str:
        return moment(at, self.calendar) if self.calendar else ""

    def said(self, one: Recorded, words: str | None) -> str:
        """Personal words, or that they were erased."""
        return ERASED if one.sealed is None else (words or "")

    def line(self, one: Recorded) -> tuple[str, str] | None:
        """What to tell of one event; None for what is not the citizen's."""
        tell = _TOLD.get(type(one.event))
        found = tell(self, one) if tell else None
        return (found, "") if isinstance(found, str) else found


Tell = Callable[[_Teller, Recorded], tuple[str, str] | str | None]


def timeline(own: Own, units: UnitTree | None, calendar: Calendar | None = None) -> Sequence[Line]:
    """What happened, oldest first."""
    teller = _Teller(own.case, units, calendar)
    found = []
    for one in own.events:
        told = teller.line(one)
        if told:
            found.append(Line(at=one.occurred_at, what=told[0], words=told[1]))
    return found


def _accepted(t: _Teller, one: Recorded) -> str:
    return say("已受理，承诺 {day} 前答复", day=t.day(one.event.promise.due_at))


def _dispatched(t: _Teller, one: Recorded) -> str:
    event: le.LegDispatched = one.event
    unit = t.unit(event.leg)
    match event.role:
        case LegRole.LEAD:
            return say("交由{unit}办理", unit=unit)
        case LegRole.CO_HANDLING:
            return say("由{unit}协助办理", unit=unit)
        case LegRole.HANDED_DOWN:
            return say("交由{unit}具体落实", unit=unit)


def _signed(t: _Teller, one: Recorded) -> str | None:
    leg = t.case.leg(one.event.leg)
    return (
        say("{unit}已接收", unit=t.unit(one.event.leg))
        if leg and leg.role is LegRole.LEAD
        else None
    )


def _longer(t: _Teller, one: Recorded) -> str | None:
    """The citizen is told of the lead's extension; a co-handler's moves nothing for them."""
    event: x.ExtensionGranted = one.event
    leg = t.case.leg(event.leg)
    if leg is None or leg.role is not LegRole.LEAD:
        return None
    due = t.day(event.limit.due_at)
    return say("情况复杂，经批准，{unit}的办理时间延长至 {day}", unit=t.unit(event.leg), day=due)


def _waits(t: _Teller, one: Recorded) -> str:
    unit, day = t.unit(one.event.leg), t.day(one.event.ends_by)
    return say("{unit}在等您答复或提供材料，至迟 {day} 继续办理", unit=unit, day=day)


def _replied(t: _Teller, one: Recorded) -> None:
    """Kept until the unit's head has approved it."""
    t.replies[one.event.request] = t.said(one, one.event.public_answer)


def _approved(t: _Teller, one: Recorded) -> None:
    leg = t.case.leg(one.event.leg)
    if leg and leg.role is LegRole.LEAD:
        t.approved = t.replies.get(one.event.request, "")


def _completed(t: _Teller, one: Recorded) -> tuple[str, str]:
    own, t.approved = t.approved, ""
    return COMPLETED, own or t.said(one, one.event.public_answer)


def _asked(t: _Teller, one: Recorded) -> tuple[str, str]:
    event: e.FollowedUp = one.event
    how = say("您已评价") if event.by_citizen else say("已电话回访")
    said = {"solved": event.solved.zh, "result": event.result.zh}
    return say("{how}：{solved}，对结果{result}", how=how, **said), t.said(one, event.words)


def _closed(t: _Teller, one: Recorded) -> str | None:
    ways = (CloseReason.FOLLOWED_UP, CloseReason.UNREACHABLE)
    return say("已结案") if one.event.why in ways else None


def _uploaded(t: _Teller, one: Recorded) -> str | None:
    """The citizen's own; what the hotline or a unit adds is told by its answer."""
    event: FilesAttached = one.event
    if not event.by_citizen:
        return None
    return say("您上传了 {files}", files=files.in_words(event.files))


def _sealed(what: str, field: str) -> Tell:
    """A step with words of the citizen's own, or meant for them."""
    return lambda t, one: (what, t.said(one, getattr(one.event, field)))


def _plain(what: str) -> Tell:
    return lambda t, one: what


_TOLD: dict[type[Any], Tell] = {
    e.Registered: _sealed(say("我们收到了您的诉求"), "text"),
    e.SentBack: _plain(say("信息不全，话务员会与您核实")),
    e.IntakeCompleted: _plain(say("信息已补充完整")),
    e.Accepted: _accepted,
    e.AnsweredDirectly: _sealed(ANSWERED, "answer"),
    e.HandOverSent: lambda t, one: say("已转{line}", line=one.event.line.zh),
    e.HandOverTaken: _plain(say("紧急热线已接收")),
    e.HandOverRefused: _plain(say("紧急热线未接收，由我们继续办理")),
    e.LegalRouteTold: _sealed(ROUTE, "words"),
    e.Explained: _sealed(EXPLAINED, "words"),
    e.PoliceReferred: _plain(say("已移送公安机关")),
    le.LegDispatched: _dispatched,
    le.LegSigned: _signed,
    le.FirstContactMade: lambda t, one: say("{unit}与您联系", unit=t.unit(one.event.leg)),
    le.ProgressRecorded: lambda t, one: say("{unit}有新的办理进展", unit=t.unit(one.event.leg)),
    le.ReturnFiled: _plain(say("正在确定承办单位")),
    x.ExtensionGranted: _longer,
    hold.HoldBegun: _waits,
    hold.HoldEnded: lambda t, one: say("{unit}继续办理", unit=t.unit(one.event.leg)),
    le.ReplyFiled: _replied,
    le.CompletionApproved: _approved,
    e.CaseCompleted: _completed,
    e.FollowUpTried: _plain(say("给您打过回访电话，没有接通")),
    e.FollowUpLinkOpened: lambda t, one: say("请在 {day} 前在此评价", day=t.day(one.event.due)),
    e.FollowedUp: _asked,
    e.FollowUpExhausted: _plain(say("没有联系上您，不计入评价")),
    e.CaseClosed: _closed,
    e.CaseReopened: lambda t, one: say(
        "重新办理，承诺 {day} 前答复", day=t.day(one.event.promise.due_at)
    ),
    r.RaisedToHigherBody: lambda t, one: say(
        "提级办理，由{unit}负责", unit=t.units.name(one.event.unit) if t.units else ""
    ),
    r.NotBorneOut: _plain(say("经区、市两级复核，维持原办理结果，已结案")),
    e.CaseWithdrawn: _plain(say("您撤回了诉求")),
    e.Supplemented: _sealed(say("您补充了情况"), "text"),
    e.Reminded: _sealed(say("您催办了一次"), "words"),
    FilesAttached: _uploaded,
    e.SplitOff: lambda t, one: say(
        "其中另一件事单独登记，工单号 {number}", number=one.event.number
    ),
    e.MergedInto: _plain(say("与同一事件的其他诉求合并办理，您的工单号和查询码不变")),
    e.MergeUndone: _plain(say("恢复单独办理")),
    e.PromiseBreached: _plain(say("没有在承诺时间内答复，我们正在督促办理")),
}

HIDDEN: frozenset[type[Any]] = frozenset(
    {
        phone.OrderAcknowledged,
        phone.PhoneUnanswered,
        dw.DeskWaitBegun,
        dw.DeskWaitBreached,
        d.RulingEscalated,
        d.PauseEnded,
        d.OpinionGiven,
        d.ConsultationRuled,
        d.RedispatchAsked,
        d.RedispatchGranted,
        d.RedispatchRefused,
        r.RehandleOrdered,
        r.ReviewFiled,
        r.ReviewPassedUp,
        r.ReviewRejected,
        x.ExtensionFiled,
        x.ExtensionRefused,
        x.ExtensionWithdrawn,
        le.LegReassigned,
        le.LegEnded,
        le.ReturnWithdrawn,
        le.ReturnUpheld,
        le.ReturnRejected,
        le.RequestLapsed,
        le.CompletionSentBack,
        le.LimitBreached,
        e.HandOverAlarmed,
        e.ChildMerged,
        e.ChildrenAnswered,
        e.ChildReleased,
        e.Linked,
    }
)
"""Events that are not the citizen's business: what offices do among themselves."""
TOLD = frozenset(_TOLD)
"""All others; together with HIDDEN every event of a case."""
