"""What a citizen is told of each event of their case; what is not theirs (`HIDDEN`).

A new event of a case gets its line in `TELL`, or its name in `HIDDEN`: a test demands one of the
two. Words kept with an event are read from its sealed part, or said to have been erased.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline.ledger import Recorded
from hotline.rules.calendar import Calendar
from hotline.rules.case import desk_wait as dw
from hotline.rules.case import dispute as d
from hotline.rules.case import (
    entry_proposal,
    files,
    flags,
    follow_up,
    hold,
    mass,
    on_site,
    phone,
    procedure,
    recomputing,
    redispatch,
    sampling,
    unsigned,
)
from hotline.rules.case import events as e
from hotline.rules.case import extension as x
from hotline.rules.case import hand_over as ho
from hotline.rules.case import leg_events as le
from hotline.rules.case import rehandle_events as r
from hotline.rules.case import repeat_events as rep
from hotline.rules.case.automatic import AUTOMATIC_MEANING
from hotline.rules.case.confidential import MadeConfidential
from hotline.rules.case.evolve_supervision import SUPERVISION_MEANING
from hotline.rules.case.files import FilesAttached
from hotline.rules.case.province_events import AnsweredFromAbove, ForwardedUp
from hotline.rules.case.sources import (
    PoliceOrderRecalled,
    SourceAnswered,
    SourceAttached,
    SourceConfirmed,
)
from hotline.rules.case.state import Case
from hotline.rules.case.tagging import TagsChanged
from hotline.rules.case.urgency import UrgencyChanged
from hotline.rules.moments import say_moment
from hotline.rules.province_words import UpwardAsk
from hotline.rules.text import say
from hotline.rules.units import UnitTree
from hotline.rules.words import CloseReason, LegRole

ERASED = say("（内容已按要求删除）")


def moment(at: datetime, calendar: Calendar) -> str:
    """2月13日（周五）16:30."""
    return say_moment(calendar.local(at))


COMPLETED, ANSWERED, ROUTE, EXPLAINED = (
    say("已办结，答复如下"),
    say("工作人员当场答复"),
    say("告知法定办理途径"),
    say("向您解释说明"),
)
ANSWERS = frozenset({COMPLETED, ANSWERED, ROUTE, EXPLAINED})


class Teller:
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
        tell = TELL.get(type(one.event))
        found = tell(self, one) if tell else None
        return (found, "") if isinstance(found, str) else found


Tell = Callable[[Teller, Recorded], tuple[str, str] | str | None]


def _accepted(t: Teller, one: Recorded) -> str:
    return say("已受理，承诺 {day} 前答复", day=t.day(one.event.promise.due_at))


def _dispatched(t: Teller, one: Recorded) -> str:
    event: le.LegDispatched = one.event
    unit = t.unit(event.leg)
    match event.role:
        case LegRole.LEAD:
            return say("交由{unit}办理", unit=unit)
        case LegRole.CO_HANDLING:
            return say("由{unit}协助办理", unit=unit)
        case LegRole.HANDED_DOWN:
            return say("交由{unit}具体落实", unit=unit)


def _signed(t: Teller, one: Recorded) -> str | None:
    leg = t.case.leg(one.event.leg)
    return (
        say("{unit}已接收", unit=t.unit(one.event.leg))
        if leg and leg.role is LegRole.LEAD
        else None
    )


def _longer(t: Teller, one: Recorded) -> str | None:
    """The citizen is told of the lead's extension; a co-handler's moves nothing for them."""
    event: x.ExtensionGranted = one.event
    leg = t.case.leg(event.leg)
    if leg is None or leg.role is not LegRole.LEAD:
        return None
    due = t.day(event.limit.due_at)
    return say("情况复杂，经批准，{unit}的办理时间延长至 {day}", unit=t.unit(event.leg), day=due)


def _waits(t: Teller, one: Recorded) -> str:
    unit, day = t.unit(one.event.leg), t.day(one.event.ends_by)
    return say("{unit}在等您答复或提供材料，至迟 {day} 继续办理", unit=unit, day=day)


def _in_procedure(t: Teller, one: Recorded) -> str:
    event: procedure.ProcedureBegun = one.event
    due, kind = t.day(event.clock.due_at), event.procedure.zh
    return say(
        "{unit}按法定程序办理（{kind}），{due} 前完成第一步",
        unit=t.unit(event.leg),
        kind=kind,
        due=due,
    )


def _replied(t: Teller, one: Recorded) -> None:
    """Kept until the unit's head has approved it."""
    t.replies[one.event.request] = t.said(one, one.event.public_answer)


def _approved(t: Teller, one: Recorded) -> None:
    leg = t.case.leg(one.event.leg)
    if leg and leg.role is LegRole.LEAD:
        t.approved = t.replies.get(one.event.request, "")


def _completed(t: Teller, one: Recorded) -> tuple[str, str]:
    own, t.approved = t.approved, ""
    return COMPLETED, own or t.said(one, one.event.public_answer)


def _asked(t: Teller, one: Recorded) -> tuple[str, str]:
    event: e.FollowedUp = one.event
    how = say("您已评价") if event.by_citizen else say("已电话回访")
    said = {"solved": event.solved.zh, "result": event.result.zh}
    return say("{how}：{solved}，对结果{result}", how=how, **said), t.said(one, event.words)


def _closed(t: Teller, one: Recorded) -> str | None:
    ways = (CloseReason.FOLLOWED_UP, CloseReason.UNREACHABLE)
    return say("已结案") if one.event.why in ways else None


def _uploaded(t: Teller, one: Recorded) -> str | None:
    """The citizen's own; what the hotline or a unit adds is told by its answer."""
    event: FilesAttached = one.event
    if not event.by_citizen:
        return None
    return say("您上传了 {files}", files=files.in_words(event.files))


def _sealed(what: str, field: str) -> Tell:
    """A step with words of the citizen's own, or meant for them."""
    return lambda t, one: (what, t.said(one, getattr(one.event, field)))


def _reckoned(t: Teller, one: Recorded) -> str | None:
    """Their own promise; what moves between hotline and units is none of theirs."""
    event: recomputing.ClockReckoned = one.event
    if event.clock != "promise":
        return None
    was, now = t.day(event.was), t.day(event.due_at)
    return say("{cause}：原承诺 {was} 前答复，改为 {now}", cause=event.cause.zh, was=was, now=now)


def _plain(what: str) -> Tell:
    return lambda t, one: what


TELL: dict[type[Any], Tell] = {
    e.Registered: _sealed(say("我们收到了您的诉求"), "text"),
    e.SentBack: _plain(say("信息不全，话务员会与您核实")),
    e.IntakeCompleted: _plain(say("信息已补充完整")),
    e.Accepted: _accepted,
    e.AnsweredDirectly: _sealed(ANSWERED, "answer"),
    e.HandOverSent: lambda t, one: say("已转{line}", line=one.event.line.zh),
    e.HandOverTaken: _plain(say("紧急热线已接收")),
    e.HandOverRefused: _plain(say("紧急热线未接收，由我们继续办理")),
    ho.HandOverKept: _plain(say("由我们受理，继续办理")),
    PoliceOrderRecalled: _plain(say("110已撤回移交")),
    MadeConfidential: _plain(say("已转为保密办理")),
    e.LegalRouteTold: _sealed(ROUTE, "words"),
    e.Explained: _sealed(EXPLAINED, "words"),
    e.PoliceReferred: _plain(say("已移送公安机关")),
    le.LegDispatched: _dispatched,
    le.LegSigned: _signed,
    le.FirstContactMade: lambda t, one: say("{unit}与您联系", unit=t.unit(one.event.leg)),
    le.ProgressRecorded: lambda t, one: say("{unit}有新的办理进展", unit=t.unit(one.event.leg)),
    on_site.SiteMeetingOrdered: _plain(say("已要求有关单位到现场，当面确定由谁办理")),
    le.ReturnFiled: _plain(say("正在确定承办单位")),
    x.ExtensionGranted: _longer,
    hold.HoldBegun: _waits,
    hold.HoldEnded: lambda t, one: say("{unit}继续办理", unit=t.unit(one.event.leg)),
    procedure.ProcedureBegun: _in_procedure,
    procedure.ProcedureAccepted: lambda t, one: say(
        "法定程序已受理，{day} 前调解", day=t.day(one.event.clock.due_at)
    ),
    procedure.InterimAnswered: _sealed(say("阶段性答复，跟踪中"), "public_answer"),
    procedure.ProcedureEnded: lambda t, one: say(
        "法定程序已终结：{outcome}，将答复您", outcome=one.event.outcome.zh
    ),
    recomputing.ClockReckoned: _reckoned,
    AnsweredFromAbove: lambda t, one: (
        say("经省级平台确认不属本市办理，已由省级平台收回，请留意省级平台的答复")
        if one.event.agreed and one.event.ask is UpwardAsk.NOT_OURS
        else None
    ),
    le.ReplyFiled: _replied,
    le.CompletionApproved: _approved,
    e.CaseCompleted: _completed,
    e.FollowUpTried: _plain(say("给您打过回访电话，没有接通")),
    e.FollowUpLinkOpened: lambda t, one: say("请在 {day} 前在此评价", day=t.day(one.event.due)),
    e.FollowedUp: _asked,
    follow_up.AskedAtExpiry: lambda t, one: (
        say("到期回访：{solved}，继续办理", solved=one.event.solved.zh),
        t.said(one, one.event.words),
    ),
    e.FollowUpExhausted: _plain(say("没有联系上您，不计入评价")),
    e.CaseClosed: _closed,
    e.CaseReopened: lambda t, one: say(
        "重新办理，承诺 {day} 前答复", day=t.day(one.event.promise.due_at)
    ),
    r.RaisedToHigherBody: lambda t, one: say(
        "提级办理，由{unit}负责", unit=t.units.name(one.event.unit) if t.units else ""
    ),
    r.NotBorneOut: _plain(say("经区、市两级复核，维持原办理结果，已结案")),
    rep.UnreasonableRuled: lambda t, one: (
        (
            say("认定为无理重复诉求，最终答复如下；您可以提出异议"),
            t.said(one, one.event.final_answer),
        )
        if one.event.recognised
        else None
    ),
    rep.UnreasonableContested: _sealed(say("对无理重复诉求认定提出了异议"), "words"),
    rep.ContestRuled: lambda t, one: (
        say("异议成立，认定已撤销") if one.event.lifted else say("异议不成立，维持原认定")
    ),
    rep.FinalAnswerGiven: _plain(say("您再次来电，已告知最终答复")),
    e.CaseWithdrawn: _plain(say("您撤回了诉求")),
    e.Supplemented: _sealed(say("您补充了情况"), "text"),
    e.Reminded: _sealed(say("您催办了一次"), "words"),
    FilesAttached: _uploaded,
    e.SplitOff: lambda t, one: say(
        "其中另一件事单独登记，工单号 {number}", number=one.event.number
    ),
    e.MergedInto: _plain(say("与同一事件的其他诉求合并办理，您的工单号和查询码不变")),
    mass.EventJoined: lambda t, one: (
        say("属于“{name}”，因特殊需要单独办理", name=one.event.name)
        if one.event.special
        else say("属于“{name}”", name=one.event.name)
    ),
    e.MergeUndone: _plain(say("恢复单独办理")),
    e.PromiseBreached: _plain(say("没有在承诺时间内答复，我们正在督促办理")),
}

HIDDEN: frozenset[type[Any]] = frozenset(
    {
        *AUTOMATIC_MEANING,
        follow_up.FollowUpOwed,
        follow_up.FollowUpBreached,
        mass.EventOpened,
        mass.EventRevised,
        mass.EventEnded,
        follow_up.ExpiryCallEnded,
        sampling.SampleDrawn,
        sampling.SampleChecked,
        unsigned.SignBreached,
        *SUPERVISION_MEANING,
        phone.OrderAcknowledged,
        phone.CallInVain,
        phone.PhoneUnanswered,
        procedure.ProcedureBreached,
        ForwardedUp,
        flags.CompletionFlagged,
        flags.FlagDecided,
        ho.ThreeWayCallNoted,
        ho.HandOverWritten,
        SourceAttached,
        SourceConfirmed,
        SourceAnswered,
        UrgencyChanged,
        TagsChanged,
        dw.DeskWaitBegun,
        dw.DeskWaitBreached,
        d.RulingEscalated,
        d.PauseEnded,
        d.OpinionGiven,
        d.ConsultationRuled,
        entry_proposal.EntryProposed,
        entry_proposal.ProposalAnswered,
        on_site.AttendanceRecorded,
        on_site.DutyDivided,
        on_site.SiteMeetingCancelled,
        redispatch.RedispatchAsked,
        redispatch.RedispatchGranted,
        redispatch.RedispatchRefused,
        r.RehandleOrdered,
        r.ReviewFiled,
        r.ReviewPassedUp,
        r.ReviewRejected,
        rep.UnreasonableFiled,
        rep.ExclusionFiled,
        rep.ExclusionPassedUp,
        rep.ExclusionRuled,
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
TOLD = frozenset(TELL)
"""All others; together with HIDDEN every event of a case."""
