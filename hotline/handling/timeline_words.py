"""What each event is called on the timeline, which words it carries, and what the rule allowed.

Total over the events of a case: a test compares it with the closed union.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hotline.ledger import Erased
from hotline.rules.case import desk_wait as dw
from hotline.rules.case import dispute as d
from hotline.rules.case import events as e
from hotline.rules.case import extension as x
from hotline.rules.case import hold, phone
from hotline.rules.case import leg_events as le
from hotline.rules.case import rehandle_events as r
from hotline.rules.case.files import FilesAttached, in_words
from hotline.rules.context import World
from hotline.rules.deadline import Clock
from hotline.rules.moments import say_end
from hotline.rules.rulebook_names import LimitName
from hotline.rules.text import joined, say
from hotline.rules.words import LegRole

Notes = Callable[[Any, World], Sequence[str]]
Texts = tuple[tuple[str, str], ...]


def _no_notes(event: Any, world: World) -> Sequence[str]:
    return ()


def _never(event: Any) -> bool:
    return False


class Telling(msgspec.Struct, frozen=True):
    """How one type of event is told. `title` may depend on the event."""

    title: str | Callable[[Any], str]
    texts: Texts = ()
    notes: Notes = _no_notes
    late: Callable[[Any], bool] = _never

    def title_of(self, event: Any) -> str:
        """The step in a few words."""
        return self.title if isinstance(self.title, str) else self.title(event)


def _by(world: World, due: datetime) -> str:
    return say_end(world.calendar.local(due))


def _clock(world: World, clock: Clock, what: str) -> str:
    source = say("，依据{source}", source=clock.source) if clock.source else ""
    return say(
        "{what}{limit}，至{by}{source}",
        what=what,
        limit=clock.duration.zh,
        by=_by(world, clock.due_at),
        source=source,
    )


def _registered(event: e.Registered, world: World) -> Sequence[str]:
    topic = world.topics.get(event.topic, event.topic)
    place = world.areas.get(event.area, event.area)
    facts = [event.channel.zh, event.kind.zh, event.urgency.zh, topic, place]
    return (joined(" · ", filter(None, facts)),)


def _dispatched(event: le.LegDispatched, world: World) -> Sequence[str]:
    by_hand = "" if event.role is LegRole.HANDED_DOWN else say("人工指定，未按目录条目")
    entry = say("派单目录条目 {entry}", entry=event.entry) if event.entry else by_hand
    basis = event.legal_basis
    return (
        say("{entry}，依据{basis}", entry=entry, basis=basis) if basis else entry,
        say(
            "签收至{sign}，退单至{return_}，首次联系至{contact}",
            sign=_by(world, event.sign_due),
            return_=_by(world, event.return_due),
            contact=_by(world, event.contact_due),
        ),
        _clock(world, event.limit, say("办理时限")),
    )


def _return_filed(event: le.ReturnFiled, world: World) -> Sequence[str]:
    believed = say("建议承办单位：{name}", name=world.units.name(event.believed_unit))
    return (
        say("理由：{reason}", reason=event.reason.zh),
        believed if event.believed_unit else "",
        say("承办时限暂停；应于{by}前裁定", by=_by(world, event.ruling_due)),
    )


def _reply(event: le.ReplyFiled, world: World) -> Sequence[str]:
    claims = say(
        "属实情况：{truth}；解决情况：{solved}", truth=event.truth.zh, solved=event.solved.zh
    )
    return (
        claims,
        "" if event.contacted else say("答复前没有首次联系记录"),
        say("承办单位认为超出职责") if event.beyond_duty else "",
    )


def _followed_up(event: e.FollowedUp, world: World) -> Sequence[str]:
    contacted = say("已联系") if event.contacted else say("未联系")
    said = say(
        "承办单位{contacted}；{solved}；结果{result}；过程{process}",
        contacted=contacted,
        solved=event.solved.zh,
        result=event.result.zh,
        process=event.process.zh,
    )
    due = (
        say("{by}自动结案", by=_by(world, event.close_due))
        if event.close_due
        else say("未解决，不自动结案")
    )
    return (said, due)


def _on_time(event: Any, world: World) -> Sequence[str]:
    return (say("按时") if event.on_time else say("超期"),)


_WAITS: dict[str, str] = {
    LimitName.ACCEPT: say("等待处置"),
    LimitName.COMPLETE_INTAKE: say("等待补录"),
    LimitName.DISPATCH: say("等待派单"),
}

INTAKE: dict[type, Telling] = {
    e.Registered: Telling(say("登记诉求"), ((say("诉求"), "text"),), _registered),
    e.SentBack: Telling(say("退回补录"), ((say("退回原因"), "reason"),)),
    e.IntakeCompleted: Telling(say("补录"), ((say("备注"), "note"),)),
    e.Accepted: Telling(
        say("受理"),
        ((say("备注"), "note"),),
        lambda o, w: (_clock(w, o.promise, say("向诉求人承诺")),),
    ),
    e.AnsweredDirectly: Telling(
        say("当场解答"),
        ((say("答复"), "answer"),),
        lambda o, w: (
            say(
                "依据知识点 {article} {article_version}",
                article=o.article,
                article_version=o.article_version,
            )
            if o.article
            else "",
        ),
    ),
    e.HandOverSent: Telling(
        lambda o: say("移交{line}", line=o.line.zh),
        ((say("备注"), "note"),),
        lambda o, w: (say("应于{by}前确认接收", by=_by(w, o.confirm_due)),),
    ),
    e.HandOverTaken: Telling(say("移交已接收"), ((say("接收人"), "by"),)),
    e.HandOverRefused: Telling(say("移交被拒，重新处置"), ((say("答复人"), "by"),)),
    e.HandOverAlarmed: Telling(say("移交无人确认，已告警"), late=lambda o: True),
    e.LegalRouteTold: Telling(
        lambda o: say("告知法定途径：{route}", route=o.route.zh),
        ((say("告知内容"), "words"), (say("文号"), "reference")),
    ),
    e.Explained: Telling(
        lambda o: say("解释说明：{ground}", ground=o.ground.zh), ((say("说明内容"), "words"),)
    ),
    e.PoliceReferred: Telling(say("移送公安"), ((say("线索"), "clue"),)),
    FilesAttached: Telling(
        lambda o: (
            say("上传 {files}", files=in_words(o.files))
            if not o.leg
            else say("上传佐证（{group}）：{files}", group=o.group.zh, files=in_words(o.files))
        )
    ),
    dw.DeskWaitBegun: Telling(
        lambda o: _WAITS[o.clock.name],
        (),
        lambda o, w: (_clock(w, o.clock, dw.NAMED[o.clock.name].zh),),
    ),
    dw.DeskWaitBreached: Telling(
        lambda o: say("热线环节超期：{limit}", limit=o.limit.zh),
        (),
        lambda o, w: (say("时限为{by}", by=_by(w, o.due_at)),),
        lambda o: True,
    ),
    e.Supplemented: Telling(say("诉求人补充情况"), ((say("补充"), "text"),)),
    e.Reminded: Telling(say("诉求人催办"), ((say("催办"), "words"),)),
}

UNITS: dict[type, Telling] = {
    le.LegDispatched: Telling(
        lambda o: say("派单（{role}）", role=o.role.zh), ((say("说明"), "reason"),), _dispatched
    ),
    le.LegSigned: Telling(
        lambda o: say("视同签收") if o.deemed else say("签收"), (), _no_notes, lambda o: o.late
    ),
    phone.OrderAcknowledged: Telling(
        say("单位电话确认紧急工单"),
        ((say("接听人"), "by"), (say("号码"), "number")),
        _no_notes,
        lambda o: o.late,
    ),
    phone.PhoneUnanswered: Telling(
        say("紧急工单无人电话确认，已告警"),
        (),
        lambda o, w: (say("应于{by}前确认", by=_by(w, o.due_at)),),
        lambda o: True,
    ),
    le.LegReassigned: Telling(say("转派承办人")),
    le.LegEnded: Telling(
        lambda o: say("承办单终止：{why}", why=o.why.zh), ((say("说明"), "reason"),)
    ),
    le.FirstContactMade: Telling(
        say("首次联系诉求人"),
        ((say("号码"), "number"), (say("情况"), "note")),
        _no_notes,
        lambda o: o.late,
    ),
    le.ProgressRecorded: Telling(say("办理进展"), ((say("进展"), "note"),)),
    d.RulingEscalated: Telling(
        say("审核超期，升级由上一级裁定"),
        (),
        lambda o, w: (say("应于{due}前裁定", due=_by(w, o.ruling_due)),),
        late=lambda o: True,
    ),
    d.PauseEnded: Telling(
        say("退单审核暂停到上限，时限恢复计算"),
        (),
        lambda o, w: (say("办理时限至{due}", due=_by(w, o.limit.due_at)),),
    ),
    d.OpinionGiven: Telling(
        say("会商意见"),
        ((say("意见"), "opinion"), (say("依据"), "legal_basis")),
        lambda o, w: (w.units.name(o.unit),),
    ),
    d.ConsultationRuled: Telling(
        say("会商裁定"),
        ((say("裁定理由"), "grounds"),),
        lambda o, w: (say("由{unit}承办，不得再退", unit=w.units.name(o.unit)),),
    ),
    d.RedispatchAsked: Telling(say("申请改派（新的事实）"), ((say("新的事实"), "fact"),)),
    d.RedispatchGranted: Telling(say("同意改派"), ((say("理由"), "grounds"),)),
    d.RedispatchRefused: Telling(say("不同意改派，继续办理"), ((say("理由"), "grounds"),)),
    r.ReviewFiled: Telling(
        say("申请重办复核"),
        ((say("理由和依据"), "claim"),),
        lambda o, w: (say("区级复核至{due}", due=_by(w, o.ruling_due)),),
    ),
    r.ReviewPassedUp: Telling(
        say("区级复核支持，报市级复核"),
        ((say("复核意见"), "grounds"),),
        lambda o, w: (say("市级复核至{due}", due=_by(w, o.ruling_due)),),
    ),
    r.ReviewRejected: Telling(say("复核不成立，继续重办"), ((say("复核意见"), "grounds"),)),
    r.NotBorneOut: Telling(
        say("查否，不再重办"),
        ((say("复核意见"), "grounds"),),
        lambda o, w: (say("重办前的办理结果恢复"),),
    ),
    x.ExtensionFiled: Telling(
        say("申请延期"),
        ((say("说明"), "explanation"),),
        lambda o, w: (
            say("延长{by}，审核至{due}", by=o.by.zh, due=_by(w, o.ruling_due)),
            *((say("长周期事项"),) if o.long_cycle else ()),
        ),
    ),
    x.ExtensionGranted: Telling(
        say("同意延期"),
        ((say("理由"), "grounds"),),
        lambda o, w: (say("办理时限延至{due}", due=_by(w, o.limit.due_at)),),
    ),
    x.ExtensionRefused: Telling(say("不同意延期，原时限不变"), ((say("理由"), "grounds"),)),
    x.ExtensionWithdrawn: Telling(say("撤回延期申请")),
    hold.HoldBegun: Telling(
        say("挂起，等待诉求人"),
        ((say("说明"), "explanation"),),
        lambda o, w: (say("办理时限暂停，至迟{due}恢复", due=_by(w, o.ends_by)),),
    ),
    hold.HoldEnded: Telling(
        lambda o: say("解除挂起（{why}）", why=o.why.zh),
        ((say("说明"), "note"),),
        lambda o, w: (say("办理时限至{due}", due=_by(w, o.limit.due_at)),),
    ),
    le.ReturnFiled: Telling(say("申请退单"), ((say("说明"), "explanation"),), _return_filed),
    le.ReturnWithdrawn: Telling(
        say("撤回退单"), (), lambda o, w: (say("时限恢复，至{by}", by=_by(w, o.limit.due_at)),)
    ),
    le.ReturnUpheld: Telling(say("退单成立"), ((say("裁定理由"), "grounds"),)),
    le.ReturnRejected: Telling(
        say("退单不成立"),
        ((say("裁定理由"), "grounds"),),
        lambda o, w: (say("时限恢复，至{by}；该单位不得再次退单", by=_by(w, o.limit.due_at)),),
    ),
    le.RequestLapsed: Telling(say("待审事项失效")),
    le.ReplyFiled: Telling(
        say("答复，提请审批办结"),
        ((say("办理情况"), "internal_record"), (say("公开答复"), "public_answer")),
        _reply,
    ),
    le.CompletionApproved: Telling(
        say("审批办结"), ((say("审批意见"), "note"),), _on_time, lambda o: not o.on_time
    ),
    le.CompletionSentBack: Telling(say("退回重报"), ((say("原因"), "reason"),)),
    le.LimitBreached: Telling(
        say("办理超期"), (), lambda o, w: (say("时限为{by}", by=_by(w, o.due_at)),), lambda o: True
    ),
}

ENDING: dict[type, Telling] = {
    e.CaseCompleted: Telling(
        say("办结，答复诉求人"),
        ((say("公开答复"), "public_answer"),),
        lambda o, w: (
            *_on_time(o, w),
            say("没有联系电话，凭码评价至{by}", by=_by(w, o.link_due)) if o.link_due else "",
        ),
        lambda o: not o.on_time,
    ),
    e.FollowUpTried: Telling(
        lambda o: say("回访：{result}", result=o.result.zh), ((say("备注"), "note"),)
    ),
    e.FollowUpLinkOpened: Telling(
        say("发送评价链接"), (), lambda o, w: (say("有效期至{by}", by=_by(w, o.due)),)
    ),
    e.FollowedUp: Telling(
        lambda o: say("诉求人评价") if o.by_citizen else say("有效回访"),
        ((say("诉求人说"), "words"),),
        _followed_up,
    ),
    e.FollowUpExhausted: Telling(say("无法回访"), (), lambda o, w: (say("不计入评价"),)),
    e.CaseClosed: Telling(lambda o: say("结案：{why}", why=o.why.zh), ((say("备注"), "note"),)),
    e.CaseReopened: Telling(
        lambda o: say("重新打开（第{round}轮）", round=o.round),
        ((say("理由"), "reason"),),
        lambda o, w: (_clock(w, o.promise, say("新的承诺")),),
    ),
    r.RehandleOrdered: Telling(
        lambda o: say("责成重办（{fault}）", fault=o.fault.zh),
        (),
        lambda o, w: (w.units.name(o.unit),),
    ),
    r.RaisedToHigherBody: Telling(
        say("提级办理"),
        (),
        lambda o, w: (
            say(
                "由{unit}办理，原承办单位{former}",
                unit=w.units.name(o.unit),
                former=w.units.name(o.former),
            ),
        ),
    ),
    e.CaseWithdrawn: Telling(say("撤单"), ((say("原因"), "reason"),)),
    e.SplitOff: Telling(lambda o: say("拆分出 {number}", number=o.number)),
    e.MergedInto: Telling(
        lambda o: say("并入 {number}", number=o.number), ((say("理由"), "reason"),)
    ),
    e.ChildMerged: Telling(lambda o: say("{number} 并入本单", number=o.number)),
    e.ChildrenAnswered: Telling(say("并入工单均已答复")),
    e.MergeUndone: Telling(
        say("撤销并单"), ((say("理由"), "reason"),), lambda o, w: (say("恢复原承诺时限"),)
    ),
    e.ChildReleased: Telling(say("一件并入工单已撤出")),
    e.Linked: Telling(lambda o: say("关联 {number}", number=o.number), ((say("说明"), "reason"),)),
    e.PromiseBreached: Telling(
        say("承诺超期"), (), lambda o, w: (say("承诺为{by}", by=_by(w, o.due_at)),), lambda o: True
    ),
    Erased: Telling(say("个人信息已删除")),
}

TELLINGS: dict[type, Telling] = INTAKE | UNITS | ENDING
