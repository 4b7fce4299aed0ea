"""What each event is called on the timeline, which words it carries, and what the rule allowed.

Total over the events of a case: a test compares it with the closed union.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hotline.ledger import Erased
from hotline.rules.case import events as e
from hotline.rules.case import leg_events as le
from hotline.rules.context import World
from hotline.rules.deadline import Clock
from hotline.rules.reckoning import say_end
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
    source = f"，依据{clock.source}" if clock.source else ""
    return f"{what}{clock.duration.zh}，至{_by(world, clock.due_at)}{source}"


def _registered(event: e.Registered, world: World) -> Sequence[str]:
    topic = world.topics.get(event.topic, event.topic)
    place = world.areas.get(event.area, event.area)
    facts = [event.channel.zh, event.kind.zh, event.urgency.zh, topic, place]
    return (" · ".join(fact for fact in facts if fact),)


def _dispatched(event: le.LegDispatched, world: World) -> Sequence[str]:
    by_hand = "" if event.role is LegRole.HANDED_DOWN else "人工指定，未按目录条目"
    entry = f"派单目录条目 {event.entry}" if event.entry else by_hand
    basis = f"，依据{event.legal_basis}" if event.legal_basis else ""
    return (
        entry + basis,
        f"签收至{_by(world, event.sign_due)}，退单至{_by(world, event.return_due)}，"
        f"首次联系至{_by(world, event.contact_due)}",
        _clock(world, event.limit, "办理时限"),
    )


def _return_filed(event: le.ReturnFiled, world: World) -> Sequence[str]:
    believed = f"建议承办单位：{world.units.name(event.believed_unit)}"
    return (
        f"理由：{event.reason.zh}",
        believed if event.believed_unit else "",
        f"承办时限暂停；应于{_by(world, event.ruling_due)}前裁定",
    )


def _reply(event: le.ReplyFiled, world: World) -> Sequence[str]:
    claims = f"属实情况：{event.truth.zh}；解决情况：{event.solved.zh}"
    return (
        claims,
        "" if event.contacted else "答复前没有首次联系记录",
        "承办单位认为超出职责" if event.beyond_duty else "",
    )


def _followed_up(event: e.FollowedUp, world: World) -> Sequence[str]:
    contacted = "已联系" if event.contacted else "未联系"
    said = f"承办单位{contacted}；{event.solved.zh}；结果{event.result.zh}；过程{event.process.zh}"
    due = f"{_by(world, event.close_due)}自动结案" if event.close_due else "未解决，不自动结案"
    return (said, due)


def _on_time(event: Any, world: World) -> Sequence[str]:
    return ("按时" if event.on_time else "超期",)


INTAKE: dict[type, Telling] = {
    e.Registered: Telling("登记诉求", (("诉求", "text"),), _registered),
    e.SentBack: Telling("退回补录", (("退回原因", "reason"),)),
    e.IntakeCompleted: Telling("补录", (("备注", "note"),)),
    e.Accepted: Telling(
        "受理", (("备注", "note"),), lambda o, w: (_clock(w, o.promise, "向诉求人承诺"),)
    ),
    e.AnsweredDirectly: Telling(
        "当场解答",
        (("答复", "answer"),),
        lambda o, w: (f"依据知识点 {o.article} {o.article_version}" if o.article else "",),
    ),
    e.HandOverSent: Telling(
        lambda o: f"移交{o.line.zh}",
        (("备注", "note"),),
        lambda o, w: (f"应于{_by(w, o.confirm_due)}前确认接收",),
    ),
    e.HandOverTaken: Telling("移交已接收", (("接收人", "by"),)),
    e.HandOverRefused: Telling("移交被拒，重新处置", (("答复人", "by"),)),
    e.HandOverAlarmed: Telling("移交无人确认，已告警", late=lambda o: True),
    e.LegalRouteTold: Telling(
        lambda o: f"告知法定途径：{o.route.zh}", (("告知内容", "words"), ("文号", "reference"))
    ),
    e.Explained: Telling(lambda o: f"解释说明：{o.ground.zh}", (("说明内容", "words"),)),
    e.PoliceReferred: Telling("移送公安", (("线索", "clue"),)),
    e.Supplemented: Telling("诉求人补充情况", (("补充", "text"),)),
    e.Reminded: Telling("诉求人催办", (("催办", "words"),)),
}

UNITS: dict[type, Telling] = {
    le.LegDispatched: Telling(lambda o: f"派单（{o.role.zh}）", (("说明", "reason"),), _dispatched),
    le.LegSigned: Telling(
        lambda o: "视同签收" if o.deemed else "签收", (), _no_notes, lambda o: o.late
    ),
    le.LegReassigned: Telling("转派承办人"),
    le.LegEnded: Telling(lambda o: f"承办单终止：{o.why.zh}", (("说明", "reason"),)),
    le.FirstContactMade: Telling(
        "首次联系诉求人", (("号码", "number"), ("情况", "note")), _no_notes, lambda o: o.late
    ),
    le.ProgressRecorded: Telling("办理进展", (("进展", "note"),)),
    le.ReturnFiled: Telling("申请退单", (("说明", "explanation"),), _return_filed),
    le.ReturnWithdrawn: Telling(
        "撤回退单", (), lambda o, w: (f"时限恢复，至{_by(w, o.limit.due_at)}",)
    ),
    le.ReturnUpheld: Telling("退单成立", (("裁定理由", "grounds"),)),
    le.ReturnRejected: Telling(
        "退单不成立",
        (("裁定理由", "grounds"),),
        lambda o, w: (f"时限恢复，至{_by(w, o.limit.due_at)}；该单位不得再次退单",),
    ),
    le.RequestLapsed: Telling("待审事项失效"),
    le.ReplyFiled: Telling(
        "答复，提请审批办结",
        (("办理情况", "internal_record"), ("公开答复", "public_answer")),
        _reply,
    ),
    le.CompletionApproved: Telling(
        "审批办结", (("审批意见", "note"),), _on_time, lambda o: not o.on_time
    ),
    le.CompletionSentBack: Telling("退回重报", (("原因", "reason"),)),
    le.LimitBreached: Telling(
        "办理超期", (), lambda o, w: (f"时限为{_by(w, o.due_at)}",), lambda o: True
    ),
}

ENDING: dict[type, Telling] = {
    e.CaseCompleted: Telling(
        "办结，答复诉求人",
        (("公开答复", "public_answer"),),
        lambda o, w: (
            *_on_time(o, w),
            f"没有联系电话，凭码评价至{_by(w, o.link_due)}" if o.link_due else "",
        ),
        lambda o: not o.on_time,
    ),
    e.FollowUpTried: Telling(lambda o: f"回访：{o.result.zh}", (("备注", "note"),)),
    e.FollowUpLinkOpened: Telling("发送评价链接", (), lambda o, w: (f"有效期至{_by(w, o.due)}",)),
    e.FollowedUp: Telling(
        lambda o: "诉求人评价" if o.by_citizen else "有效回访",
        (("诉求人说", "words"),),
        _followed_up,
    ),
    e.FollowUpExhausted: Telling("无法回访", (), lambda o, w: ("不计入评价",)),
    e.CaseClosed: Telling(lambda o: f"结案：{o.why.zh}", (("备注", "note"),)),
    e.CaseReopened: Telling(
        lambda o: f"重新打开（第{o.round}轮）",
        (("理由", "reason"),),
        lambda o, w: (_clock(w, o.promise, "新的承诺"),),
    ),
    e.CaseWithdrawn: Telling("撤单", (("原因", "reason"),)),
    e.SplitOff: Telling(lambda o: f"拆分出 {o.number}"),
    e.MergedInto: Telling(lambda o: f"并入 {o.number}", (("理由", "reason"),)),
    e.ChildMerged: Telling(lambda o: f"{o.number} 并入本单"),
    e.ChildrenAnswered: Telling("并入工单均已答复"),
    e.MergeUndone: Telling("撤销并单", (("理由", "reason"),), lambda o, w: ("恢复原承诺时限",)),
    e.ChildReleased: Telling("一件并入工单已撤出"),
    e.Linked: Telling(lambda o: f"关联 {o.number}", (("说明", "reason"),)),
    e.PromiseBreached: Telling(
        "承诺超期", (), lambda o, w: (f"承诺为{_by(w, o.due_at)}",), lambda o: True
    ),
    Erased: Telling("个人信息已删除"),
}

TELLINGS: dict[type, Telling] = INTAKE | UNITS | ENDING
